#include "domain/escalation/case.hpp"

#include <algorithm>
#include <initializer_list>

namespace todoke {
namespace {

using namespace std::chrono_literals;

// Overdue family-facing steps keep this distance from whatever fired before them, so that an answer can come between.
constexpr Duration family_gap = 60s;

const EscalationStep* step_at(const Case& the_case, int index) {
    const auto& steps = the_case.policy.steps;
    return index >= 0 && index < static_cast<int>(steps.size()) ? &steps[static_cast<std::size_t>(index)] : nullptr;
}

// A reminder that is due again at once would be a storm.
Duration remind_distance(const EscalationPolicy& policy) { return std::max<Duration>(policy.remind_every, 1min); }

// Until when family-facing steps wait; nullopt = not held (any more).
std::optional<Instant> held_until(const Case& the_case, Instant now) {
    if (the_case.hold == Hold::none || the_case.urgent) return std::nullopt;
    if (the_case.released_at) return now < *the_case.released_at ? the_case.released_at : std::nullopt;
    if (the_case.policy.hold_release == 0min) return now + remind_distance(the_case.policy);  // staff alone release it
    const Instant end = the_case.opened_at + the_case.policy.hold_release;
    return now < end ? std::optional{end} : std::nullopt;
}

// When the step after `fired` is due. A case that fell behind (the service was down) catches up instead of starting
// every wait anew: the plan counts from when the fired step was due.
Instant due_after(const Case& the_case, const EscalationStep& fired, const EscalationStep& next, Instant now) {
    const Instant was_due = the_case.due_at.value_or(now);
    if (was_due + fired.wait > now) return now + fired.wait;
    if (next.faces_family) return now + std::min<Duration>(fired.wait, family_gap);
    return was_due + fired.wait;
}

CaseAction remind(const Case& the_case, Instant now) {
    return {.kind = CaseAction::Kind::remind,
            .step = std::max(static_cast<int>(the_case.policy.steps.size()) - 1, 0),
            .due_at = now + remind_distance(the_case.policy),
            .state = CaseState::exhausted,
            .reason = "nobody has ended the search; every step is done"};
}

}  // namespace

const char* to_text(CaseState state) {
    switch (state) {
        case CaseState::open:
            return "open";
        case CaseState::exhausted:
            return "exhausted";
        case CaseState::resolved:
            return "resolved";
    }
    return "";
}

std::optional<CaseState> case_state_from(std::string_view text) {
    for (const CaseState state : {CaseState::open, CaseState::exhausted, CaseState::resolved})
        if (text == to_text(state)) return state;
    return std::nullopt;
}

const char* to_text(Hold hold) {
    switch (hold) {
        case Hold::none:
            return "none";
        case Hold::gate_silent:
            return "gate_silent";
        case Hold::too_many:
            return "too_many";
        case Hold::late_input:
            return "late_input";
        case Hold::clock_stepped:
            return "clock_stepped";
    }
    return "";
}

std::optional<Hold> hold_from(std::string_view text) {
    for (const Hold hold : {Hold::none, Hold::gate_silent, Hold::too_many, Hold::late_input, Hold::clock_stepped})
        if (text == to_text(hold)) return hold;
    return std::nullopt;
}

CaseAction next_action(const Case& the_case, Instant now) {
    if (the_case.state == CaseState::resolved)
        return {.kind = CaseAction::Kind::wait, .state = CaseState::resolved, .reason = "the search has ended"};
    if (the_case.due_at && now < *the_case.due_at)
        return {.kind = CaseAction::Kind::wait,
                .due_at = the_case.due_at,
                .state = the_case.state,
                .reason = "not due yet"};

    const EscalationStep* step = step_at(the_case, the_case.step);
    if (the_case.state == CaseState::exhausted || !step) return remind(the_case, now);

    if (step->faces_family)
        if (const auto until = held_until(the_case, now))
            return {.kind = CaseAction::Kind::ask_staff_first,
                    .step = the_case.step,
                    .due_at = until,
                    .state = CaseState::open,
                    .reason = std::string("family held back: ") + to_text(the_case.hold)};

    CaseAction action{.kind = CaseAction::Kind::fire_step, .step = the_case.step};
    if (const EscalationStep* next = step_at(the_case, the_case.step + 1)) {
        action.due_at = due_after(the_case, *step, *next, now);
    } else {
        action.state = CaseState::exhausted;
        action.due_at = now + remind_distance(the_case.policy);
    }
    action.reason = "no scan, no report and no answer: step " + step->name;
    if (the_case.due_at && now - *the_case.due_at >= 60s) action.reason += ", behind time";
    return action;
}

Hold judge_cut_off(const EscalationPolicy& policy, int opening, int enrolled, bool gate_silent) {
    if (gate_silent) return Hold::gate_silent;
    const bool above_share =
        static_cast<std::int64_t>(opening) * 100 > static_cast<std::int64_t>(enrolled) * policy.too_many_percent;
    return opening > policy.too_many_at_least && above_share ? Hold::too_many : Hold::none;
}

}  // namespace todoke
