// How fast somebody writes. Lines and buttons come one after the other; more than ten in ten seconds is a stuck key,
// play or an attack. What is too much is left out: its sender hears so once, and staff see who it was.
#pragma once

#include "domain/time.hpp"

#include <optional>

namespace todoke {

struct ConversationPace {
    std::optional<Instant> since;  // when our door received the first of the events that are counted
    int count = 0;
    bool untold = false;  // something was left out, and its sender has not heard so
    std::optional<Instant> told_at;
};

// So many events of one conversation may wait; what came behind them is left out in one go.
inline constexpr int most_waiting = 30;

// Counts an event; true: it came too fast.
bool comes_too_fast(ConversationPace& pace, Instant received_at);

// Whether its sender is to hear now that something was left out; not more than once a minute.
bool must_be_told(ConversationPace& pace, Instant at);

}  // namespace todoke
