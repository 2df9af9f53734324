// A reading position over typed text, shared by the readers of days and times.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::typed {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A reading position that remembers nothing but where it is.
struct Cursor {
    std::string_view text;
    std::size_t at = 0;

    bool skip(std::string_view word) {
        if (!text.substr(at).starts_with(word)) return false;
        at += word.size();
        return true;
    }
    bool skip_any(std::initializer_list<std::string_view> words) {
        for (const std::string_view word : words)
            if (skip(word)) return true;
        return false;
    }
    bool sees_any(std::initializer_list<std::string_view> words) const {
        for (const std::string_view word : words)
            if (text.substr(at).starts_with(word)) return true;
        return false;
    }
    std::optional<int> number(std::size_t longest) {
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end == at || end - at > longest) return std::nullopt;
        const int result = std::atoi(std::string(text.substr(at, end - at)).c_str());
        at = end;
        return result;
    }
    // The next character cannot belong to the number just read.
    bool number_ends() const {
        return at >= text.size() || (!is_digit(text[at]) && text[at] != '/' && text[at] != '-');
    }
};

// A number that is no later part of another: the 5 of 38.5, the 30 of 9:30.
inline bool begins_number(std::string_view text, std::size_t at) {
    if (!is_digit(text[at])) return false;
    return at == 0 || (!is_digit(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '/' && text[at - 1] != ':');
}

// What may stand around a day or a time that is the whole answer.
std::string without_politeness(std::string_view text);

}  // namespace todoke::typed
