// A typed number answers the choice that was shown last with that number.
#pragma once

#include "bot/inbound/turn.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace todoke {

// 2, ２, ②, 2番; nullopt for everything else.
std::optional<std::size_t> typed_number(const TextAnalysis& analysis, std::string_view typed);

struct ShownLast {
    std::string nonce;
    std::optional<Choice> choice;  // the one with that number
};
// Only where everything that is shown goes through the outbox (not on channels that answer a press in place).
std::optional<ShownLast> shown_last(const Turn& turn, std::size_t number);

}  // namespace todoke
