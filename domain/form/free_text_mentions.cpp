#include "domain/form/free_text.hpp"
#include "domain/form/options.hpp"
#include "domain/form/typed_text.hpp"

#include <algorithm>
#include <array>

namespace todoke::free_text {
namespace {

constexpr auto nowhere = std::string_view::npos;

// Honorifics as a fold may leave them (small kana made large).
constexpr std::array<std::string_view, 6> honorifics{"さん", "ちゃん", "ちやん", "くん", "君", "さま"};

// A kana name must end where it ends: はな in はなみず is no Hana.
bool name_ends(std::string_view after) {
    if (!typed::starts_with_kana(after)) return after.empty() || !((after[0] >= 'a' && after[0] <= 'z'));
    for (const std::string_view honorific : honorifics)
        if (after.starts_with(honorific)) return true;
    for (const std::string_view particle :
         {"は", "が", "も", "を", "の", "に", "で", "と", "、", "です", "やすみ", "お"})
        if (after.starts_with(particle)) return true;
    return false;
}

// 頭が痛い → 頭が痛; short words stay whole.
std::string stem(std::string word) {
    constexpr std::string_view ending = "い";
    if (word.ends_with(ending) && typed::code_points(word) > 2) word.erase(word.size() - ending.size());
    return word;
}

struct NameHit {
    std::size_t from, to;
    std::string child;
};

// Where in `text` (folded) one of the child's names stands; the longest at the earliest place.
std::vector<NameHit> hits(std::string_view text, const Student& student, const FormContext& context) {
    std::vector<NameHit> found;
    const std::string full = student.family_name + student.given_name, kana = student.family_kana + student.given_kana;
    const std::string spaced = student.family_name + " " + student.given_name;
    std::vector<std::string> names{spaced, full, kana};
    for (std::string& name : names_of(student)) names.push_back(std::move(name));
    for (const std::string& name : names) {
        const std::string folded = typed::folded(name, context);
        if (folded.empty()) continue;
        for (auto at = typed::find_word(text, folded); at != nowhere; at = typed::find_word(text, folded, at + 1)) {
            const std::size_t end = at + folded.size();
            if (name_ends(text.substr(end))) found.push_back({at, end, student.public_id});
        }
    }
    return found;
}

// さん, ちゃん, くん after a word that is no child of this person: しょうくん, 太郎さん. (お母さん and the like are
// people too, but not whom the report is about.)
bool names_somebody_else(std::string_view rest) {
    for (const std::string_view honorific : honorifics) {
        for (auto at = rest.find(honorific); at != nowhere; at = rest.find(honorific, at + 1)) {
            const std::string_view before = rest.substr(0, at);
            if (before.empty() || before.back() == ' ') continue;
            bool relative = false;
            for (const std::string_view word : {"母", "父", "兄", "姉", "じい", "ばあ", "おじ", "おば", "お医者",
                                                "医者", "皆", "みな", "たく", "子", "姪", "沢"})
                relative |= before.ends_with(word);
            if (!relative) return true;
        }
    }
    return false;
}

bool denied(std::string_view after) {
    for (const std::string_view word :
         {"はな", "はあり", "もな", "もあり", "なし", "はさが", "は下が", "が下が", "も下が", "は治", "が治", "はなお",
          "がなく", "ではな", "じゃな", "じやな", "ではあり"})
        if (after.starts_with(word)) return true;
    return false;
}

}  // namespace

ChildMention children_in(std::string_view plain_text, const std::vector<FormChild>& children,
                         const FormContext& context) {
    const std::string text = context.fold ? context.fold(plain_text) : std::string(plain_text);
    std::vector<NameHit> all;
    for (const FormChild& child : children)
        if (child.school && child.school->takes_reports)
            for (NameHit& hit : hits(text, child.student, context)) all.push_back(std::move(hit));
    std::ranges::sort(
        all, [](const NameHit& a, const NameHit& b) { return a.from != b.from ? a.from < b.from : a.to > b.to; });

    ChildMention mention;
    std::size_t done = 0, copied = 0;
    for (const NameHit& hit : all) {
        if (hit.from < done) {
            // Two children of the same name at the same place: both are meant until somebody says which.
            const bool same = !mention.children.empty() && hit.to == done && hit.child != mention.children.back();
            if (same) mention.children.push_back(hit.child);
            continue;
        }
        mention.rest.append(text, copied, hit.from - copied);
        done = copied = hit.to;
        for (const std::string_view honorific : honorifics)
            if (std::string_view(text).substr(copied).starts_with(honorific)) {
                copied += honorific.size();
                break;
            }
        mention.rest += ' ';
        if (std::ranges::find(mention.children, hit.child) == mention.children.end())
            mention.children.push_back(hit.child);
    }
    mention.rest.append(text, copied);
    mention.somebody_else = mention.children.empty() && names_somebody_else(mention.rest);
    return mention;
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
                 at = typed::find_word(folded_text, folded, at + 1))
                if (!denied(folded_text.substr(at + folded.size()))) all.push_back({&reason, word, at, folded.size()});
        }
    }
    std::ranges::stable_sort(all, [](const ReasonMention& a, const ReasonMention& b) {
        return a.from != b.from ? a.from < b.from : a.size > b.size;
    });
    // インフルエンザA型 is not also インフルエンザ: what lies inside a longer mention is dropped, and each reason
    // counts once.
    std::vector<ReasonMention> mentions;
    std::size_t done = 0;
    for (ReasonMention& mention : all) {
        if (mention.from < done) continue;
        done = mention.from + mention.size;
        const bool known =
            std::ranges::any_of(mentions, [&](const ReasonMention& m) { return m.reason == mention.reason; });
        if (!known) mentions.push_back(std::move(mention));
    }
    return mentions;
}

}  // namespace todoke::free_text
