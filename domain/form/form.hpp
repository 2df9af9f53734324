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

// What the outside lends to a form for one turn. All pointers live for the turn.
struct FormContext {
    Instant now{};  // when our door received the event being handled
    std::string language = "ja";
    std::vector<FormChild> children;  // whom this person may report for
    // NFKC-normalised text and its fold for comparing (from TextAnalysis); identity in tests of pure rules.
    std::function<std::string(std::string_view)> normalise;
    std::function<std::string(std::string_view)> fold;
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
// Answers for the person every open slot, from the first on, that leaves no choice (one child, one possible day). To be
// called before next_slot.
void fill_obvious(const Form& form, Draft& draft, const FormContext& context);
// Sets a value and clears what depended on the old one.
void fill(const Form& form, Draft& draft, std::string_view slot_name, Value value);

// What one person has typed, understood as far as it goes: slot values for a draft, and what it was not.
struct FreeText {
    Draft draft = Value::object();
    bool is_report = false;            // enough to begin a report
    std::vector<std::string> unclear;  // slots that were mentioned but not understood
};
FreeText read_free_text(std::string_view text, const FormContext& context);

// The report form: child, kind, reason, day, expected_time, remarks.
const Form& report_form();

}  // namespace todoke
