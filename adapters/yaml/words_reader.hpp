// Small readers shared by the parts of a school: labels in several languages, and codes.
#pragma once

#include "bot/ports/settings.hpp"
#include "domain/message/message.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::yaml {

// What every part of one school's file is read with.
struct SchoolReading {
    SettingProblems& problems;
    std::vector<std::string> languages;  // those a label may be written in; "ja" is always among them
};

// `label: 発熱`, or `label: { ja: 発熱, en: fever }` with "ja" required. Empty words after a problem.
Words words(Section& section, std::string_view key, const SchoolReading& reading);
Words words_if(Section& section, std::string_view key, const SchoolReading& reading);  // empty when absent

// A code: lower-case letters, digits, '_' and '-', beginning with a letter, at most 40. Codes stand in buttons, where
// '.' and ':' have a meaning of their own.
std::string code(Section& section, std::string_view key);
// Complains when `value` is in `seen` already, else puts it there.
void unique(Section& section, std::string_view key, const std::string& value, std::set<std::string>& seen);

// A length of time of at least one minute.
std::chrono::minutes some_minutes(Section& section, std::string_view key, std::chrono::minutes fallback);

}  // namespace todoke::yaml
