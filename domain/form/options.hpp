// Reading a choice from a list: by code, by number, by label in any language, by synonym.
#pragma once

#include "domain/form/form.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

struct Option {
    std::string code;
    std::vector<std::string> words;  // labels of every language and synonyms
};

// nullopt: none of them, or more than one. A code wins over a number, a number (1 … n, the order shown) over words.
std::optional<std::string> pick(const std::vector<Option>& options, std::string_view raw, const FormContext& context);

// Is it this option's code or one of its words?
bool names(const Option& option, std::string_view raw, const FormContext& context);

Option option_of(const ReportKind& kind);
Option option_of(const Reason& reason);
Option option_of(const Student& student);

// What a family calls a child by one word: called, given name, kana, and the kana in Latin letters. May contain "".
std::vector<std::string> names_of(const Student& student);

}  // namespace todoke
