#include "adapters/email/headers.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace todoke::email {
namespace {

constexpr std::size_t longest_address = 254, longest_local = 64;
constexpr std::size_t bytes_per_word = 39;      // → 52 characters of base64, 64 with the frame
constexpr std::size_t bytes_per_q_word = 18;    // → 54 characters, 66 with the frame
constexpr std::size_t longest_plain_line = 60;  // with the header's name well below 76

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_atom_character(char c) {
    return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_host(std::string_view host) {
    if (host.empty() || host.find('.') == host.npos) return false;
    for (std::size_t start = 0; start <= host.size();) {
        const std::size_t end = std::min(host.find('.', start), host.size());
        const std::string_view label = host.substr(start, end - start);
        if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
            !std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; }))
            return false;
        start = end + 1;
    }
    return true;
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool begins_character(std::string_view text, std::size_t at) {
    return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

// The longest beginning of `text` of at most `most` bytes that splits no character; `step`: of a multiple of so many
// bytes. 0: there is none.
std::size_t beginning(std::string_view text, std::size_t most, std::size_t step) {
    std::size_t end = std::min(most, text.size());
    while (end > 0 && (end % step != 0 || !begins_character(text, end))) --end;
    return end;
}

std::string q_word(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string word = "=?UTF-8?Q?";
    for (const char c : bytes) {
        word += '=';
        word += digits[static_cast<unsigned char>(c) >> 4];
        word += digits[static_cast<unsigned char>(c) & 15];
    }
    return word + "?=";
}

// One word off the front of `text`. Padding ('=') in a word of base64 that is not the last makes GMime, and whoever
// decodes like it, drop the next word: where no character ends at a multiple of three bytes the word is written in the
// other encoding.
std::string take_word(std::string_view& text) {
    const std::size_t aligned = text.size() <= bytes_per_word ? text.size() : beginning(text, bytes_per_word, 3);
    std::size_t size = aligned;
    if (aligned == 0) size = beginning(text, bytes_per_q_word, 1);
    if (size == 0) size = bytes_per_q_word;  // no character is that long: not UTF-8
    const std::string_view taken = text.substr(0, size);
    text.remove_prefix(size);
    return aligned == 0 ? q_word(taken) : "=?UTF-8?B?" + crypto::to_base64(taken) + "?=";
}

}  // namespace

std::string Address::text() const {
    const bool dot_atom = !local.starts_with('.') && !local.ends_with('.') && local.find("..") == std::string::npos;
    return (dot_atom ? local : '"' + local + '"') + "@" + domain;
}

std::optional<Address> parse_address(std::string_view text) {
    const auto at = text.rfind('@');
    if (text.size() > longest_address || at == text.npos || at == 0 || at > longest_local) return std::nullopt;
    const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
    if (!std::ranges::all_of(local, [](char c) { return is_atom_character(c) || c == '.'; }) || !is_host(domain))
        return std::nullopt;
    return Address{std::string(local), std::string(domain)};
}

std::optional<std::string> encode_address(const Address& address) {
    const auto parsed = parse_address(address.local + "@" + address.domain);
    return parsed ? std::optional(parsed->text()) : std::nullopt;
}

std::optional<Mailbox> parse_mailbox(std::string_view text) {
    text = trimmed(text);
    if (has_control(text)) return std::nullopt;
    const auto open = text.rfind('<');
    if (open == text.npos) {
        const auto address = parse_address(text);
        return address ? std::optional(Mailbox{"", *address}) : std::nullopt;
    }
    if (!text.ends_with('>')) return std::nullopt;
    const auto address = parse_address(text.substr(open + 1, text.size() - open - 2));
    if (!address) return std::nullopt;
    std::string_view name = trimmed(text.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    return Mailbox{std::string(name), *address};
}

std::optional<std::string> encode_words(std::string_view text) {
    if (has_control(text)) return std::nullopt;
    if (is_ascii(text) && text.size() <= longest_plain_line && text.find("=?") == text.npos) return std::string(text);
    std::string out;
    while (!text.empty()) {
        if (!out.empty()) out += "\r\n ";
        out += take_word(text);
    }
    return out;
}

std::optional<std::string> encode_mailbox(const Mailbox& mailbox) {
    const auto address = encode_address(mailbox.address);
    if (!address || mailbox.name.empty()) return address;
    const bool atoms = std::ranges::all_of(mailbox.name, [](char c) { return is_atom_character(c) || c == ' '; });
    std::string name;
    if (is_ascii(mailbox.name) && !atoms && mailbox.name.size() <= longest_plain_line && !has_control(mailbox.name)) {
        name = "\"";
        for (const char c : mailbox.name) {
            if (c == '"' || c == '\\') name += '\\';
            name += c;
        }
        name += '"';
    } else {
        auto words = encode_words(mailbox.name);
        if (!words) return std::nullopt;
        name = std::move(*words);
    }
    // A line of its own: name and address together may be longer than a line should be.
    return name + "\r\n <" + *address + ">";
}

std::string mail_date(Instant instant) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(instant - day)};
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %d %02d:%02d:%02d +0000",
                  days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

}  // namespace todoke::email
