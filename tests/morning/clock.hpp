// The simulated morning: one row in the database that every process computes its time from. 07:20 to 09:10 pass in
// little more than a minute.
#pragma once

#include "domain/time.hpp"

#include <mutex>
#include <stop_token>
#include <string>

namespace todoke::morning {

// Tuesday 24 November 2026 in Asia/Tokyo (UTC+9), the day of the trial.
Instant at(int hour, int minute, int second = 0);
std::string rfc3339(Instant instant);  // 2026-11-24T07:58:03+09:00
inline constexpr const char* the_day = "2026-11-24";

class SimulatedMorning {
public:
    explicit SimulatedMorning(std::string conninfo) : conninfo_(std::move(conninfo)) {}
    // From now on time goes on from `from` at this speed (simulated seconds per second). Throws std::runtime_error.
    void run(Instant from, double speed);
    Instant now() const;
    // Sleeps until then; false when stop was requested first.
    bool sleep_until(Instant then, std::stop_token stop) const;

private:
    const std::string conninfo_;
    mutable std::mutex mutex_;
    Instant base_real_{}, base_simulated_{};
    double speed_ = 1;
};

}  // namespace todoke::morning
