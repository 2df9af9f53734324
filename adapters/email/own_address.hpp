// Mail to an address that we gave for one thing, which the mail does whatever stands in it: e-<token>@… registers,
// u-<token>@… ends notices.
#pragma once

#include "bot/ports/channel.hpp"

#include <optional>
#include <string_view>

namespace todoke::email {

// `proven`: the sender's domain vouches for the mail. nullopt: another sort of address.
std::optional<Answer> read_own_address(const Services& services, std::string_view account, std::string_view local_part,
                                       bool proven);

}  // namespace todoke::email
