#include "adapters/email/receive/charset.hpp"

#include "adapters/email/receive/ascii.hpp"

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace todoke::email {
namespace {

// Names that ICU does not know or takes too narrowly: mail that calls itself Shift_JIS holds ① and 髙.
std::string icu_name(std::string_view charset) {
    static constexpr std::pair<std::string_view, const char*> names[]{
        {"shift_jis", "windows-31j"},
        {"shift-jis", "windows-31j"},
        {"x-sjis", "windows-31j"},
        {"sjis", "windows-31j"},
        {"cp932", "windows-31j"},
        {"ms932", "windows-31j"},
        {"ms_kanji", "windows-31j"},
        {"x-ms-cp932", "windows-31j"},
        {"iso-2022-jp-ms", "ISO-2022-JP"},
        {"cp50220", "ISO-2022-JP"},
        {"cp50221", "ISO-2022-JP"},
        {"cp50222", "ISO-2022-JP"},
        {"jis", "ISO-2022-JP"},
        {"eucjp-ms", "EUC-JP"},
        {"eucjp", "EUC-JP"},
        {"x-euc-jp", "EUC-JP"},
        {"cp51932", "EUC-JP"},
        {"gb2312", "gb18030"},
        {"gbk", "gb18030"},
        {"iso-8859-1", "windows-1252"},
        {"latin1", "windows-1252"},
        {"unicode-1-1-utf-8", "UTF-8"},
        {"utf8", "UTF-8"},
        {"utf-8-mac", "UTF-8"},
        {"ks_c_5601-1987", "windows-949"},
    };
    const std::string lower = ascii::lower(charset);
    for (const auto& [name, icu] : names)
        if (lower == name) return icu;
    return std::string(charset);
}

// ICU takes two escapes in a row for an attempt to hide something and puts U+FFFD there; mail programs write them
// whenever one word ends and the next begins. The first of the two says nothing, so it goes.
std::string without_empty_segments(std::string_view jis) {
    const auto escape_at = [&](std::size_t at) -> std::size_t {
        if (at + 2 >= jis.size() || jis[at] != '\x1B' || (jis[at + 1] != '$' && jis[at + 1] != '(')) return 0;
        return jis[at + 1] == '$' && jis[at + 2] == '(' ? 4 : 3;
    };
    std::string out;
    for (std::size_t i = 0; i < jis.size();) {
        const std::size_t escape = escape_at(i);
        if (escape > 0 && escape_at(i + escape) > 0)
            i += escape;
        else
            out += jis[i++];
    }
    return out;
}

struct Closer {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// nullopt: no such charset. What it cannot say becomes U+FFFD.
std::optional<icu::UnicodeString> decoded(std::string_view bytes, const std::string& charset) {
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, Closer> converter(ucnv_open(charset.c_str(), &error));
    if (U_FAILURE(error) || !converter) return std::nullopt;
    std::string jis;
    if (charset.starts_with("ISO-2022-JP")) bytes = jis = without_empty_segments(bytes);
    icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(), error);
    if (U_FAILURE(error)) return std::nullopt;
    return text;
}

// How badly the text reads: lost characters, and signs that a wrong charset makes of Japanese.
int oddness(const icu::UnicodeString& text) {
    int odd = 0;
    for (int32_t i = 0; i < text.length(); ++i) {
        const char16_t unit = text[i];
        if (unit == 0xFFFD || unit == 0x1A)
            odd += 10;
        else if ((unit >= 0xFF61 && unit <= 0xFF9F) || (unit >= 0xE000 && unit <= 0xF8FF))
            odd += 1;
    }
    return odd;
}

bool is_utf8(std::string_view bytes) {
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
    const auto size = static_cast<int32_t>(bytes.size());
    for (int32_t i = 0; i < size;) {
        UChar32 c;
        U8_NEXT(data, i, size, c);
        if (c < 0) return false;
    }
    return true;
}

bool is_plain_ascii(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0x1B; });
}

bool has_jis_escape(std::string_view bytes) {
    return bytes.find("\x1B$") != bytes.npos || bytes.find("\x1B(") != bytes.npos;
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString guessed(std::string_view bytes) {
    if (has_jis_escape(bytes))
        if (auto text = decoded(bytes, "ISO-2022-JP")) return *std::move(text);
    if (is_utf8(bytes))
        return icu::UnicodeString::fromUTF8(icu::StringPiece(bytes.data(), static_cast<int32_t>(bytes.size())));
    std::optional<icu::UnicodeString> best;
    for (const char* charset : {"windows-31j", "EUC-JP", "UTF-8"}) {
        auto text = decoded(bytes, charset);
        if (text && (!best || oddness(*text) < oddness(*best))) best = std::move(text);
    }
    return best ? *std::move(best) : icu::UnicodeString();
}

// What nobody sees or types: it could hide words, turn their order round, or be refused by the database.
bool is_unseen(UChar32 c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x061C || c == 0x180E || c == 0x200B ||
           c == 0x200C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF) || (c & 0xFFFE) == 0xFFFE;
}

bool is_unsayable(UChar32 c) {
    return c < 0 || c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xF0000 && c <= 0x10FFFF);
}

void append(std::string& out, UChar32 c) {
    char bytes[U8_MAX_LENGTH];
    int32_t size = 0;
    U8_APPEND_UNSAFE(bytes, size, c);
    out.append(bytes, static_cast<std::size_t>(size));
}

}  // namespace

std::string to_utf8(std::string_view bytes, std::string_view charset) {
    charset = ascii::trimmed(charset);
    if (is_plain_ascii(bytes)) return std::string(bytes);
    const bool said_nothing = charset.empty() || ascii::same(charset, "us-ascii") || ascii::same(charset, "ascii");
    std::optional<icu::UnicodeString> said;
    if (!said_nothing) said = decoded(bytes, icu_name(charset));
    if (said && said->indexOf(char16_t{0xFFFD}) < 0) return utf8(*said);
    const icu::UnicodeString guess = guessed(bytes);
    return utf8(said && oddness(*said) <= oddness(guess) ? *said : guess);
}

std::string readable(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const auto* data = reinterpret_cast<const uint8_t*>(text.data());
    const auto size = static_cast<int32_t>(text.size());
    for (int32_t i = 0; i < size;) {
        UChar32 c;
        U8_NEXT(data, i, size, c);
        if (c == '\r') {
            if (i == size || data[i] != '\n') out += '\n';
        } else if (c == '\n' || c == '\t')
            out += static_cast<char>(c);
        else if (c == 0x2028 || c == 0x2029 || c == 0x85)
            out += '\n';
        else if (c == 0xA0)
            out += ' ';
        else if (is_unsayable(c))
            out += "〓";
        else if (!is_unseen(c))
            append(out, c);
    }
    return out;
}

std::string_view cut_at_character(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    return text.substr(0, bytes);
}

}  // namespace todoke::email
