// RFC 2047, tolerant of what is written in practice: words that touch each other or other text, spaces inside, padding
// in the middle, characters split between two words.
#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/charset.hpp"
#include "adapters/email/receive/header_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace todoke::email {
namespace {

struct Word {
    std::string charset, bytes;
    std::size_t end = 0;  // behind "?="
};

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = ascii::lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Each word for itself: padding and junk are passed over, because whoever wrote the word may have padded early.
std::string from_loose_base64(std::string_view text) {
    static constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == alphabet.npos) continue;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFFF;
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>(bits >> count & 0xFF);
        }
    }
    return out;
}

std::string from_q(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else
            out += text[i] == '_' ? ' ' : text[i];
    }
    return out;
}

// The word that begins at `start`, where "=?" stands.
std::optional<Word> word_at(std::string_view text, std::size_t start) {
    static constexpr std::size_t longest_charset = 40;
    const std::size_t mark = text.substr(0, start + 2 + longest_charset).find('?', start + 2);
    if (mark == text.npos || mark + 2 >= text.size() || text[mark + 2] != '?') return std::nullopt;
    const char encoding = ascii::lower(text[mark + 1]);
    const std::size_t content = mark + 3;
    const std::size_t end = text.find("?=", content);
    if ((encoding != 'b' && encoding != 'q') || end == text.npos) return std::nullopt;
    std::string_view charset = text.substr(start + 2, mark - start - 2);
    charset = charset.substr(0, charset.find('*'));  // RFC 2231: a language may follow
    if (charset.empty()) return std::nullopt;
    const std::string_view encoded = text.substr(content, end - content);
    return Word{ascii::lower(charset), encoding == 'b' ? from_loose_base64(encoded) : from_q(encoded), end + 2};
}

bool only_spaces(std::string_view text) { return std::ranges::all_of(text, ascii::is_space); }

}  // namespace

std::string with_words_decoded(std::string_view text) {
    std::string out, charset, bytes;
    const auto end_run = [&] {
        if (!bytes.empty()) out += to_utf8(bytes, charset);
        bytes.clear();
        charset.clear();
    };
    std::size_t done = 0;
    for (std::size_t start = text.find("=?"); start != text.npos; start = text.find("=?", start)) {
        auto word = word_at(text, start);
        if (!word) {
            start += 2;
            continue;
        }
        const std::string_view between = text.substr(done, start - done);
        const bool adjacent = !charset.empty() && only_spaces(between);
        if (!adjacent || charset != word->charset) end_run();
        if (!adjacent) out += between;
        charset = word->charset;
        bytes += word->bytes;
        start = done = word->end;
    }
    end_run();
    out += text.substr(done);
    return out;
}

std::string decoded_words(std::string_view value) {
    std::string text = readable(with_words_decoded(to_utf8(unfolded(value), "")));
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\t', ' ');
    return std::string(ascii::trimmed(text));
}

}  // namespace todoke::email
