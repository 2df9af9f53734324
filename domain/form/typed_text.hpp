// Small helpers over typed UTF-8. What needs real knowledge of scripts (NFKC, kana) is lent by the FormContext.
#pragma once

#include "domain/form/form.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace todoke::typed {

std::size_t code_points(std::string_view text);
std::string trimmed(std::string_view text);           // ASCII and ideographic spaces, line ends
std::string without_controls(std::string_view text);  // line feeds stay, \r\n becomes \n
// Context's normalisation, then full-width forms to ASCII and ASCII to lower case: what the readers' patterns are
// written in.
std::string plain(std::string_view text, const FormContext& context);
// For finding words in a text: context's fold of the plain text.
std::string folded(std::string_view text, const FormContext& context);
// For comparing whole answers: folded, without spaces.
std::string comparable(std::string_view text, const FormContext& context);

// Pictures and the marks around them (🙇‍♀️, ♪) become spaces.
std::string without_pictures(std::string_view text);
std::string hiragana(std::string_view text);  // katakana become hiragana
std::string close_up(std::string_view text);  // おなか いたい → おなかいたい; spaces beside Latin stay

bool starts_with_kana(std::string_view text);  // hiragana
void replace_all(std::string& text, std::string_view from, std::string_view to);
bool contains(std::string_view text, std::string_view part);
// Contains `word` where it is not a part of a longer Latin word or number; for Japanese words the same as contains.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from = 0);

}  // namespace todoke::typed
