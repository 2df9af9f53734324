// Japanese names as one types them on a plain keyboard.
#pragma once

#include <string>
#include <string_view>

namespace todoke::demo {

// Hiragana in Hepburn letters, long vowels short: さとう → sato, いのうえ → inoue. Anything else is left out.
std::string romaji(std::string_view hiragana);
// What is left when two spellings of the same name are compared: lower case, long vowels short (Satou, satoh → sato).
std::string typed_name(std::string_view latin);

}  // namespace todoke::demo
