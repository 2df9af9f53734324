// From a stored mail to what a person did.
#pragma once

#include "adapters/email/receive/received_mail.hpp"
#include "bot/ports/channel.hpp"

#include <string>
#include <vector>

namespace todoke::email {

struct Receiving {
    std::string account;
    std::string domain;                    // where our mails are answered
    std::vector<std::string> own_domains;  // of every account: what comes from these is our own mail
    MailServer server;                     // whose word about a sender counts
};

// Kind "mail": as the door stored it. Kind "confirmed": an answer that the registered address has confirmed.
std::expected<Inbound, Failure> read_inbound(const InboundEvent& event, const Receiving& receiving,
                                             const Services& services);

}  // namespace todoke::email
