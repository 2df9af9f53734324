#include "adapters/system/clock.hpp"

#include <cmath>

namespace todoke::system {

Instant machine_now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

Instant SystemClock::now() const { return machine_now() + offset(); }

std::chrono::steady_clock::time_point SystemClock::mono() const { return std::chrono::steady_clock::now(); }

Instant SimulatedClock::now() const {
    const auto real = machine_now();
    const std::lock_guard lock(mutex_);
    const auto passed = static_cast<double>((real - base_real_).count());
    // Speed 1 stays exact: a double holds microseconds since 1970, but only just.
    if (speed_ == 1) return base_simulated_ + (real - base_real_);
    return base_simulated_ + Duration{std::llround(passed * speed_)};
}

std::chrono::steady_clock::time_point SimulatedClock::mono() const { return std::chrono::steady_clock::now(); }

void SimulatedClock::set(Instant base_real, Instant base_simulated, double speed) {
    const std::lock_guard lock(mutex_);
    base_real_ = base_real;
    base_simulated_ = base_simulated;
    speed_ = speed;
}

std::chrono::steady_clock::time_point ManualClock::mono() const {
    return std::chrono::steady_clock::time_point{Duration{now_.load()}};
}

}  // namespace todoke::system
