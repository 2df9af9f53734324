#include "domain/form/options.hpp"

#include "domain/form/romaji.hpp"
#include "domain/form/typed_text.hpp"

#include <algorithm>

namespace todoke {
namespace {

std::optional<std::size_t> position(std::string_view text) {
    for (const std::string_view end : {".", ")", "番"})
        if (text.ends_with(end)) text.remove_suffix(end.size());
    if (text.empty() || text.size() > 3) return std::nullopt;
    std::size_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    return number;
}

Option labelled(const std::string& code, const Words& label, const std::vector<std::string>& synonyms) {
    Option option{code, synonyms};
    for (const auto& [language, words] : label) option.words.push_back(words);
    return option;
}

}  // namespace

std::optional<std::string> pick(const std::vector<Option>& options, std::string_view raw, const FormContext& context) {
    for (const Option& option : options)
        if (option.code == raw) return option.code;
    const std::string typed = typed::comparable(raw, context);
    if (typed.empty()) return std::nullopt;
    if (const auto number = position(typed))
        return *number >= 1 && *number <= options.size() ? std::optional{options[*number - 1].code} : std::nullopt;

    const Option* found = nullptr;
    for (const Option& option : options) {
        if (!names(option, raw, context)) continue;
        if (found) return std::nullopt;
        found = &option;
    }
    return found ? std::optional{found->code} : std::nullopt;
}

bool names(const Option& option, std::string_view raw, const FormContext& context) {
    const std::string typed = typed::comparable(raw, context);
    return option.code == raw || std::ranges::any_of(option.words, [&](const std::string& word) {
               return !typed.empty() && typed::comparable(word, context) == typed;
           });
}

Option option_of(const ReportKind& kind) { return labelled(kind.code, kind.label, kind.synonyms); }

Option option_of(const Reason& reason) { return labelled(reason.code, reason.label, reason.synonyms); }

std::vector<std::string> names_of(const Student& student) {
    std::vector<std::string> names{student.called, student.given_name, student.given_kana};
    for (const std::string& kana : {student.given_kana, student.called})
        for (std::string& latin : typed::romaji(kana)) names.push_back(std::move(latin));
    return names;
}

Option option_of(const Student& student) {
    Option option{student.public_id, {}};
    std::vector<std::string> names{student.family_name + student.given_name, student.family_kana + student.given_kana,
                                   student.given_name + student.family_name};
    for (std::string& name : names_of(student)) names.push_back(std::move(name));
    for (const std::string& name : names) {
        if (name.empty()) continue;
        for (const char* title : {"", "さん", "ちゃん", "くん", "君"}) option.words.push_back(name + title);
    }
    return option;
}

}  // namespace todoke
