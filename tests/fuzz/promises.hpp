// What must hold of anything that was read, whoever wrote it.
#pragma once

#include <cstdlib>
#include <string_view>

namespace todoke::fuzz {

inline void must(bool holds) {
    if (!holds) std::abort();
}

// UTF-8 that the database takes and a screen shows: no NUL, no control characters but line ends and tabs.
inline bool is_readable(std::string_view text) {
    const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned first = at(i);
        const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        unsigned long c = length == 1 ? first : first & (0x7Fu >> length);
        for (std::size_t k = 1; k < length; ++k) {
            if ((at(i + k) & 0xC0) != 0x80) return false;
            c = c << 6 | (at(i + k) & 0x3F);
        }
        static constexpr unsigned long shortest[]{0, 0, 0x80, 0x800, 0x10000};
        if (c < shortest[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return false;
        if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E))
            return false;
        i += length;
    }
    return true;
}

}  // namespace todoke::fuzz
