#include "adapters/email/address_token.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace todoke::email {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t number_bytes = 8, signature_bytes = 10;
constexpr std::size_t token_length = ((number_bytes + signature_bytes) * 8 + 4) / 5;

struct Kind {
    std::string_view prefix, purpose;
};
constexpr std::array<Kind, 4> kinds{
    {{"r-", "mail.reply"}, {"b-", "mail.bounce"}, {"u-", "mail.unsubscribe"}, {"e-", "mail.registration"}}};

std::string_view prefix_of(TokenKind kind) { return kinds[static_cast<std::size_t>(kind)].prefix; }
std::string_view purpose_of(TokenKind kind) { return kinds[static_cast<std::size_t>(kind)].purpose; }

// The number that a token begins with: its first 64 bits.
std::uint64_t number_in(std::string_view token) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 12; ++i) number = number << 5 | alphabet.find(token[i]);
    return number << 4 | alphabet.find(token[12]) >> 1;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return lower;
}

}  // namespace

std::string base32(std::string_view bytes) {
    std::string text;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = buffer << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) text.push_back(alphabet[buffer >> (bits - 5) & 31]);
        buffer &= (1U << bits) - 1;
    }
    if (bits > 0) text.push_back(alphabet[buffer << (5 - bits) & 31]);
    return text;
}

std::string make_token(const Services& services, TokenKind kind, std::string_view account, OutboxId row) {
    const auto number = static_cast<std::uint64_t>(row.value);
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift & 0xff));
    bytes += services.sign(purpose_of(kind), std::string(account) + "\n" + bytes).substr(0, signature_bytes);
    return std::string(prefix_of(kind)) + base32(bytes);
}

std::optional<OutboxId> read_token(const Services& services, TokenKind kind, std::string_view account,
                                   std::string_view local_part) {
    const std::string lower = lower_case(local_part);
    const std::size_t start = prefix_of(kind).size();
    if (!has_form_of(kind, lower) || lower.size() != start + token_length ||
        lower.find_first_not_of(alphabet, start) != lower.npos)
        return std::nullopt;
    const OutboxId row{static_cast<std::int64_t>(number_in(std::string_view(lower).substr(start)))};
    if (!crypto::constant_time_equal(make_token(services, kind, account, row), lower)) return std::nullopt;
    return row;
}

std::string make_paper_token(const Services& services, std::string_view account, std::int64_t paper) {
    return make_token(services, TokenKind::registration, account, OutboxId{paper});
}

std::optional<std::int64_t> read_paper_token(const Services& services, std::string_view account,
                                             std::string_view local_part) {
    const auto number = read_token(services, TokenKind::registration, account, local_part);
    return number ? std::optional(number->value) : std::nullopt;
}

bool has_form_of(TokenKind kind, std::string_view local_part) {
    return lower_case(local_part.substr(0, 2)) == prefix_of(kind);
}

}  // namespace todoke::email
