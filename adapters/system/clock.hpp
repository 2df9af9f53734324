// The clocks of the house. Only here is the machine asked for the time.
#pragma once

#include "bot/ports/clock.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace todoke::system {

// Production: the process clock corrected by its measured offset to the database's clock.
class SystemClock : public Clock {
public:
    Instant now() const override;
    std::chrono::steady_clock::time_point mono() const override;

    // offset = database clock - process clock, as last measured. Safe from any thread.
    void set_offset(Duration offset) { offset_.store(offset.count(), std::memory_order_relaxed); }
    Duration offset() const { return Duration{offset_.load(std::memory_order_relaxed)}; }

private:
    std::atomic<Duration::rep> offset_{0};
};

// Demo and trials: base_simulated + (real - base_real) * speed. Until the first `set` it is real time. Whoever polls
// the row that all processes share calls `set`; safe from any thread.
class SimulatedClock : public Clock {
public:
    Instant now() const override;
    std::chrono::steady_clock::time_point mono() const override;

    void set(Instant base_real, Instant base_simulated, double speed);

private:
    mutable std::mutex mutex_;
    Instant base_real_{};
    Instant base_simulated_{};
    double speed_ = 1;
};

// Tests: stands still until moved, and its monotonic time moves with it. Safe from any thread.
class ManualClock : public Clock {
public:
    explicit ManualClock(Instant start = {}) : now_(start.time_since_epoch().count()) {}
    Instant now() const override { return Instant{Duration{now_.load()}}; }
    std::chrono::steady_clock::time_point mono() const override;

    void set(Instant instant) { now_.store(instant.time_since_epoch().count()); }
    void advance(Duration by) { now_.fetch_add(by.count()); }

private:
    std::atomic<Duration::rep> now_;
};

// Zones of the machine's time zone data (package tzdata). What `find` returned lives as long as the Zones. Safe from
// any thread.
std::unique_ptr<Zones> make_zones();

// The machine's own clock, uncorrected: for measuring an offset and for the base of simulated time only.
Instant machine_now();

}  // namespace todoke::system
