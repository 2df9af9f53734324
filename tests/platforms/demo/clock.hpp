// The simulated morning: one row in the database, which every process of the demo computes its time from.
#pragma once

#include "domain/time.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace todoke::demo {

class MorningClock {
public:
    explicit MorningClock(const std::string& database_url);  // throws std::runtime_error
    ~MorningClock();

    Instant now();
    // Moves on to `target` in steps of at most a minute, as time would: everything that falls due between happens in
    // order. A night or more is left out in one piece. `at_each_step` lets devices give a sign of life.
    void move_to(Instant target, const std::function<void()>& at_each_step);

private:
    void set(Instant simulated);
    void* connection_;
    Instant base_real_{}, base_simulated_{};
    double speed_ = 1;
    void read();
};

// The demo city has one zone without daylight saving: Asia/Tokyo, UTC+9.
std::string clock_text(Instant instant);  // 07:21
std::string day_text(Instant instant);    // Tue 2026-11-24
std::string iso_tokyo(Instant instant);   // 2026-11-24T07:21:03+09:00
Instant on_same_day(Instant day, std::chrono::minutes since_midnight);
Instant next_school_day(Instant day, std::chrono::minutes since_midnight);
std::optional<std::chrono::minutes> time_from(const std::string& text);  // 8:35, 0835

}  // namespace todoke::demo
