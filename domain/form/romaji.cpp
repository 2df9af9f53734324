#include "domain/form/romaji.hpp"

#include "domain/form/typed_text.hpp"

#include <iterator>

namespace todoke::typed {
namespace {

// U+3041 (ぁ) .. U+3096 (ゖ); katakana lie 0x60 above. "-" doubles the next consonant (っ), "*" changes the vowel
// before (ゃゅょ).
constexpr std::string_view syllables[] = {
    "a",  "a",  "i",  "i",  "u",   "u",  "e",  "e",  "o",  "o",  "ka", "ga", "ki", "gi", "ku",  "gu", "ke", "ge",
    "ko", "go", "sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "-",  "tsu",
    "zu", "te", "de", "to", "do",  "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi",  "pi", "fu", "bu",
    "pu", "he", "be", "pe", "ho",  "bo", "po", "ma", "mi", "mu", "me", "mo", "*a", "ya", "*u",  "yu", "*o", "yo",
    "ra", "ri", "ru", "re", "ro",  "wa", "wa", "i",  "e",  "o",  "n",  "vu", "ka", "ke"};

constexpr unsigned first_hiragana = 0x3041, last_hiragana = 0x3096, katakana_above = 0x60, long_mark = 0x30FC;
static_assert(std::size(syllables) == last_hiragana - first_hiragana + 1);

// ゃゅょ after し, ち, じ drop the y as well: しょ sho, きょ kyo.
bool append_small_y(std::string& word, char vowel) {
    if (word.empty() || word.back() != 'i') return false;
    word.pop_back();
    if (!word.ends_with("sh") && !word.ends_with("ch") && !word.ends_with("j")) word += 'y';
    word += vowel;
    return true;
}

std::string shortened(std::string word) {
    for (const std::string_view pair : {"ou", "oo", "uu"}) replace_all(word, pair, pair.substr(0, 1));
    return word;
}

}  // namespace

std::vector<std::string> romaji(std::string_view kana) {
    std::string word;
    bool doubled = false;
    for (std::size_t at = 0; at < kana.size(); at += 3) {
        if (kana[at] != '\xE3' || at + 2 >= kana.size()) return {};
        unsigned code = 0x3000u | (static_cast<unsigned char>(kana[at + 1]) & 0x3Fu) << 6 |
                        (static_cast<unsigned char>(kana[at + 2]) & 0x3Fu);
        if (code == long_mark) {
            if (!word.empty()) word += word.back();
            continue;
        }
        if (code >= first_hiragana + katakana_above) code -= katakana_above;
        if (code < first_hiragana || code > last_hiragana) return {};
        const std::string_view syllable = syllables[code - first_hiragana];
        if (syllable == "-") {
            doubled = true;
        } else if (syllable.front() == '*') {
            if (!append_small_y(word, syllable.back())) return {};
        } else {
            if (doubled) word += syllable.starts_with("ch") ? 't' : syllable.front();
            doubled = false;
            word += syllable;
        }
    }
    if (word.empty()) return {};
    const std::string brief = shortened(word);
    return brief == word ? std::vector{word} : std::vector{word, brief};
}

}  // namespace todoke::typed
