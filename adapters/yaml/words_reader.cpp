#include "adapters/yaml/words_reader.hpp"

#include <algorithm>

namespace todoke::yaml {

Words words_if(Section& section, std::string_view key, const SchoolReading& reading) {
    const SettingNode* node = section.node(key);
    if (!node) return {};
    if (node->kind == SettingNode::Kind::scalar && !node->scalar.empty()) return {{"ja", node->scalar}};
    if (node->kind != SettingNode::Kind::mapping) {
        section.problem(key, "expected words, such as { ja: 発熱, en: fever }");
        return {};
    }
    Words words;
    for (const auto& [language, text] : node->members) {
        if (std::ranges::find(reading.languages, language.scalar) == reading.languages.end())
            reading.problems.add(language.position, "unknown language '" + language.scalar + "'; " +
                                                        did_you_mean(language.scalar, reading.languages));
        else if (text.kind != SettingNode::Kind::scalar || text.scalar.empty())
            reading.problems.add(text.position, "'" + language.scalar + "': expected a text");
        else
            words[language.scalar] = text.scalar;
    }
    if (!words.contains("ja")) section.problem(key, "the Japanese words are missing; expected at least { ja: … }");
    return words;
}

Words words(Section& section, std::string_view key, const SchoolReading& reading) {
    if (section.present() && !section.has(key)) section.problem(key, "expected words, such as { ja: 発熱, en: fever }");
    return words_if(section, key, reading);
}

std::string code(Section& section, std::string_view key) {
    std::string text = section.text(key);
    const bool good = text.size() <= 40 && (text.empty() || (text[0] >= 'a' && text[0] <= 'z')) &&
                      std::ranges::all_of(text, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
                      });
    if (!good) {
        section.problem(key, "expected a code of lower-case letters, digits, '_' and '-', such as \"stomachache\"");
        return {};
    }
    return text;
}

void unique(Section& section, std::string_view key, const std::string& value, std::set<std::string>& seen) {
    if (!value.empty() && !seen.insert(value).second)
        section.problem(key, "\"" + value + "\" is already used above; expected a code of its own");
}

std::chrono::minutes some_minutes(Section& section, std::string_view key, std::chrono::minutes fallback) {
    const auto time = section.minutes_or(key, fallback);
    if (time >= std::chrono::minutes{1}) return time;
    section.problem(key, "expected at least \"1m\"");
    return fallback;
}

}  // namespace todoke::yaml
