// What goes along with an answer: messages that waited for a way that costs nothing.
#pragma once

#include "bot/ports/store/outbox.hpp"

#include <vector>

namespace todoke {

struct Load {
    std::vector<Message> messages;                         // before the answer, oldest first
    std::vector<std::vector<const ClaimedMessage*>> rows;  // the rows that each of them says
    std::vector<const ClaimedMessage*> left;               // no room: they wait for the next answer
};

// Passings put by for the day become one message, also on this way.
Load load_riders(const std::vector<ClaimedMessage>& riders, std::size_t room);

// The day's passings of a child, or of several, as one message.
Message digest_of(const std::vector<const Message*>& notices);

// What becomes of a rider whose answer ended like this. `provider_id`: of the message that said it.
SettledMessage settled_rider(const ClaimedMessage& rider, const SendResult& result, const std::string& provider_id,
                             Instant now);

}  // namespace todoke
