// Somebody writes faster than anybody can mean it. What is too much is left out, its sender hears so once and staff see
// who it was; but withdrawals, farewells and words of danger are heard whatever the pace.
#pragma once

#include "bot/inbound/turn.hpp"

#include <cstddef>

namespace todoke::flood {

// Counts the event of this turn; true: it is to be left out.
bool too_fast(Turn& turn);

// Says that something was left out, when its sender is to hear so now. Strangers in a group hear nothing.
void tell(Turn& turn);

// What waits behind the first few of the head's conversation, in one statement. At most 5,000 at a time, of which the
// newest 500 are read: words of danger among them stay. The conversation remembers that its sender is to be told.
// false: roll back.
bool leave_out_what_waits(Transaction& tx, const Environment& environment, const Channel& channel,
                          const ClaimedEvent& head, Instant now, std::size_t& left_out);

}  // namespace todoke::flood
