#include "bot/outbox/pace.hpp"

#include <algorithm>
#include <cmath>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr int failures_to_open = 5;
constexpr auto probe_every = 5s;
constexpr auto longest_pause = 60'000ms;
constexpr double burst_seconds = 0.2;  // what may have been saved up: as long as a claimer may sleep
constexpr double handful = 25;         // messages at once that are no rush, where a second allows as many

double burst(double rate) { return std::max({rate * burst_seconds, std::min(rate, handful), 1.0}); }

}  // namespace

Pace::Pace(double rate_per_second) : rate_(rate_per_second), tokens_(burst(rate_per_second)) {}

void Pace::refill(Time now) {
    if (refilled_ == Time{}) refilled_ = now;
    tokens_ = std::min(tokens_ + rate_ * std::chrono::duration<double>(now - refilled_).count(), burst(rate_));
    refilled_ = now;
}

int Pace::left(Time now, int most) {
    if (now < paused_until_) return 0;
    if (open_) return now < next_probe_ ? 0 : std::min(1, most);
    if (rate_ <= 0) return most;
    refill(now);
    return std::min(most, static_cast<int>(std::floor(tokens_)));
}

int Pace::available(Time now, int most) {
    const std::lock_guard lock(mutex_);
    return left(now, most);
}

bool Pace::take(Time now) {
    const std::lock_guard lock(mutex_);
    if (left(now, 1) == 0) return false;
    if (open_) next_probe_ = now + probe_every;
    if (!open_ && rate_ > 0) tokens_ -= 1;
    return true;
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
        case SendOutcome::not_its_turn:
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
