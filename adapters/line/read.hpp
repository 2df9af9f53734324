#pragma once

#include "bot/ports/channel.hpp"

#include <expected>
#include <string_view>

namespace todoke::line {

// A stored event → what the person did. Malformed only when the stored text is not an event at all.
std::expected<Inbound, Failure> read_event(const InboundEvent& event);

// "nonce.slot.code", cut at the first two dots; "cmd:x" as code is a command. `picked` replaces the code (a date
// picker's result); "" = nothing was picked.
Answer answer_of_token(std::string_view token, std::string_view picked);

}  // namespace todoke::line
