// Text as a terminal shows it: widths of Japanese letters, line breaks, frames.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace todoke::demo {

std::vector<char32_t> code_points(std::string_view utf8);
std::size_t columns_of(std::string_view utf8);                              // East Asian wide letters take two
std::vector<std::string> wrap(std::string_view utf8, std::size_t columns);  // also breaks at line ends
std::string padded(std::string_view utf8, std::size_t columns);

// Colours only where a person looks at a terminal.
void use_colours(bool yes);
std::string bold(std::string_view text);
std::string dim(std::string_view text);
std::string red(std::string_view text);
std::string green(std::string_view text);

constexpr std::size_t screen_columns = 62;

// One thing on a screen: what it says and what can be pressed in it. A line that is `rule` is drawn as a line.
extern const std::string rule;
std::string frame(const std::string& title, const std::vector<std::string>& lines, std::size_t indent);

}  // namespace todoke::demo
