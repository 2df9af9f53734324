#include "adapters/system/clock.hpp"

namespace todoke::system {
namespace {

Instant process_now() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace

Instant SystemClock::now() const { return process_now() + Duration{offset_.load()}; }

std::chrono::steady_clock::time_point SystemClock::mono() const { return std::chrono::steady_clock::now(); }

Instant SimulatedClock::now() const {
    const std::lock_guard lock(mutex_);
    const auto passed = std::chrono::duration<double, std::micro>(process_now() - base_real_) * speed_;
    return base_simulated_ + std::chrono::duration_cast<Duration>(passed);
}

std::chrono::steady_clock::time_point SimulatedClock::mono() const { return std::chrono::steady_clock::now(); }

void SimulatedClock::set(Instant base_real, Instant base_simulated, double speed) {
    const std::lock_guard lock(mutex_);
    base_real_ = base_real;
    base_simulated_ = base_simulated;
    speed_ = speed;
}

std::chrono::steady_clock::time_point ManualClock::mono() const {
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(Duration{now_.load()}));
}

}  // namespace todoke::system
