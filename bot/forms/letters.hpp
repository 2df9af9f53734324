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

// Words of a family in answer to a search, where they are neither a choice nor a report: a person of the school reads
// them, and the search goes on. false: somebody else should read them.
bool on_family_words(Turn& turn, const std::string& text);
// Words beside a choice.
void pass_on_rest(Turn& turn, const Answer& meant);

// A teacher's words that came with doubts: shown back to their author before a family gets them. false: no doubt.
bool show_back(Turn& turn, const answer::Reply& reply);
bool on_press(Turn& turn, const NonceRecord& record, const std::string& code);

}  // namespace todoke::letters
