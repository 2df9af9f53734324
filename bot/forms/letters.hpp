// Mail: how far it may be taken at its word, and whom it is answered to. Everything else about a mail is like a typed
// line or a press.
#pragma once

#include "bot/inbound/turn.hpp"

namespace todoke::letters {

// Before anything else is done with a message whose channel does not prove its sender. false: it has been dealt with,
// or nobody is answered.
bool admit(Turn& turn);

// After it was handled: an address is answered only so often, and then it falls silent.
void limit_answers(Turn& turn);

// A teacher's words that came with doubts: shown back to their author before a family gets them. false: no doubt.
bool show_back(Turn& turn, const answer::Reply& reply);
bool on_press(Turn& turn, const NonceRecord& record, const std::string& code);

}  // namespace todoke::letters
