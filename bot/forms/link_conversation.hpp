// Linking a chat to a child by the invitation code of the school's paper. Every failure sounds the same, tries are
// throttled, and nothing about any school is said before a code was right.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::link_conversation {

// A typed line of somebody (linked or not) that looks like an invitation code. false: it does not.
bool on_text(Turn& turn, const std::string& text);
void on_choice(Turn& turn, const NonceRecord& record, const std::string& code);

std::string normalise_code(const TextAnalysis& analysis,
                           const std::string& text);  // upper case base32, no separators; "" when it is not a code
std::string hash_code(const std::string& code);

}  // namespace todoke::link_conversation
