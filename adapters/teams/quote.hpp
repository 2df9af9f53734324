#pragma once

#include "bot/ports/channel.hpp"

#include <string>
#include <string_view>

namespace todoke::teams {

struct SaidText {
    std::string text;    // what the person typed: mentions of the bot and quoted words removed
    std::string quoted;  // id of the message that was quoted; "" when none
};

// Both forms of quoting: the quotedReply entity with <quoted messageId="…"/> in the text, and the older blockquote at
// the beginning of the text/html twin.
SaidText said_in(const Value& activity);

// Tags dropped, line-making tags as line feeds, entities decoded; for comparing and storing, never for showing as HTML.
std::string text_of_html(std::string_view html);

}  // namespace todoke::teams
