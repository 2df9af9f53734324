// The address to which one of our mails is answered: r-<token>@<our domain>. The token is the number of the outbox row
// and a signature over it, so that reading one needs no look-up and a guessed one means nothing. It says which mail is
// answered, never who answers.
#pragma once

#include "bot/ports/channel.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace todoke::email {

std::string reply_local_part(const Services& services, std::string_view account, OutboxId row);

// In the one spelling that send gave it, whatever phones have made of its case; nullopt: none of ours.
std::optional<std::string> read_reply_local_part(const Services& services, std::string_view account,
                                                 std::string_view local_part);

// A Message-ID (without brackets) under which every mail about one thing gathers.
std::string thread_id(const Services& services, std::string_view account, std::string_view thread,
                      std::string_view domain);

}  // namespace todoke::email
