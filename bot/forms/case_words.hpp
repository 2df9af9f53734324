// Words with which staff answer a search by quoting its card.
#pragma once

#include "bot/inbound/turn.hpp"

#include <optional>
#include <string>

namespace todoke::case_words {

// The answer that these words are, and nothing else: the words of a button, or 確認. Anything more is a remark.
std::optional<std::string> answer_in(const Environment& environment, const std::string& text);

// The quote of a card in a private chat. A remark pauses nothing: nobody has said that the child was found.
void on_reply(Turn& turn, CaseId the_case, const std::string& text);

}  // namespace todoke::case_words
