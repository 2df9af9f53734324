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
    std::string domain;       // of Message-IDs, and where our mails are answered
    std::string authserv_id;  // whose word about a sender counts; "" = nobody's
    Mailbox from;
    std::unique_ptr<Transport> transport;
};

using Accounts = std::map<std::string, Account, std::less<>>;

std::unique_ptr<Channel> make_channel(Accounts accounts, Templates templates, const Services& services);

}  // namespace todoke::email
