// Builds the message that asks: which slots, which page of options, which ways out.
#pragma once

#include "bot/inbound/turn.hpp"
#include "domain/form/form.hpp"

namespace todoke {

struct Asking {
    const Form& form;
    const Draft& draft;
    const FormContext& context;
    int version = 0;
    int page = 0;        // of the options, from 0
    bool first = false;  // the first question says deadline and telephone
    const Problem* problem = nullptr;
};

// One slot or the whole form, as the channel presents it. The nonce is issued by the caller.
Message ask(const Turn& turn, const Asking& asking, const std::string& nonce);

// What is known of a draft, as message arguments (for the questions and the confirmation).
Value draft_args(const Draft& draft, const FormContext& context);

}  // namespace todoke
