// What every turn may need, whatever it is about: its sender and the row of its answer.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>
#include <vector>

namespace todoke {

// The contact behind the address and its person, where there are any.
void look_up_sender(Turn& turn);

OutboxDraft reply_row(const Turn& turn, std::vector<Message> messages);

}  // namespace todoke
