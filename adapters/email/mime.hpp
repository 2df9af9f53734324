#pragma once

#include "adapters/email/headers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email {

struct Letter {
    Mailbox from;
    Address to;
    std::string subject;
    std::optional<Address> reply_to;
    std::vector<std::string> references;  // without brackets, oldest first; what is no Message-ID is left out
    std::string message_id;               // without brackets; constant for one message however often it is handed over
    Instant date{};
    bool answers_person = false;                 // Auto-Submitted: auto-replied instead of auto-generated
    std::string unsubscribe_page;                // https address; "" = these notices cannot be ended
    std::optional<Address> unsubscribe_address;  // the same by mail
    std::string text, html;                      // UTF-8, any line ends
};

// The whole mail, 7-bit, CRLF, no line longer than 76 characters but addresses. nullopt: a header would have held a
// control character.
std::optional<std::string> write_mail(const Letter& letter);

}  // namespace todoke::email
