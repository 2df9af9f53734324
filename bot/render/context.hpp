// What a layout can name: the tree behind ${args.…}, ${choice.…}, ${slot.…} (listed in templates/README.md).
#pragma once

#include "bot/render/speak.hpp"
#include "domain/message/message.hpp"
#include "domain/value.hpp"

#include <string>

namespace todoke {

struct SpokenMessage {
    Value args;     // spoken
    Value sayable;  // for Texts::say
    Value choices;  // the message's own, and beside a question those that belong to no slot
    Value slots;
    std::string text;    // the words of the message; for a question also what is asked
    std::string notice;  // one line for a lock screen
    std::string plain;   // text, and the choices as short lines
};

SpokenMessage speak_message(const Message& message, const Texts& texts, const TextAnalysis& analysis,
                            std::string_view language);

Value context_of(const Message& message, SpokenMessage spoken, std::string_view language);

}  // namespace todoke
