#include "domain/form/conversation_pace.hpp"

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr int most_at_once = 10;
constexpr Duration at_once = 10s;
constexpr Duration one_hint_per = 60s;

// Either way: events may overtake each other, and a clock may have been set back.
bool within(const std::optional<Instant>& begin, Instant at, Duration span) {
    return begin && (at > *begin ? at - *begin : *begin - at) < span;
}

}  // namespace

bool comes_too_fast(ConversationPace& pace, Instant received_at) {
    if (!within(pace.since, received_at, at_once)) {
        pace.since = received_at;
        pace.count = 0;
    }
    if (pace.count >= most_at_once) return true;
    ++pace.count;
    return false;
}

bool must_be_told(ConversationPace& pace, Instant at) {
    if (!pace.untold) return false;
    pace.untold = false;
    if (within(pace.told_at, at, one_hint_per)) return false;
    pace.told_at = at;
    return true;
}

}  // namespace todoke
