// Small text helpers of the doubles.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::platforms {

std::string lower_ascii(std::string_view text);
std::string percent_decode(std::string_view text, bool plus_is_space);
std::vector<std::string> path_segments(std::string_view path);      // "/a/b%3A" → a, b:
std::map<std::string, std::string> form_of(std::string_view body);  // a=1&b=2
std::size_t utf16_length(std::string_view utf8);                    // LINE counts so: a code point above U+FFFF is two
std::string valid_utf8(std::string_view bytes);                     // other bytes become '?'; the books are JSON

}  // namespace todoke::platforms
