// The platforms of the trial: the doubles, the configuration files that point two services at them, and the one address
// that people's events go to. Whichever service is alive may get an event; what gets no 2xx is delivered again, as LINE
// does.
#pragma once

#include "tests/morning/fleet.hpp"
#include "tests/morning/town.hpp"
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"
#include "tests/platforms/teams/teams_double.hpp"

#include <atomic>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

namespace todoke::morning {

class Platforms {
public:
    // Books go to `folder`/books, which also gets the secrets and the two configurations.
    Platforms(const SimulatedMorning& clock, const std::filesystem::path& folder);

    platforms::LineDouble& line() { return *line_; }
    platforms::TeamsDouble& teams() { return *teams_; }
    platforms::SmtpDouble& smtp() { return *smtp_; }

    std::array<Fleet::Member, processes> write_configurations(const std::string& database) const;
    void welcome(const Town& town);  // everybody exists on the platforms
    // LINE refuses two guardians for good; and a few sends are delayed, refused for the moment, or taken without an
    // answer.
    void begin_to_misbehave(const Town& town, system::SeededRandom& random);
    void behave();  // the platforms are well again, except towards the refused guardians

private:
    void refuse_some();

    const std::filesystem::path folder_;
    std::unique_ptr<platforms::LineDouble> line_;
    std::unique_ptr<platforms::TeamsDouble> teams_;
    std::unique_ptr<platforms::SmtpDouble> smtp_;
    std::vector<std::string> refused_;
};

// Between the platforms and the two services: picks one of them for every event, and redelivers for LINE.
class Balancer {
public:
    Balancer(Platforms& platforms, const Fleet& fleet, std::uint64_t seed);
    ~Balancer() { stop(); }
    void stop();
    std::size_t pick();  // which service the next request goes to
    std::size_t redelivered() const { return redelivered_; }
    bool all_accepted();  // tries once more; true when LINE has nothing left to deliver

private:
    Platforms& platforms_;
    const Fleet& fleet_;
    system::SeededRandom random_;
    std::atomic<std::size_t> redelivered_{0};
    std::jthread switching_, redelivering_;
};

}  // namespace todoke::morning
