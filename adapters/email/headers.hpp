// The parts of a mail's header, each made by a function that refuses what could end a line: no header is ever joined
// from text.
#pragma once

#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace todoke::email {

// A mail address as it may stand in a command or header.
struct Address {
    std::string local, domain;

    // foo..bar.@docomo.ne.jp exists and has to be written "foo..bar."@docomo.ne.jp.
    std::string text() const;
};

// ASCII only, at most 254 characters, one host name behind the last '@'. nullopt: nothing that mail could be sent to.
std::optional<Address> parse_address(std::string_view text);

// As it stands in a line; nullopt where somebody filled an Address by hand with what parse_address refuses.
std::optional<std::string> encode_address(const Address& address);

struct Mailbox {
    std::string name;  // words, may be empty
    Address address;
};

// "出欠連絡 <attend@example.ed.jp>" or a bare address, as people write it into the configuration.
std::optional<Mailbox> parse_mailbox(std::string_view text);

// RFC 2047: as it is when plain ASCII, else UTF-8 in base64 words of at most 75 characters that split no character.
// nullopt: CR, LF, NUL or another control character is in it.
std::optional<std::string> encode_words(std::string_view text);
std::optional<std::string> encode_mailbox(const Mailbox& mailbox);

std::string mail_date(Instant instant);  // "Mon, 23 Nov 2026 22:32:00 +0000"

}  // namespace todoke::email
