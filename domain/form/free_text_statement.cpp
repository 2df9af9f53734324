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

// One spelling for what people write in several: やすみまーす, お休みしま〜す, オクレマス.
std::string one_spelling(std::string_view text) {
    std::string result = typed::close_up(typed::hiragana(text));
    for (const std::string_view drawl : {"ー", "〜", "～", "~", "ぁ", "ぅ"}) typed::replace_all(result, drawl, "");
    for (const auto& [kana, kanji] : spellings) typed::replace_all(result, kana, kanji);
    // お休み(>_<), 休みです^^;
    while (!result.empty() && std::string_view(" ^;:*=_()<>/-!").find(result.back()) != std::string_view::npos)
        result.pop_back();
    return result;
}

// 体育は休みます, 懇談会に遅れます: not the school day.
bool about_something_else(std::string_view text) {
    for (const std::string_view thing : other_things) {
        const auto at = text.find(thing);
        if (at == std::string_view::npos) continue;
        const std::string_view after = text.substr(at + thing.size());
        for (const std::string_view particle :
             {"は", "を", "に", "も", "だけ", "のみ", "が遅", "の欠席", "の遅", "休", "欠席", "見学"})
            if (after.starts_with(particle)) return true;
    }
    return false;
}

bool speaks_of_now(std::string_view text) {
    for (const std::string_view now :
         {"休みます", "休みし", "休みを", "休みさせ", "休みいた", "休ませ", "欠席します", "遅れます", "遅刻します",
          "いたします", "致します", "させます", "ません", "ください", "下さい", "お願い", "will ", "won't"})
        if (typed::contains(text, now)) return true;
    return false;
}

Clause understood(std::string text, bool question_mark) {
    Clause clause{.text = std::move(text)};
    std::string rest = one_spelling(clause.text);
    const std::string whole = rest;
    for (const std::string_view word : not_stated) typed::replace_all(rest, word, " ");
    const bool took_out = rest != whole;
    clause.is_question = question_mark || has_any(rest, questions);
    const bool announces = rest.starts_with("will be ") || rest.starts_with("will not ");
    for (const std::string_view start : english_question_starts)
        clause.is_question |= !announces && rest.starts_with(start);
    clause.is_doubt = has_any(rest, doubts) || about_something_else(rest);
    const bool past_day = names_past_day(rest);
    if (!clause.is_question && !clause.is_doubt && (!past_day || speaks_of_now(rest)))
        clause.statement = stated(typed::trimmed(rest));
    clause.is_past = past_day || (took_out && clause.statement == Statement::none);
    return clause;
}

// The comma of 24、25日 parts no clauses.
bool between_dates(std::string_view text, std::size_t at) {
    const auto digit = [&](std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
    if (at == 0 || !digit(at - 1)) return false;
    for (const std::string_view comma : {"、", ","})
        if (text.substr(at).starts_with(comma)) return digit(at + comma.size());
    return false;
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
        else if (between_dates(plain_text, at))
            current += plain_text[at++];
        else if (take({"。", "、", "，", "．", "!", ",", ". ", "\n", ";", "…", "｡", "､"}))
            finish(false);
        else
            current += plain_text[at++];
    }
    finish(false);
    return clauses;
}

bool mentions_attendance(std::string_view plain_text) { return has_any(one_spelling(plain_text), attendance); }

bool says_later_today(std::string_view plain_text) { return has_any(one_spelling(plain_text), later_today); }

bool take_same_as_before(std::string& plain_text) {
    const std::string before = plain_text;
    for (const std::string_view words : same_as_before) typed::replace_all(plain_text, words, " ");
    return plain_text != before;
}

bool sounds_ill(std::string_view plain_text) { return has_any(plain_text, ill); }

}  // namespace todoke::free_text
