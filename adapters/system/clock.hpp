#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "bot/ports/clock.hpp"

namespace todoke::system {

// Wall time of the process plus the measured offset to the database's clock.
class SystemClock : public Clock {
public:
    Instant now() const override;
    std::chrono::steady_clock::time_point mono() const override;
    void set_offset(Duration offset) { offset_ = offset.count(); }  // database minus process

private:
    std::atomic<std::int64_t> offset_{0};  // microseconds
};

// base_simulated + (real now - base_real) * speed, from one row that every process and double reads.
class SimulatedClock : public Clock {
public:
    Instant now() const override;
    std::chrono::steady_clock::time_point mono() const override;
    void set(Instant base_real, Instant base_simulated, double speed);

private:
    mutable std::mutex mutex_;
    Instant base_real_{}, base_simulated_{};
    double speed_ = 1;
};

// Moves only when told. Its monotonic time moves with it.
class ManualClock : public Clock {
public:
    explicit ManualClock(Instant start = {}) : now_(start.time_since_epoch().count()) {}
    Instant now() const override { return Instant{Duration{now_.load()}}; }
    std::chrono::steady_clock::time_point mono() const override;
    void set(Instant now) { now_ = now.time_since_epoch().count(); }
    void advance(Duration by) { now_ += by.count(); }

private:
    std::atomic<std::int64_t> now_;  // microseconds
};

std::unique_ptr<Zones> make_zones();

}  // namespace todoke::system
