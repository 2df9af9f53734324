#pragma once

#include <string>
#include <string_view>

namespace todoke::email {

struct Subject {
    std::string text;
    bool forwarded = false;  // one of the marks in front said so
};

// Without the marks that programs put in front of it: Re: ＲＥ： 返信: Fw: 転送: …, however many.
Subject read_subject(std::string_view decoded);

}  // namespace todoke::email
