#include "tests/platforms/demo/names.hpp"

#include "tests/platforms/demo/box.hpp"

#include <array>
#include <cctype>

namespace todoke::demo {

namespace {

// U+3041 … U+3096 in order; small ya, yu, yo and tsu are handled by the caller.
constexpr std::array<const char*, 86> sounds{
    "a",  "a",  "i",  "i",  "u",   "u",  "e",  "e",  "o",  "o",  "ka", "ga", "ki", "gi", "ku",  "gu", "ke", "ge",
    "ko", "go", "sa", "za", "shi", "ji", "su", "zu", "se", "ze", "so", "zo", "ta", "da", "chi", "ji", "",   "tsu",
    "zu", "te", "de", "to", "do",  "na", "ni", "nu", "ne", "no", "ha", "ba", "pa", "hi", "bi",  "pi", "fu", "bu",
    "pu", "he", "be", "pe", "ho",  "bo", "po", "ma", "mi", "mu", "me", "mo", "ya", "ya", "yu",  "yu", "yo", "yo",
    "ra", "ri", "ru", "re", "ro",  "wa", "wa", "i",  "e",  "o",  "n",  "vu", "ka", "ke"};
constexpr char32_t first = 0x3041, small_tsu = 0x3063, last_small_vowel = 0x3049, small_ya = 0x3083, small_yu = 0x3085,
                   small_yo = 0x3087;

bool vowel(char c) { return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o'; }

std::string short_vowels(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char last = result.empty() ? ' ' : result.back();
        const char next = i + 1 < text.size() ? text[i + 1] : ' ';
        const bool lengthens = (last == 'o' && text[i] == 'u' && next != 'e') || (last == 'o' && text[i] == 'o') ||
                               (last == 'u' && text[i] == 'u') || (last == 'o' && text[i] == 'h' && !vowel(next));
        if (!lengthens) result += text[i];
    }
    return result;
}

}  // namespace

std::string romaji(std::string_view hiragana) {
    std::string text;
    bool doubled = false;
    for (const char32_t c : code_points(hiragana)) {
        if (c == small_tsu) {
            doubled = true;
            continue;
        }
        const bool small_y = c == small_ya || c == small_yu || c == small_yo;
        if (small_y && text.size() > 1 && text.back() == 'i') {
            text.pop_back();
            const char last = text.back();
            const bool soft = last == 'j' || last == 'h';  // ja, sha, cha; but hya, which also ends in h
            if (!soft ||
                (last == 'h' && (text.size() < 2 || (text[text.size() - 2] != 's' && text[text.size() - 2] != 'c'))))
                text += 'y';
            text += c == small_ya ? 'a' : c == small_yu ? 'u' : 'o';
            continue;
        }
        if (c < first || c >= first + sounds.size()) continue;
        // ゔぁ, ふぇ, てぃ: the small letter takes the place of the vowel before it.
        const bool small_vowel = c <= last_small_vowel && (c - first) % 2 == 0;
        if (small_vowel && !text.empty() && vowel(text.back())) text.pop_back();
        const std::string sound = sounds[c - first];
        if (doubled && !sound.empty()) text += sound[0];
        doubled = false;
        text += sound;
    }
    return short_vowels(text);
}

std::string typed_name(std::string_view latin) {
    std::string lower;
    for (const char c : latin) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return short_vowels(lower);
}

}  // namespace todoke::demo
