#include "domain/form/typed_text.hpp"

namespace todoke::typed {
namespace {

constexpr std::string_view ideographic_space = "\u3000";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// U+FF01..U+FF5E are ASCII 0x21..0x7E in full width; in UTF-8 EF BC 81..EF BC BF and EF BD 80..EF BD 9E.
std::string half_width(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i + 2 < text.size() && text[i] == '\xEF') {
            const auto second = static_cast<unsigned char>(text[i + 1]),
                       third = static_cast<unsigned char>(text[i + 2]);
            const int offset = second == 0xBC && third >= 0x81   ? third - 0x81
                               : second == 0xBD && third <= 0x9E ? third - 0x80 + 0x3F
                                                                 : -1;
            if (offset >= 0 && third <= 0xBF) {
                result += static_cast<char>(0x21 + offset);
                i += 2;
                continue;
            }
        }
        result += text[i];
    }
    replace_all(result, ideographic_space, " ");
    replace_all(result, "\u2019", "'");
    return result;
}

}  // namespace

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return count;
}

std::string trimmed(std::string_view text) {
    for (;;) {
        if (!text.empty() && is_space(text.front()))
            text.remove_prefix(1);
        else if (!text.empty() && is_space(text.back()))
            text.remove_suffix(1);
        else if (text.starts_with(ideographic_space))
            text.remove_prefix(ideographic_space.size());
        else if (text.ends_with(ideographic_space))
            text.remove_suffix(ideographic_space.size());
        else
            return std::string(text);
    }
}

std::string without_controls(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r')
            result += i + 1 < text.size() && text[i + 1] == '\n' ? "" : "\n";
        else if (text[i] == '\n' || (static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != 0x7F))
            result += text[i];
        else if (text[i] == '\t')
            result += ' ';
    }
    return result;
}

std::string plain(std::string_view text, const FormContext& context) {
    std::string result = half_width(context.normalise ? context.normalise(text) : std::string(text));
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return trimmed(result);
}

std::string folded(std::string_view text, const FormContext& context) {
    const std::string result = plain(text, context);
    return context.fold ? context.fold(result) : result;
}

std::string comparable(std::string_view text, const FormContext& context) {
    std::string result = folded(text, context);
    std::erase_if(result, is_space);
    return result;
}

std::string without_pictures(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        const std::string_view one = text.substr(i, size);
        const auto second = one.size() > 1 ? static_cast<unsigned char>(one[1]) : 0u;
        const auto third = one.size() > 2 ? static_cast<unsigned char>(one[2]) : 0u;
        // U+1F000 and above but not rare kanji (U+20000: F0 A0); U+2600..U+27BF; joiners and variation selectors
        const bool picture = (lead == 0xF0 && second == 0x9F) || (lead == 0xE2 && second >= 0x98 && second <= 0x9E) ||
                             (lead == 0xE2 && second == 0x80 && third == 0x8D) || (lead == 0xEF && second == 0xB8);
        result += picture ? std::string_view(" ") : one;
        i += size;
    }
    return result;
}

std::string hiragana(std::string_view text) {
    std::string result(text);
    for (std::size_t i = 0; i + 2 < result.size(); ++i) {
        if (result[i] != '\xE3') continue;
        unsigned code = 0x3000u | (static_cast<unsigned char>(result[i + 1]) & 0x3Fu) << 6 |
                        (static_cast<unsigned char>(result[i + 2]) & 0x3Fu);
        if (code >= 0x30A1 && code <= 0x30F6) {
            code -= 0x60;
            result[i + 1] = static_cast<char>(0x80u | (code >> 6 & 0x3Fu));
            result[i + 2] = static_cast<char>(0x80u | (code & 0x3Fu));
        }
        i += 2;
    }
    return result;
}

std::string close_up(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool inside = text[i] == ' ' && !result.empty() && i + 1 < text.size();
        const bool japanese = inside && static_cast<unsigned char>(result.back()) >= 0x80 &&
                              static_cast<unsigned char>(text[i + 1]) >= 0x80;
        if (!japanese) result += text[i];
    }
    return result;
}

bool starts_with_kana(std::string_view text) {
    // U+3041..U+309F: E3 81 81 .. E3 82 9F
    if (text.size() < 3 || text[0] != '\xE3') return false;
    const auto second = static_cast<unsigned char>(text[1]), third = static_cast<unsigned char>(text[2]);
    return second == 0x81 || (second == 0x82 && third <= 0x9F);
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    std::size_t at = text.find(from);
    if (at == std::string::npos) return;
    std::string result;
    result.reserve(text.size());
    std::size_t copied = 0;
    for (; at != std::string::npos; at = text.find(from, copied)) {
        result.append(text, copied, at - copied).append(to);
        copied = at + from.size();
    }
    text = std::move(result.append(text, copied));
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
    if (word.empty()) return std::string_view::npos;
    for (std::size_t at = text.find(word, from); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool open = at > 0 && is_latin(word.front()) && is_latin(text[at - 1]);
        const std::size_t end = at + word.size();
        const bool closed = end < text.size() && is_latin(word.back()) && is_latin(text[end]);
        if (!open && !closed) return at;
    }
    return std::string_view::npos;
}

}  // namespace todoke::typed
