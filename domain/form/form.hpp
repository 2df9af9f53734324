// The central idea: a form is an ordered list of slots. A slot knows whether it is needed, how it is asked, how an
// answer is read, and what to say to a bad one. A form knows no channel and no database; whoever runs it lends a
// FormContext.
#pragma once

#include "domain/message/message.hpp"
#include "domain/people/person.hpp"
#include "domain/school.hpp"
#include "domain/time.hpp"
#include "domain/value.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace todoke {

// What has been filled in so far: an object slot name → value, and what narrows a slot until it is filled (the report
// form's `effect`). Saved between every two turns.
using Draft = Value;

// One child as the form needs it.
struct FormChild {
    Student student;
    const School* school = nullptr;
    std::vector<SchoolDay> absent_days;  // days of a current absence, for 登校
};

// What this person last reported for a child, for 昨日と同じ.
struct EarlierReport {
    std::string kind, reason;
};

// What the outside lends to a form for one turn. All pointers live for the turn.
struct FormContext {
    Instant now{};  // when our door received the event being handled
    std::string language = "ja";
    std::vector<FormChild> children;  // whom this person may report for
    // NFKC-normalised text and its fold for comparing (from TextAnalysis); identity in tests of pure rules.
    std::function<std::string(std::string_view)> normalise;
    std::function<std::string(std::string_view)> fold;
    // The latest report of the last days about a child (by public id); asked only when somebody says "the same".
    std::function<std::optional<EarlierReport>(std::string_view)> latest_report;
};

struct Problem {
    std::string slot;
    std::string text_key;  // "report.problem.day_closed"
    Value args = Value::object();
};

using Reading = std::variant<Value, Problem>;  // the slot's value, or what is wrong with the answer

struct Slot {
    std::string name;
    std::function<bool(const Draft&, const FormContext&)> needed;
    // The slot as a channel draws it: options, limits, present value. Options carry codes and labels.
    std::function<SlotView(const Draft&, const FormContext&)> view;
    // Turns a raw string (a code, a picked date, a typed line) into the slot's value.
    std::function<Reading(std::string_view raw, const Draft&, const FormContext&)> read;
    // Slots whose value no longer holds when this one changes (kind → reason).
    std::vector<std::string> clears;
    // An answer that the sentence the draft began with already gives ("" = nothing to add); nullopt: ask. May be empty.
    std::function<std::optional<std::string>(const Draft&, const FormContext&)> said;
};

struct Form {
    std::string name;         // "report"
    std::vector<Slot> slots;  // in the order of asking
    // Checks over the whole draft before it may be sent (deadline, existing report …).
    std::function<std::optional<Problem>(const Draft&, const FormContext&)> check;

    const Slot* slot(std::string_view slot_name) const;
};

// Is the slot answered? A saved value that its reader would no longer take (the day has passed, the school changed its
// list, the reason now needs remarks) counts as unanswered, so that it is asked again.
bool is_filled(const Slot& slot, const Draft& draft, const FormContext& context);
// The first needed slot without a value; nullptr when the draft is complete.
const Slot* next_slot(const Form& form, const Draft& draft, const FormContext& context);
// Needed slots in order (for whole-form channels).
std::vector<const Slot*> needed_slots(const Form& form, const Draft& draft, const FormContext& context);
// The slot filled before the next empty one, for もどる; nullptr at the beginning.
const Slot* previous_slot(const Form& form, const Draft& draft, const FormContext& context);
// Answers for the person every open slot, from the first on, that leaves no choice (one child, one possible day) or was
// answered by the sentence it all began with. To be called before next_slot.
void fill_obvious(const Form& form, Draft& draft, const FormContext& context);
// Sets a value and clears what depended on the old one.
void fill(const Form& form, Draft& draft, std::string_view slot_name, Value value);

// What one person has typed, understood as far as it goes: slot values for a draft, and what it was not.
struct FreeText {
    Draft draft = Value::object();
    bool is_report = false;            // enough to begin a report
    bool only_reason = false;          // 熱があります: says why, and nothing about what follows from it
    std::vector<std::string> unclear;  // slots that were mentioned but not understood
};
// Bytes; who writes more than this is not reporting an absence, and nothing is made of it.
inline constexpr std::size_t longest_sentence = 4000;
FreeText read_free_text(std::string_view text, const FormContext& context);

// The report form: child, kind, reason, day, expected_time, remarks. A child is one public id, or several joined by '+'
// (きょうだい); a day is an ISO day, or two joined by '/' (from, until).
const Form& report_form();

// Beside the slots a draft may remember the sentence it began with, so that it answers later slots (病院 → which kind?
// → 通院). Forgotten as soon as the person goes back or edits: then they want to be asked.
void remember_sentence(Draft& draft, std::string_view text);
void forget_sentence(Draft& draft);

std::vector<const FormChild*> children_of(const Draft& draft, const FormContext& context);
struct DaySpan {
    SchoolDay first, last;
};
std::optional<DaySpan> days_of(const Draft& draft);
std::string to_text(const DaySpan& days);  // as a slot value
std::optional<DaySpan> parse_day_span(std::string_view text);
Value said_days(const DaySpan& days);  // as a message argument; one day is argument::day

}  // namespace todoke
