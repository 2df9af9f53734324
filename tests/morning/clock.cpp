#include "tests/morning/clock.hpp"

#include "adapters/postgres/clock_watch.hpp"
#include "adapters/system/clock.hpp"

#include <stdexcept>
#include <thread>

#include <fmt/format.h>

namespace todoke::morning {

using namespace std::chrono_literals;

Instant at(int hour, int minute, int second) {
    constexpr auto day = std::chrono::sys_days{std::chrono::year{2026} / 11 / 24};
    return Instant{day} + std::chrono::hours{hour - 9} + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

std::string rfc3339(Instant instant) {
    const auto local = std::chrono::floor<std::chrono::seconds>(instant) + 9h;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::hh_mm_ss time{local - day};
    return fmt::format("{}T{:02}:{:02}:{:02}+09:00", to_iso(std::chrono::year_month_day{day}), time.hours().count(),
                       time.minutes().count(), time.seconds().count());
}

void SimulatedMorning::run(Instant from, double speed) {
    const std::lock_guard lock(mutex_);
    base_real_ = system::machine_now();
    base_simulated_ = from;
    speed_ = speed;
    const auto set = postgres::set_simulated_time(conninfo_, {base_real_, base_simulated_, speed_});
    if (!set) throw std::runtime_error("simulated time: " + set.error().what);
}

Instant SimulatedMorning::now() const {
    const std::lock_guard lock(mutex_);
    const double real = static_cast<double>((system::machine_now() - base_real_).count());
    return base_simulated_ + Duration{static_cast<Duration::rep>(real * speed_)};
}

bool SimulatedMorning::sleep_until(Instant then, std::stop_token stop) const {
    while (now() < then) {
        if (stop.stop_requested()) return false;
        std::this_thread::sleep_for(10ms);
    }
    return !stop.stop_requested();
}

}  // namespace todoke::morning
