#include "adapters/email/reply_address.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

constexpr std::string_view prefix = "r-";
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";  // base32: phones keep no case
constexpr std::size_t number_bytes = 8, signature_bytes = 10;
constexpr std::size_t token_length = ((number_bytes + signature_bytes) * 8 + 4) / 5;

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

std::string token_of(const Services& services, std::string_view account, std::uint64_t row) {
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(row >> shift & 0xff));
    bytes += services.sign("mail.reply", std::string(account) + "\n" + bytes).substr(0, signature_bytes);
    return base32(bytes);
}

// The number that a token begins with; its first 64 bits.
std::uint64_t number_in(std::string_view token) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 12; ++i) number = number << 5 | alphabet.find(token[i]);
    return number << 4 | alphabet.find(token[12]) >> 1;
}

}  // namespace

std::string reply_local_part(const Services& services, std::string_view account, OutboxId row) {
    return std::string(prefix) + token_of(services, account, static_cast<std::uint64_t>(row.value));
}

std::optional<std::string> read_reply_local_part(const Services& services, std::string_view account,
                                                 std::string_view local_part) {
    std::string lower(local_part);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    if (lower.size() != prefix.size() + token_length || !lower.starts_with(prefix)) return std::nullopt;
    const std::string token = lower.substr(prefix.size());
    if (token.find_first_not_of(alphabet) != token.npos) return std::nullopt;
    if (!crypto::constant_time_equal(token_of(services, account, number_in(token)), token)) return std::nullopt;
    return lower;
}

std::string thread_id(const Services& services, std::string_view account, std::string_view thread,
                      std::string_view domain) {
    const std::string mark = services.sign("mail.thread", std::string(account) + "\n" + std::string(thread));
    return "t-" + base32(mark.substr(0, signature_bytes)) + "@" + std::string(domain);
}

}  // namespace todoke::email
