// What every turn may need, whatever it is about: its sender, the row of its answer, the list that staff work off.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>
#include <vector>

namespace todoke {

// The contact behind the address and its person, where there are any.
void look_up_sender(Turn& turn);

OutboxDraft reply_row(const Turn& turn, std::vector<Message> messages);

// What somebody wrote was left out: staff see who it was. The school, nullptr when the sender belongs to none.
const School* list_for_staff(Turn& turn, const std::string& reason);

}  // namespace todoke
