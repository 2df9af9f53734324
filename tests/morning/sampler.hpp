// Looks at the database all through the morning, because some promises are about every moment and not about the end.
#pragma once

#include "tests/morning/database.hpp"

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace todoke::morning {

class Sampler {
public:
    Sampler(const std::string& conninfo, long enrolled);
    void stop();  // takes a last sample

    int samples() const { return samples_; }
    // What was seen to break a promise, each named once: "I6: …".
    const std::vector<std::string>& findings() const { return findings_; }

private:
    void look(const Database& database);
    void unchanged(std::map<std::string, std::string>& known, const std::vector<Row>& rows, const std::string& what);
    void find(const std::string& finding);

    const long enrolled_;
    std::map<std::string, std::string> acknowledged_, retry_keys_, finished_;
    std::vector<std::string> findings_;
    int samples_ = 0;
    std::jthread thread_;
};

}  // namespace todoke::morning
