// Kana names in Latin letters, for families who write in English: ユウト → yuuto, yuto.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace todoke::typed {

// Hepburn spellings of a kana name in lower case, long vowels written out and shortened; empty when the name is not all
// kana.
std::vector<std::string> romaji(std::string_view kana);

}  // namespace todoke::typed
