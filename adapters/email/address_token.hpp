// Addresses of our own that say which of our mails something is about: r-<token>@<domain> takes answers,
// b-<token>@<domain> is the envelope's sender and takes what mail servers report. The token is the number of the outbox
// row and a signature over it, so that reading one needs no look-up and a guessed one means nothing. It says which
// mail, never who writes.
#pragma once

#include "bot/ports/channel.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::email {

enum class TokenKind {
    reply,
    bounce,
    unsubscribe,  // u-…: ends notices of the kind of that mail
    registration  // e-…: stands on a school's paper, see below
};

// The local part; 31 characters.
std::string make_token(const Services& services, TokenKind kind, std::string_view account, OutboxId row);

// Whatever phones and mail servers have made of its case; nullopt: none of ours, or of another kind.
std::optional<OutboxId> read_token(const Services& services, TokenKind kind, std::string_view account,
                                   std::string_view local_part);

// The same for an invitation: the address on the school's paper.
std::string make_paper_token(const Services& services, std::string_view account, std::int64_t paper);
std::optional<std::int64_t> read_paper_token(const Services& services, std::string_view account,
                                             std::string_view local_part);

// Lower case, without padding: phones keep no case.
std::string base32(std::string_view bytes);

// Looks like one, ours or not: "b-…".
bool has_form_of(TokenKind kind, std::string_view local_part);

}  // namespace todoke::email
