// What a double received and answered, in order: kept in memory for tests, and as JSON lines for other processes.
#pragma once

#include "tests/platforms/common/clock.hpp"

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::platforms {

struct Entry {
    std::uint64_t seq = 0;         // 1, 2, … within the file
    Instant at{};                  // the injected clock, when the request was complete
    std::string direction = "in";  // "in": the double received it · "out": the double sent it (webhook, activity)
    std::string method, path;      // path with its query; SMTP: the command and the recipient
    boost::json::object headers;   // lower-case names; Authorization and client secrets only as a hash
    boost::json::value body;       // parsed JSON; a form as an object; anything else as a string
    int status = 0;                // answered; 0 = the connection was dropped
    boost::json::value answer;
    std::optional<bool> delivered;  // sends only: did it appear on at least one person's screen
    std::vector<std::string> delivered_to;
    std::string misbehaved;  // which ordered misbehaviour was applied, else empty

    boost::json::object to_json() const;
};

// A body and headers as an entry keeps them.
boost::json::value body_for_books(const std::string& body, const std::string& content_type);
boost::json::object headers_for_books(const std::map<std::string, std::string>& headers);  // lower-case names

// Where a test run collects the books of all its processes: $TODOKE_BOOKS/<process id>; empty where nobody collects.
std::filesystem::path collected_books();

class Books {
public:
    using Predicate = std::function<bool(const Entry&)>;

    // `name` becomes <directory>/<name>.jsonl (appended to); an empty directory keeps the books in memory only.
    Books(std::string name, const std::filesystem::path& directory);

    Entry append(Entry entry);  // gives the entry its seq
    std::vector<Entry> entries() const;
    std::vector<Entry> since(std::uint64_t seq) const;  // those with a larger seq
    std::vector<Entry> matching(const Predicate& predicate) const;
    // The first entry, present or still to come, for which the predicate holds. Real time.
    std::optional<Entry> wait_for(const Predicate& predicate, std::chrono::milliseconds timeout) const;
    bool wait_for_count(const Predicate& predicate, std::size_t count, std::chrono::milliseconds timeout) const;
    const std::string& name() const { return name_; }

private:
    std::string name_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Entry> entries_;
    std::ofstream file_;
    std::uint64_t last_seq_ = 0;
};

}  // namespace todoke::platforms
