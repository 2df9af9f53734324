// The address of a command: "<sato@example.jp>", as a mail server passes it on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace todoke::email::lmtp {

struct Path {
    std::string local, domain;  // without quotes; both empty for "<>", which bounces come from

    bool empty() const { return local.empty() && domain.empty(); }
    std::string text() const { return domain.empty() ? local : local + '@' + domain; }
    std::string canonical() const;  // in lower case: who is meant, however it was typed
};

// The path at the beginning, and what stands behind it. Takes more than the standard does, because Postfix has taken
// the mail already: what it could not hand over it would send back to a sender who may be forged. nullopt: no path at
// all, or one with control characters, or longer than 1,000 bytes.
std::optional<std::pair<Path, std::string_view>> read_path(std::string_view text);

std::string lower_case(std::string_view text);  // of ASCII letters

}  // namespace todoke::email::lmtp
