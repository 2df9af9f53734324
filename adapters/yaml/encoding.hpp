// What bytes of a file are as text: UTF-8, or the CP932 (Shift_JIS) of Japanese spreadsheets.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::yaml {

// Where `text` stops being UTF-8 (offset in bytes); nullopt when all of it is. NUL counts as broken.
std::optional<std::size_t> first_broken_byte(std::string_view text);

// The text in UTF-8 without a byte order mark. What is not UTF-8 is read as CP932; the error is the offset of the first
// byte that is neither.
std::expected<std::string, std::size_t> to_utf8(std::string_view bytes);

std::size_t code_points(std::string_view utf8);

}  // namespace todoke::yaml
