// What mail servers report about mails of ours (RFC 3464). Only the signed sender of the envelope says which mail is
// meant, or, where a provider rewrites that, the Message-ID in the part that was sent back, which nobody can guess.
#pragma once

#include "adapters/email/receive/stored_mail.hpp"
#include "bot/ports/channel.hpp"

#include <optional>
#include <string_view>

namespace todoke::email {

// nullopt: nothing of the kind, somebody may have written it. A mail to an address for reports that is none is
// answer::Nothing: nobody reads what is written there.
std::optional<Answer> read_returned(const Services& services, std::string_view account, std::string_view domain,
                                    const StoredMail& mail);

}  // namespace todoke::email
