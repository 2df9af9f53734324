// Arguments of a message turned into the words of one person's language.
#pragma once

#include "bot/ports/texts.hpp"
#include "domain/message/message.hpp"
#include "domain/value.hpp"

#include <string>
#include <string_view>

namespace todoke {

// What a telephone can dial: 0144-00-0000 → tel:0144000000; "" for anything else.
std::string tel_uri(std::string_view number);

class Speaker {
public:
    Speaker(const Texts& texts, const TextAnalysis& analysis, std::string_view language)
        : texts_(texts), analysis_(analysis), language_(language) {}

    // Tagged values (argument::…) become strings, at any depth; strings lose what must not reach a screen; an
    // object with a phone gets a phone_uri to tap; the rest stays.
    Value spoken(const Value& args) const;

    // What Texts::say can use: the top-level strings and numbers of `spoken`; for a tagged argument x also x_code; for
    // a list xs also xs_count and xs itself as one string, each item said by the text "<key>.each_xs" where there is
    // one, and so for lists inside its items.
    Value sayable(const Value& args, const Value& spoken, std::string_view key) const;

    // The label of a choice: a tagged argument, or a string that names a text.
    std::string label(const Value& label, const Value& sayable_args) const;

private:
    std::string tagged(std::string_view tag, const Value& value) const;
    std::string one_line(std::string_view text) const;
    std::string joined(const Value& items, std::string_view key, const std::string& name) const;

    const Texts& texts_;
    const TextAnalysis& analysis_;
    std::string_view language_;
};

}  // namespace todoke
