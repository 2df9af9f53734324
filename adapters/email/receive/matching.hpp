#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace todoke::email {

// For comparing only: full-width and half-width forms made one, small letters, single spaces, none at the ends.
std::string comparable(std::string_view text);

inline bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
        if (text.find(word) != text.npos) return true;
    return false;
}
inline bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
        if (text.starts_with(word)) return true;
    return false;
}
inline bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
        if (text.ends_with(word)) return true;
    return false;
}

}  // namespace todoke::email
