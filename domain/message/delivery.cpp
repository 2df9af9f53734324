#include "domain/message/delivery.hpp"

#include <algorithm>
#include <array>

namespace todoke {
namespace {

using namespace std::chrono_literals;

// The longest wait before attempt `attempt + 1`; full jitter draws from [0, this).
Duration back_off(MessageClass message_class, int attempt) {
    const int earlier = std::max(attempt, 1) - 1;
    if (message_class == MessageClass::arrival || message_class == MessageClass::bulk) {
        const Duration limit = message_class == MessageClass::arrival ? Duration{5min} : Duration{30min};
        return std::min<Duration>(limit, 5s * (1 << std::min(earlier, 12)));
    }
    constexpr std::array<std::chrono::seconds, 6> steps{1s, 2s, 4s, 8s, 15s, 30s};
    return steps[std::min<std::size_t>(static_cast<std::size_t>(earlier), steps.size() - 1)];
}

Duration drawn(Duration longest, double jitter) {
    return Duration{static_cast<Duration::rep>(static_cast<double>(longest.count()) * std::clamp(jitter, 0.0, 1.0))};
}

NextAttempt fail(std::string reason, bool next_rung) {
    return {.settlement = Settlement::failed, .reason = std::move(reason), .next_rung = next_rung};
}

std::string reason_or(const SendResult& result, const char* otherwise) {
    return result.reason.empty() ? otherwise : result.reason;
}

}  // namespace

const char* to_text(SendOutcome outcome) {
    switch (outcome) {
        case SendOutcome::accepted:
            return "accepted";
        case SendOutcome::not_started:
            return "not_started";
        case SendOutcome::quota_exhausted:
            return "quota_exhausted";
        case SendOutcome::throttled:
            return "throttled";
        case SendOutcome::ambiguous:
            return "ambiguous";
        case SendOutcome::rejected:
            return "rejected";
        case SendOutcome::our_fault:
            return "our_fault";
        case SendOutcome::not_its_turn:
            return "not_its_turn";
        case SendOutcome::reply_spent:
            return "reply_spent";
    }
    return "";
}

NextAttempt after_attempt(const SendResult& result, MessageClass message_class, int attempt, Instant now,
                          Instant give_up_at, bool repeatable, double jitter) {
    NextAttempt next;
    switch (result.outcome) {
        case SendOutcome::accepted:
            next.settlement = Settlement::sent;
            return next;
        case SendOutcome::quota_exhausted:
            return fail(reason_or(result, "quota"), true);
        case SendOutcome::rejected:
            return fail(reason_or(result, "rejected"), true);
        case SendOutcome::ambiguous:
            // No next rung: the message may well have arrived, and a copy elsewhere is what the caller wants to avoid.
            if (!repeatable && (message_class == MessageClass::arrival || message_class == MessageClass::bulk))
                return fail("ambiguous", false);
            [[fallthrough]];
        case SendOutcome::not_started:
            next.delay = drawn(back_off(message_class, attempt), jitter);
            break;
        case SendOutcome::throttled:
            // Without a Retry-After: 1 s doubling to 60 s. The pause is the platform's wish, so no jitter shortens it.
            next.delay = std::min<Duration>(60s, 1s * (1 << std::clamp(attempt - 1, 0, 6)));
            next.count_attempt = false;
            break;
        case SendOutcome::our_fault:
            next.delay = 5s;  // the breaker probes this often; the message itself is not at fault
            next.count_attempt = false;
            break;
        case SendOutcome::not_its_turn:
        case SendOutcome::reply_spent:
            next.count_attempt = false;
            break;
    }
    if (now >= give_up_at) return fail("expired", true);
    if (result.retry_after) next.delay = std::max<Duration>(next.delay, *result.retry_after);
    // One last attempt at the end rather than a message that sleeps past it.
    next.delay = std::min<Duration>(next.delay, give_up_at - now);
    return next;
}

Duration give_up_after(MessageClass message_class) {
    switch (message_class) {
        case MessageClass::escalation:
            return 60min;
        case MessageClass::dialogue:
            return 2h;
        case MessageClass::staff:
            return 12h;
        case MessageClass::arrival:
            return 3h;
        case MessageClass::bulk:
            return 12h;
    }
    return 12h;
}

std::optional<Duration> next_rung_after(MessageClass message_class) {
    if (message_class == MessageClass::escalation) return 60s;
    if (message_class == MessageClass::dialogue) return 5min;
    return std::nullopt;
}

}  // namespace todoke
