#include "domain/form/free_text.hpp"
#include "domain/form/options.hpp"
#include "domain/form/typed_text.hpp"

#include <algorithm>

namespace todoke::free_text {
namespace {

constexpr auto nowhere = std::string_view::npos;

// 頭が痛い → 頭が痛; short words stay whole.
std::string stem(std::string word) {
    constexpr std::string_view ending = "い";
    if (word.ends_with(ending) && typed::code_points(word) > 2) word.erase(word.size() - ending.size());
    return word;
}

// 熱はありません, 熱が下がりました: named, but not so.
bool denied(std::string_view after) {
    for (const std::string_view word :
         {"はな", "はあり", "もな", "もあり", "なし", "はさが", "は下が", "が下が", "も下が", "は治", "が治", "はなお",
          "がなく", "ではな", "じゃな", "じやな", "ではあり"})
        if (after.starts_with(word)) return true;
    return false;
}

// 弟が熱, 祖母が入院: somebody else is ill.
bool of_a_relative(std::string_view before) {
    for (const std::string_view who :
         {"母が",           "母さんが",     "父が",          "父さんが",    "弟が",          "妹が",
          "兄が",           "姉が",         "兄ちやんが",    "姉ちやんが",  "兄さんが",      "姉さんが",
          "ばあちやんが",   "じいちやんが", "ばあさんが",    "じいさんが",  "家族が",        "私が",
          "親が",           "弟の",         "妹の",          "兄の",        "姉の",          "brother has ",
          "brother has a ", "sister has ",  "sister has a ", "mother has ", "mother has a ", "father has ",
          "father has a "})
        if (before.ends_with(who)) return true;
    return false;
}

// What follows a reason that is said of today. "" is the bare word: 病院.
bool follows_reason(std::string_view after) {
    if (typed::trimmed(after).empty()) return true;
    for (const std::string_view words :
         {"です",     "でした", "だつた",   "だった",   "で",     "が出",   "がで",   "があ",     "がひどい", "がひど",
          "が続",     "がつづ", "あり",     "に行き",   "に行く", "へ行",   "に寄",   "によつて", "に連れ",   "にかか",
          "になりま", "になつ", "のため",   "の為",     "なので", "ぽい",   "つぽい", "つぽ",     "ぎみ",     "気味",
          "みたい",   "と診断", "と言われ", "といわれ", "陽性",   "の疑い", "の熱",   "の発熱",   "くて",     "いです",
          "い",       "し",     "ま",       "ています", "ちやい", "にいき", "いき",   "出"})
        if (after.starts_with(words)) return true;
    return after.front() == ' ' || after.front() == '.' || after.front() == '!';
}

// Over, or about something else than being ill today.
bool is_past_or_aside(std::string_view clause) {
    for (const std::string_view word :
         {"行きました",   "行つてきました", "行つて来ました", "いつてきました", "いきました", "いただきました",
          "もらいました", "ありがと",       "について",       "予防",           "接種",       "治り",
          "なおり",       "治つ",           "なおつ",         "下が",           "さがり",     "さがつ",
          "元気",         "大丈夫",         "だいじようぶ",   "良くな",         "よくな",     "落ち着",
          "届",           "プリント",       "ぷりんと",       "ですか",         "ますか",     "had",
          "was",          "better",         "gone",           "recovered"})
        if (typed::find_word(clause, word) != nowhere) return true;
    return false;
}

// The reasons from `from` on, for the teacher to read: labels as the school writes them.
std::string labels_of(const std::vector<ReasonMention>& mentions, std::size_t from) {
    std::string words;
    for (std::size_t i = from; i < mentions.size(); ++i)
        words += (words.empty() ? "" : "、") +
                 (mentions[i].among.empty() ? words_in(mentions[i].reason->label, "ja") : mentions[i].typed);
    return words;
}

// The same in the family's own words, without the particle some lists have in them (熱が).
std::string words_of(const std::vector<ReasonMention>& mentions) {
    std::string words;
    for (const ReasonMention& mention : mentions) {
        std::string_view word = mention.typed;
        for (const std::string_view particle : {"が", "で"})
            if (word.ends_with(particle)) word.remove_suffix(particle.size());
        words += (words.empty() ? "" : "、") + std::string(word);
    }
    return words;
}

}  // namespace

const Reason* other_reason(const ReportKind& kind) {
    const auto found = std::ranges::find_if(kind.reasons, [](const Reason& reason) { return reason.needs_remarks; });
    return found == kind.reasons.end() ? nullptr : &*found;
}

std::vector<ReasonMention> reasons_in(std::string_view folded_text, const ReportKind& kind,
                                      const FormContext& context) {
    std::vector<ReasonMention> all;
    for (const Reason& reason : kind.reasons) {
        std::vector<std::string> words = reason.synonyms;
        if (!reason.needs_remarks)  // その他 is a label, not something people name
            for (const auto& [language, label] : reason.label) words.push_back(label);
        for (const std::string& word : words) {
            const std::string folded = stem(typed::folded(word, context));
            for (auto at = typed::find_word(folded_text, folded); at != nowhere;
                 at = typed::find_word(folded_text, folded, at + folded.size()))
                if (!denied(folded_text.substr(at + folded.size())) &&
                    (reason.register_type == "bereavement" || !of_a_relative(folded_text.substr(0, at))))
                    all.push_back({&reason, word, at, folded.size(), {}});
        }
    }
    std::ranges::stable_sort(all, [](const ReasonMention& a, const ReasonMention& b) {
        return a.from != b.from ? a.from < b.from : a.size > b.size;
    });
    // インフルエンザA型 is not also インフルエンザ: what lies inside a longer mention is dropped, and each reason
    // counts once. The very same word of two reasons means one of them.
    std::vector<ReasonMention> mentions;
    std::size_t done = 0;
    bool last_is_kept = false;
    for (ReasonMention& mention : all) {
        const bool same_word =
            last_is_kept && mention.from == mentions.back().from && mention.size == mentions.back().size;
        if (same_word && mention.reason != mentions.back().reason) {
            auto& among = mentions.back().among;
            if (among.empty()) among.push_back(mentions.back().reason);
            if (std::ranges::find(among, mention.reason) == among.end()) among.push_back(mention.reason);
            continue;
        }
        if (mention.from < done) continue;
        done = mention.from + mention.size;
        last_is_kept =
            std::ranges::none_of(mentions, [&](const ReasonMention& m) { return m.reason == mention.reason; });
        if (last_is_kept) mentions.push_back(std::move(mention));
    }
    // インフルB型 somewhere settles a bare インフル elsewhere.
    std::erase_if(mentions, [&](const ReasonMention& vague) {
        return !vague.among.empty() && std::ranges::any_of(mentions, [&](const ReasonMention& m) {
            return m.among.empty() && std::ranges::find(vague.among, m.reason) != vague.among.end();
        });
    });
    return mentions;
}

SaidReason reason_said(std::string_view folded_text, const School& school, const ReportKind& kind,
                       const FormContext& context) {
    SaidReason said;
    const auto own = reasons_in(folded_text, kind, context);
    if (!own.empty()) {
        said.among = own.front().among;
        if (said.among.empty()) said.reason = own.front().reason;
        said.more = labels_of(own, 1);
        said.words = words_of(own);
        return said;
    }
    // A reason this kind does not list goes under その他, in the words it was typed in.
    for (const ReportKind& sibling : school.kinds) {
        const auto foreign = reasons_in(folded_text, sibling, context);
        const Reason* other = other_reason(kind);
        if (foreign.empty() || !other) continue;
        said.reason = other;
        said.words = words_of(foreign);
        return said;
    }
    return said;
}

bool means_unknown(std::string_view comparable) {
    for (const std::string_view words : {"わから", "分から", "わかり", "分かり", "不明", "まだ", "しらない", "知ら",
                                         "unknown", "notsure", "don'tknow", "dontknow", "idk"})
        if (typed::contains(comparable, words)) return true;
    return false;
}

bool states_reason(const Clause& clause, const School& school, const FormContext& context) {
    const std::string folded = typed::folded(clause.text, context);
    if (clause.is_doubt || clause.is_past || is_past_or_aside(folded)) return false;
    for (const ReportKind& kind : school.kinds) {
        if (kind.effect == ReportKind::Effect::coming) continue;
        for (const ReasonMention& mention : reasons_in(folded, kind, context))
            if (follows_reason(std::string_view(folded).substr(mention.from + mention.size))) return true;
    }
    return sounds_ill(clause.text);
}

}  // namespace todoke::free_text
