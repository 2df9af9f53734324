// How fast one account may be used now: the platform's throttle, a breaker against a dead platform, and our own rate.
// Lives in memory per process and only ever delays.
#pragma once

#include "domain/message/delivery.hpp"

#include <chrono>
#include <mutex>

namespace todoke {

class Pace {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Pace(double rate_per_second);  // 0 = no limit

    // How many messages may be sent now (0 while paused); `most` is the upper bound.
    int available(Time now, int most);
    bool take(Time now);  // one of them; false: none is left
    void note(const SendResult& result, Time now);
    bool open() const;  // the breaker is open: the platform looks dead

private:
    void refill(Time now);
    int left(Time now, int most);

    mutable std::mutex mutex_;
    double rate_;
    double tokens_;
    Time refilled_{};
    Time paused_until_{};
    std::chrono::milliseconds next_pause_{1000};
    int failures_in_row_ = 0;
    bool open_ = false;
    Time next_probe_{};
};

}  // namespace todoke
