#include "bot/outbox/pace.hpp"

#include <algorithm>
#include <cmath>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr int failures_to_open = 5;
constexpr auto probe_every = 5s;
constexpr auto longest_pause = 60'000ms;

}  // namespace

Pace::Pace(double rate_per_second) : rate_(rate_per_second), tokens_(std::max(rate_per_second, 1.0)) {}

void Pace::refill(Time now) {
    if (refilled_ == Time{}) refilled_ = now;
    tokens_ = std::min(tokens_ + rate_ * std::chrono::duration<double>(now - refilled_).count(), std::max(rate_, 1.0));
    refilled_ = now;
}

int Pace::allowance(Time now, int free_slots) {
    const std::lock_guard lock(mutex_);
    if (now < paused_until_) return 0;
    if (open_) {
        if (now < next_probe_) return 0;
        next_probe_ = now + probe_every;
        return std::min(1, free_slots);
    }
    if (rate_ <= 0) return free_slots;
    refill(now);
    const int allowed = std::min(free_slots, static_cast<int>(std::floor(tokens_)));
    tokens_ -= allowed;
    return allowed;
}

void Pace::refund(int unused) {
    const std::lock_guard lock(mutex_);
    tokens_ = std::min(tokens_ + unused, std::max(rate_, 1.0));
}

void Pace::note(const SendResult& result, Time now) {
    const std::lock_guard lock(mutex_);
    switch (result.outcome) {
        case SendOutcome::throttled:
            paused_until_ = now + result.retry_after.value_or(next_pause_);
            next_pause_ = std::min(next_pause_ * 2, std::chrono::milliseconds{longest_pause});
            return;
        case SendOutcome::not_started:
        case SendOutcome::our_fault:
            if (++failures_in_row_ >= failures_to_open && !open_) {
                open_ = true;
                next_probe_ = now + probe_every;
            }
            return;
        case SendOutcome::ambiguous:
            return;  // neither proof of life nor of death
        default:
            failures_in_row_ = 0;
            open_ = false;
            next_pause_ = 1000ms;
    }
}

bool Pace::open() const {
    const std::lock_guard lock(mutex_);
    return open_;
}

}  // namespace todoke
