// A mail that came in, as the rest of the adapter needs it: who it says it is from, what proves it, what the person
// wrote.
#pragma once

#include "adapters/email/headers.hpp"
#include "bot/ports/failure.hpp"
#include "domain/message/bounce.hpp"
#include "domain/time.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email {

// Above these a mail is stored but not read; a person of the school sees that it came. (Bytes are limited by the door.)
struct MailLimits {
    std::size_t header_bytes = 256 * 1024;
    std::size_t depth = 20, parts = 200;  // of the MIME tree
    std::size_t text_bytes = 64 * 1024;   // of the text that is read; the rest is cut at a character
};

struct ReceivedMail {
    // Every mailbox of every From field, names decoded. Exactly one is the only case in which a sender can be proven;
    // none at all where a group or half an address stands among them, so that two readers could see two senders.
    std::vector<Mailbox> from;
    std::optional<Mailbox> sender;        // the Sender field
    std::vector<Address> recipients;      // To and Cc, in order
    std::string subject;                  // decoded, one line, without Re: 返信: Fw: 転送: …
    bool forwarded = false;               // the subject or the text says that it was passed on
    std::string message_id;               // without brackets; "" = none
    std::vector<std::string> references;  // In-Reply-To and References, without brackets
    std::optional<Instant> date;
    // Why nobody may be answered (RFC 3834 and what programs write in practice); "" = written by a person.
    std::string automatic;
    bool perhaps_automatic = false;  // only the subject says so: not answered, shown to staff
    // The text as typed: the best part, as UTF-8, without control and bidirectional marks, lines ended by '\n'.
    std::string text;
    bool has_attachments = false;
    struct Report {                // multipart/report; delivery-status, or what carriers send instead
        std::string machine_part;  // "" = none
        std::string words;         // the human part
    };
    std::optional<Report> report;
};

// `raw`: as it arrived, CRLF lines. Never throws for what a sender wrote. Failure: no header, or above the limits.
std::expected<ReceivedMail, Failure> read_mail(std::string_view raw, const MailLimits& limits = {});

// What our own mail server says of the sender (RFC 8601): only fields above the first Received field, and only when
// that one is by our own server.
enum class Authentication { none, failed, aligned };  // aligned: the domain of From vouches for this mail
struct MailServer {
    std::string authserv_id;  // exactly ours, compared without case
    std::string name;         // the "by" of our own Received field; "" = the authserv-id
};
// `from_domain`: of the only mailbox of From.
Authentication authentication_of(std::string_view raw, const MailServer& server, std::string_view from_domain);

// What was newly written in an answer: without the quoted mail, signature, telephone and disclaimer.
struct ReplyText {
    std::string text;           // may be empty: nothing but quotation and signature
    bool inside_quote = false;  // answered between the quoted lines
    bool certain = true;        // false: no mark and no attribution was found in a long text; a person has to look
};
// `cut_mark`: the line that our mails carry above what is quoted.
ReplyText reply_text(std::string_view text, std::string_view cut_mark);

// What a report about one of our mails says (RFC 3464, and the free forms of Japanese carriers).
using todoke::BounceClass;
struct Bounce {
    BounceClass kind = BounceClass::unclear;  // none: delivered, or no report at all
    std::string status;                       // "5.1.1"; "" = not said
};
Bounce read_bounce(const ReceivedMail& mail);

}  // namespace todoke::email
