// A mail as the inbox keeps it: the body of an InboundEvent of kind "mail".
#pragma once

#include "bot/ports/failure.hpp"

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace todoke::email {

struct StoredMail {
    std::string sender;       // of the envelope, "" for bounces
    std::string recipient;    // of the envelope, as it was typed
    std::string handed_over;  // how the mail server named itself that brought it
    std::string queue_id;     // the server's own name of it; "" = not said
    std::string raw;          // CRLF lines, without what without_long_parts left out
};

std::string encode(const StoredMail& mail);
std::expected<StoredMail, Failure> decode_stored_mail(std::string_view body);

struct PartLimits {
    std::size_t part = 256 * 1024;       // bytes between two lines that begin with "--"; a longer part is cut …
    std::size_t kept = 64 * 1024;        // … after so many
    std::size_t mail = 4 * 1024 * 1024;  // of what is kept; nothing behind it
};

// The mail without the body of its long parts: nobody reads a photograph here, and texts are read to 64 KiB only. Every
// line that could be a boundary stays, so that the rest is found; nothing is understood, so nothing can be broken.
std::string without_long_parts(std::string_view raw, const PartLimits& limits = {});

}  // namespace todoke::email
