// A group chat of staff. It is tied to a school by a code; a quote of one of our cards by a linked member acknowledges;
// its words go to the family only after they were shown back. Everything else that is said there is not ours.
#pragma once

#include "bot/inbound/turn.hpp"

namespace todoke::group_conversation {

void handle(Turn& turn);

}  // namespace todoke::group_conversation
