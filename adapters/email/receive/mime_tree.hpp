// The parts of a mail, taken apart by GMime: multipart splitting, transfer encodings, parameters, dates. Nothing else
// of GMime is used; words, addresses and charsets are read by our own code.
#pragma once

#include "adapters/email/receive/received_mail.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email {

struct Part {
    std::string type;                           // "text/plain", lower case
    std::string charset;                        // as said; "" = not said
    std::string report_type;                    // of a multipart/report
    bool flowed = false, delete_space = false;  // RFC 3676
    bool attached = false;                      // a file, by disposition or name
    std::string bytes;                          // transfer encoding undone; only of text, of reports and of headers
    std::vector<Part> parts;                    // of a multipart, and the one mail in a message/rfc822
};

std::expected<Part, Failure> read_tree(std::string_view raw, const MailLimits& limits);

std::optional<Instant> read_mail_date(std::string_view value);

}  // namespace todoke::email
