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
    for (const std::string_view nose : {"がで", "が出", "がつま", "が詰", "がたれ", "がむず", "がいた", "が痛"})
        if (after.starts_with(nose)) return false;  // はながでる is a nose
    if (!typed::starts_with_kana(after)) return after.empty() || !((after[0] >= 'a' && after[0] <= 'z'));
    for (const std::string_view honorific : honorifics)
        if (after.starts_with(honorific)) return true;
    for (const std::string_view particle :
         {"は",     "が",       "も",     "を",       "の",   "に",     "で",   "と",
          "、",     "です",     "やすみ", "お",       "ねつ", "きよう", "けさ", "あした",
          "あたま", "けつせき", "ちこく", "ほんじつ", "こほ", "びよう", "だけ"})
        if (after.starts_with(particle)) return true;
    return false;
}

// 健 in 健診 or 保健: a name of one sign between others is a part of their word.
bool inside_a_word(std::string_view text, std::size_t from, std::size_t to) {
    const auto kanji = [&](std::size_t at) {
        const auto lead = static_cast<unsigned char>(text[at]);
        return lead >= 0xE4 && lead <= 0xE9;
    };
    return (to < text.size() && kanji(to)) || (from >= 3 && kanji(from - 3));
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
            if (typed::code_points(folded) == 1 && inside_a_word(text, at, end)) continue;
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

// ふたりとも, 全員, both: everybody the sentence can mean, if their number agrees.
bool says_everybody(std::string_view folded, std::size_t how_many) {
    const auto has = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(
            words, [&](std::string_view word) { return typed::find_word(folded, word) != std::string_view::npos; });
    };
    if (how_many == 2 && has({"ふたりとも", "二人とも", "2人とも", "ふたり共", "二人共", "両方とも", "both"}))
        return true;
    if (how_many == 3 && has({"三人とも", "3人とも", "さんにんとも", "all three"})) return true;
    return how_many > 1 && has({"兄弟とも", "きようだいとも", "兄妹とも", "姉妹とも", "姉弟とも", "兄弟そろつて",
                                "兄弟揃つて", "兄弟全員", "子供たち全員", "子どもたち全員", "こども全員", "子供全員",
                                "子ども全員", "全員", "all of them", "all my children", "all my kids", "all the kids"});
}

bool joins_names(std::string_view between) {
    std::string words(between);
    typed::replace_all(words, " ", "");
    for (const std::string_view joint :
         {"", "と", "、", "・", ",", "も", "や", "&", "/", "and", "及び", "、そして", "\n", "さんと", "ちゃんと"})
        if (words == joint) return true;
    return false;
}

// ハナと太郎くん: a name of the family's, and with it one that is not. Names leave a space behind.
bool and_another(std::string_view rest) {
    return typed::contains(rest, " と") && !typed::contains(rest, " といい") && !typed::contains(rest, " と申");
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
            if (same) {
                mention.children.push_back(hit.child);
                mention.same_name = true;
            }
            continue;
        }
        const std::string_view between = std::string_view(text).substr(copied, hit.from - copied);
        if (!mention.children.empty()) mention.apart = mention.apart || !joins_names(between);
        mention.rest += between;
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
    mention.somebody_else =
        names_somebody_else(mention.rest) && (mention.children.empty() || and_another(mention.rest));
    std::vector<std::string> reportable;
    for (const FormChild& child : children)
        if (child.school && child.school->takes_reports) reportable.push_back(child.student.public_id);
    mention.everybody = mention.children.size() != 1 && says_everybody(text, reportable.size());
    if (mention.everybody) mention.children = std::move(reportable);
    mention.apart = mention.apart && !mention.everybody && mention.children.size() > 1;
    return mention;
}

}  // namespace todoke::free_text
