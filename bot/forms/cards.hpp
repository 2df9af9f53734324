// Presses on cards that are not questions: a teacher's report card, a search, a held cut-off, a withdrawal. And quoted
// replies, which reach the same places through the message that was quoted.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::cards {

// `text`: words typed into the card ("" for a plain press). false: a purpose this binary does not know.
bool on_press(Turn& turn, const NonceRecord& record, const std::string& code, const std::string& text);

// A reply to (quote of) one of our messages. false: not one of ours, or nothing that takes replies.
bool on_reply(Turn& turn, const std::string& to_message_id, const std::string& text);

// Somebody's answer to a search. `reason`: close.<code> when the answer is "close".
void answer_search(Turn& turn, CaseId the_case, const std::string& code, const std::string& reason);

}  // namespace todoke::cards
