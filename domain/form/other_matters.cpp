#include "domain/form/other_matters.hpp"

#include "domain/form/free_text.hpp"
#include "domain/form/other_matters_words.hpp"
#include "domain/form/typed_text.hpp"

#include <string>
#include <vector>

namespace todoke {
namespace {

using namespace other_matters;
using WordList = std::span<const std::string_view>;

bool is_ascii(std::string_view word) {
    for (const char c : word)
        if (static_cast<unsigned char>(c) >= 0x80) return false;
    return true;
}

// The text as both kinds of words are looked for in it: Latin ones between spaces, Japanese ones across them (死 に
// たい).
struct Folded {
    std::string spaced, close;

    Folded(std::string_view text, const FormContext& context)
        : spaced(typed::folded(typed::without_pictures(text), context)), close(spaced) {
        typed::replace_all(close, " ", "");
        typed::replace_all(close, "\n", "");
    }
    bool has(std::string_view word) const {
        return is_ascii(word) ? typed::find_word(spaced, word) != std::string::npos : typed::contains(close, word);
    }
};

std::vector<std::string> folded_list(WordList words, const FormContext& context) {
    std::vector<std::string> folded;
    folded.reserve(words.size());
    for (const std::string_view word : words) folded.push_back(typed::folded(word, context));
    return folded;
}

// Takes the words out of the text; true when there was one.
bool take_out(std::string& text, WordList words, const FormContext& context) {
    bool found = false;
    for (const std::string& word : folded_list(words, context)) {
        // "ok" is no part of "book"
        for (auto at = typed::find_word(text, word); at != std::string::npos; at = typed::find_word(text, word, at)) {
            text.replace(at, word.size(), " ");
            found = true;
        }
    }
    return found;
}

bool says_nothing(std::string_view rest) {
    for (std::size_t i = 0; i < rest.size(); ++i) {
        const char c = rest[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return false;
        const auto lead = static_cast<unsigned char>(c);
        // Kanji and kana say something; punctuation (E2, E3 80 80..82, EF) does not.
        if (lead >= 0xE4 && lead <= 0xE9) return false;
        if (lead == 0xE3 && i + 1 < rest.size() && static_cast<unsigned char>(rest[i + 1]) >= 0x81) return false;
    }
    return true;
}

}  // namespace

bool speaks_of_danger(std::string_view text, const FormContext& context, std::span<const std::string> more) {
    Folded folded(text, context);
    for (const std::string& word : more)
        if (folded.has(typed::folded(word, context))) return true;
    for (const std::string& word : folded_list(harmless, context)) {
        if (is_ascii(word)) {
            typed::replace_all(folded.spaced, word, " ");
        } else {
            typed::replace_all(folded.close, word, " ");
        }
    }
    for (const std::string& word : folded_list(danger, context))
        if (folded.has(word)) return true;
    return false;
}

OtherMatter other_matter(std::string_view text, const FormContext& context) {
    constexpr std::size_t longest_courtesy = 400;  // bytes
    if (text.size() <= longest_courtesy) {
        std::string rest = typed::folded(typed::without_pictures(text), context);
        const bool greeted = take_out(rest, greetings, context);
        const bool thanked = take_out(rest, thanks, context);
        take_out(rest, courtesies, context);
        if ((thanked || greeted) && says_nothing(rest)) return thanked ? OtherMatter::thanks : OtherMatter::greeting;
    }
    return free_text::mentions_attendance(typed::plain(text, context)) ? OtherMatter::attendance : OtherMatter::other;
}

}  // namespace todoke
