// Time as the doubles see it. Token lives, reply token lives and the `at` of the books follow this clock; socket
// time-outs and injected delays do not.
#pragma once

#include "domain/time.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace todoke::platforms {

using Clock = std::function<Instant()>;

Clock real_clock();

// A clock that stands still until a test moves it. Copies of clock() stay valid while this lives.
class ManualClock {
public:
    explicit ManualClock(Instant start) : now_(start) {}
    Instant now() const {
        std::lock_guard lock(mutex_);
        return now_;
    }
    void set(Instant instant) {
        std::lock_guard lock(mutex_);
        now_ = instant;
    }
    void advance(Duration by) {
        std::lock_guard lock(mutex_);
        now_ += by;
    }
    Clock clock() {
        return [this] { return now(); };
    }

private:
    mutable std::mutex mutex_;
    Instant now_;
};

// Wall time computed from the one row of simulated_clock(base_real, base_simulated, speed), read again every 50 ms.
// While the table, the row or the server is missing the real time is used, so that the doubles may start first.
class DatabaseClock {
public:
    explicit DatabaseClock(std::string database_url);
    ~DatabaseClock();
    DatabaseClock(const DatabaseClock&) = delete;
    DatabaseClock& operator=(const DatabaseClock&) = delete;
    Clock clock();

private:
    struct State;
    std::shared_ptr<State> state_;
};

std::string to_iso_utc(Instant instant);  // 2026-11-23T22:32:00.000000Z
long long unix_seconds(Instant instant);
long long unix_milliseconds(Instant instant);

}  // namespace todoke::platforms
