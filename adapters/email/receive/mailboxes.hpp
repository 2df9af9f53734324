// Address fields as they are written: carriers gave out addresses that no grammar allows, and names hold anything.
#pragma once

#include "adapters/email/headers.hpp"

#include <string_view>
#include <vector>

namespace todoke::email {

struct MailboxList {
    std::vector<Mailbox> mailboxes;
    // A group, or something with an '@' that is no address: two readers could see two different senders.
    bool doubtful = false;
};

MailboxList read_mailboxes(std::string_view value);

}  // namespace todoke::email
