// From a mail at the door to events in the inbox.
#pragma once

#include "adapters/email/lmtp/server.hpp"
#include "bot/ports/channel.hpp"

#include <map>
#include <string>

namespace todoke::email::lmtp {

using Domains = std::map<std::string, std::string, std::less<>>;  // in lower case → account

// One event for each recipient, each in a call of its own: what fails for one is not asked of the others again.
Intake make_intake(Domains domains, const Services& services);

// Whose conversation a mail belongs to: the address in From when there is exactly one, else the envelope's.
std::string sender_of(const Mail& mail);

}  // namespace todoke::email::lmtp
