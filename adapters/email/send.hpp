#pragma once

#include "adapters/email/body.hpp"
#include "adapters/email/headers.hpp"
#include "adapters/email/transport.hpp"
#include "bot/ports/channel.hpp"

#include <map>
#include <memory>
#include <string>

namespace todoke::email {

struct Account {
    std::string name;
    std::string domain;       // of Message-IDs, and of the addresses that take answers and reports
    std::string authserv_id;  // whose word about a sender counts; "" = nobody's
    Mailbox from;
    bool signed_sender = false;  // reports come to an address of each mail's own; else to `from`
    double per_second = 0;       // what the mail server allows; 0 = as fast as it takes them
    std::unique_ptr<Transport> transport;
};

using Accounts = std::map<std::string, Account, std::less<>>;

std::unique_ptr<Channel> make_channel(Accounts accounts, Templates templates, const Services& services);

}  // namespace todoke::email
