#pragma once

#include "bot/ports/channel.hpp"

#include <expected>
#include <string>

namespace todoke::teams {

// A stored activity → what the person did. Malformed only when the stored text is not an activity at all.
std::expected<Inbound, Failure> read_activity(const InboundEvent& event);

// What the data of a pressed button says: {"token":"nonce.slot.code", inputs…} or {"nonce","action", inputs…}.
Answer answer_of_data(const Value& data);

// The person's Entra object id, lower case, or the bot-specific id where there is none.
std::string sender_of(const Value& activity);

}  // namespace todoke::teams
