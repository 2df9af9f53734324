#include "domain/form/free_text.hpp"
#include "domain/form/free_text_words.hpp"
#include "domain/form/typed_text.hpp"

#include <initializer_list>
#include <span>
#include <utility>

namespace todoke::free_text {
namespace {

using namespace words;
using WordList = std::span<const std::string_view>;

bool has_any(std::string_view text, WordList words) {
    for (const std::string_view word : words)
        if (typed::find_word(text, word) != std::string_view::npos) return true;
    return false;
}

bool names_past_day(std::string_view text) {
    for (const std::string_view day : past_days) {
        const auto at = typed::find_word(text, day);
        if (at == std::string_view::npos) continue;
        // 昨日から, since yesterday: it goes on
        const std::string_view after = text.substr(at + day.size());
        const bool goes_on = after.starts_with("から") || after.starts_with("の夜から") ||
                             after.starts_with("の晩から") || text.substr(0, at).ends_with("since ");
        if (!goes_on && !has_any(text, present_days)) return true;
    }
    return false;
}

Statement stated(std::string_view text) {
    for (const Pattern& pattern : patterns)
        if (typed::find_word(text, pattern.words) != std::string_view::npos) return pattern.statement;
    for (const std::string_view noun : bare_absences)
        if (text.ends_with(noun)) return Statement::absent;
    return Statement::none;
}

Clause understood(std::string text, bool question_mark) {
    Clause clause{.text = std::move(text)};
    std::string rest = clause.text;
    for (const std::string_view word : not_stated) typed::replace_all(rest, word, " ");
    const bool took_out = rest != clause.text;
    clause.is_question = question_mark || has_any(rest, questions);
    for (const std::string_view start : english_question_starts) clause.is_question |= rest.starts_with(start);
    clause.is_doubt = has_any(rest, doubts);
    const bool past_day = names_past_day(rest);
    if (!clause.is_question && !clause.is_doubt && !past_day) clause.statement = stated(typed::trimmed(rest));
    clause.is_past = past_day || (took_out && clause.statement == Statement::none);
    return clause;
}

}  // namespace

std::vector<Clause> clauses_of(std::string_view plain_text) {
    std::vector<Clause> clauses;
    std::string current;
    const auto finish = [&](bool question) {
        std::string text = typed::trimmed(current);
        current.clear();
        if (!text.empty()) clauses.push_back(understood(std::move(text), question));
    };
    for (std::size_t at = 0; at < plain_text.size();) {
        const std::string_view rest = plain_text.substr(at);
        const auto take = [&](std::initializer_list<std::string_view> marks) {
            for (const std::string_view mark : marks)
                if (rest.starts_with(mark)) {
                    at += mark.size();
                    return true;
                }
            return false;
        };
        if (take({"?"}))
            finish(true);
        else if (take({"。", "、", "，", "．", "!", ",", ". ", "\n", ";", "…", "｡", "､"}))
            finish(false);
        else
            current += plain_text[at++];
    }
    finish(false);
    return clauses;
}

bool sounds_ill(std::string_view plain_text) { return has_any(plain_text, ill); }

}  // namespace todoke::free_text
