// How one typed sentence is understood: small recognisers, asked in a fixed order, each looking for one thing and
// knowing nothing of the others. Whoever widens the understanding adds words to a table here or a recogniser beside
// these.
#pragma once

#include "domain/form/form.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::free_text {

enum class Statement { none, absent, late, leaves_early, coming };

// A part of the text between 。、！ and line ends.
struct Clause {
    std::string text;  // plain (typed::plain)
    bool is_question = false;
    bool is_doubt = false;                  // かも, もし, 相談, まだわからない: said, but not stated
    bool is_past = false;                   // about what was (or what is denied): its day is no day of a report
    Statement statement = Statement::none;  // none unless the clause states it, now or for a coming day
};

std::vector<Clause> clauses_of(std::string_view plain_text);

// 体調不良, 具合が悪い, sick: ill without saying of what.
bool sounds_ill(std::string_view plain_text);

struct ChildMention {
    std::vector<std::string> children;  // public ids, in the order named
    bool same_name = false;             // two of them are called that
    bool apart = false;                 // several, but not in one breath: ケンは行きますがハナは休みます
    bool everybody = false;             // ふたりとも: said of all of them
    bool somebody_else = false;         // a name with さん, ちゃん, くん that belongs to none of them
    std::string rest;                   // the text with their names taken out, so that あすか is no 明日
};
ChildMention children_in(std::string_view plain_text, const std::vector<FormChild>& children,
                         const FormContext& context);

struct ReasonMention {
    const Reason* reason = nullptr;
    std::string typed;                 // the word of the school's list by which it was found: 熱
    std::size_t from = 0, size = 0;    // bytes of the folded text
    std::vector<const Reason*> among;  // when the word stands for several: インフル
};
// The reasons of `kind` that the text names and does not deny (熱はありません), in the order named, longest words
// first. An adjective of the list (頭が痛い) is found in its other forms too (頭が痛くて).
std::vector<ReasonMention> reasons_in(std::string_view folded_text, const ReportKind& kind, const FormContext& context);

const Reason* other_reason(const ReportKind& kind);  // その他: the one that needs remarks; nullptr where there is none

// What a sentence says about the reason of a report of `kind`.
struct SaidReason {
    const Reason* reason = nullptr;    // nullptr: nothing, or one of `among`
    std::vector<const Reason*> among;  // not empty: which of these has to be asked
    std::string more;                  // further reasons, for the remarks, as the school writes them
    std::string words;                 // the reasons in the family's own words
};
SaidReason reason_said(std::string_view folded_text, const School& school, const ReportKind& kind,
                       const FormContext& context);
bool means_unknown(std::string_view comparable);  // わからない, as an answer to "which?"

// A reason said as a matter of today, without saying what follows from it: 熱があります, 病院, インフルでした.
bool states_reason(const Clause& clause, const School& school, const FormContext& context);

struct SaidTime {
    std::optional<TimeOfDay> time;
    bool unclear = false;  // several times, or one that cannot be meant
};
SaidTime time_said(std::string_view plain_text, const School& school);

// 午後から, 病院に行ってから: whoever comes then is late.
bool says_later_today(std::string_view plain_text);

// Speaks of absence or lateness in any way, also asking or denying.
bool mentions_attendance(std::string_view plain_text);
// 昨日と同じ. Takes it out of the text, so that 昨日 is not read as a day.
bool take_same_as_before(std::string& plain_text);

}  // namespace todoke::free_text
