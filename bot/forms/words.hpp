// Words that work by typing: やめる, もどる, 状況 … They are texts (templates/texts/*/words.yaml, comma separated), so
// that a language brings its own.
#pragma once

#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace todoke {

// The command a typed line means ("report", "cancel", "back", "today", "calendar" … : the keys of words.yaml), compared
// after folding, in every shipped language; nullopt when it is something else.
std::optional<std::string> command_of(const Environment& environment, std::string_view typed);

}  // namespace todoke
