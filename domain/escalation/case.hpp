// A case: the search for one child on one day. Time and answers drive it; only found, arrived, reported or
// closed-with-a-reason ends it. An acknowledgement by staff merely pauses it.
#pragma once

#include "domain/escalation/policy.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

enum class CaseState { open, exhausted, resolved };
const char* to_text(CaseState state);
std::optional<CaseState> case_state_from(std::string_view text);

// Why a case asks staff before it asks the family.
enum class Hold { none, gate_silent, too_many, late_input, clock_stepped };
const char* to_text(Hold hold);
std::optional<Hold> hold_from(std::string_view text);

struct Case {
    CaseId id;
    PublicId public_id;
    SchoolId school;
    StudentId student;
    SchoolDay day;
    std::string kind = "absence";  // the same engine will watch journeys
    EscalationPolicy policy;       // snapshot
    int step = 0;                  // steps fired so far; 0 = none yet
    CaseState state = CaseState::open;
    std::optional<Instant> due_at;  // next firing; always set while open or exhausted
    Hold hold = Hold::none;         // family-facing steps wait until released
    std::optional<Instant>
        released_at;  // from then on the family is asked again: staff released, or a hold with its own end
                      // (a clock step holds for 60 s). Without it: opened_at + policy.hold_release
    Instant opened_at{};
    bool urgent = false;  // "left home": the urgent branch
};

// What to do with a due case. `reason` explains it in the log and to whoever asks why a message was sent.
struct CaseAction {
    enum class Kind { fire_step, ask_staff_first, remind, wait } kind = Kind::wait;
    int step = 0;                   // fire_step: index into policy.steps
    std::optional<Instant> due_at;  // the case's next due time after this action
    CaseState state = CaseState::open;
    std::string reason;
};
CaseAction next_action(const Case& the_case, Instant now);

// What an answer does to a case.
struct AnswerEffect {
    enum class Kind { resolve, advance_now, urgent, pause, staff_call, none } kind = Kind::none;
    std::string resolution;         // resolve: "present", "absent", "late", "found", "closed"
    std::string reply;              // text key of the answer to the person
    std::string staff_message;      // text key to homeroom teacher and vice principal; "" = none
    std::optional<Instant> due_at;  // set unless resolve or none: the case's due time from now on (may be the old one)
    bool releases_hold = false;     // staff have looked: family-facing steps need not wait any longer
};
// `code` is one of the policy's choices; `by` the role in which the person answers. An answer to a case that is no
// longer open has kind none and a reply that says the present state.
AnswerEffect judge_answer(const Case& the_case, std::string_view code, Role by, Instant now);

// Cut-off: are guardians held back for the whole school? `silent` = a gate without a sign of life for
// policy.gate_silent_after.
Hold judge_cut_off(const EscalationPolicy& policy, int opening, int enrolled, bool gate_silent);

}  // namespace todoke
