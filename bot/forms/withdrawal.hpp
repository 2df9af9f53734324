// Somebody takes back what they have typed: it is erased from everything we keep. A report already made stays, and the
// school hears that its words were taken back.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>
#include <vector>

namespace todoke::withdrawal {

// The typed messages that the draft under way was made of.
std::vector<std::string> sources(const Turn& turn);
// The message of this turn is one of them.
void note_source(Turn& turn);

void take_back(Turn& turn, const std::string& message_id);

}  // namespace todoke::withdrawal
