// Mail on its way to the service: written as a phone writes it, marked as our own mail server marks it, handed over by
// LMTP.
#pragma once

#include "domain/time.hpp"

#include <string>

namespace todoke::platforms {

struct PostedMail {
    std::string from, to, subject;
    std::string text;                     // UTF-8, lines ended by '\n'
    std::string quoted;                   // the mail that is answered, below the text
    std::string message_id, in_reply_to;  // without brackets
    std::string copy_to;
    Instant at{};
    bool vouched = true;  // the domain of From stands for it
};

// As our server hands it over: its own Authentication-Results and Received on top.
std::string as_handed_over(const PostedMail& mail, const std::string& server);

// The last answer of the service's door: "250 …" when the mail is stored.
std::string hand_over(const std::string& socket_path, const std::string& sender, const std::string& recipient,
                      const std::string& raw);

}  // namespace todoke::platforms
