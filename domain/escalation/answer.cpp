#include "domain/escalation/case.hpp"

#include <algorithm>

namespace todoke {
namespace {

using namespace std::chrono_literals;
using Kind = AnswerEffect::Kind;

enum class Side { family, student_only, staff };

struct Rule {
    std::string_view code;
    Side side;
    Kind kind;
    std::string_view resolution;     // resolve
    std::string_view staff_message;  // "" = the case's own cards tell it
};

constexpr Rule rules[] = {
    {"absent", Side::family, Kind::resolve, "absent", "case.staff_note"},
    {"late", Side::family, Kind::resolve, "late", "case.staff_note"},
    {"left_home", Side::family, Kind::urgent, "", "case.urgent"},
    {"unknown", Side::family, Kind::advance_now, "", "case.staff_note"},
    {"phone_me", Side::family, Kind::staff_call, "", "case.staff_note"},
    {"on_my_way", Side::student_only, Kind::pause, "", "case.staff_note"},
    {"present", Side::staff, Kind::resolve, "present", ""},
    {"not_present", Side::staff, Kind::advance_now, "", ""},
    {"found", Side::staff, Kind::resolve, "found", ""},
    {"contacted", Side::staff, Kind::pause, "", ""},
    {"acknowledged", Side::staff, Kind::pause, "", ""},  // somebody is on it; nobody has been reached yet
    {"close", Side::staff, Kind::resolve, "closed", ""},
};

bool may_say(const Rule& rule, Role by) {
    switch (rule.side) {
        case Side::family:
            return !is_staff(by);
        case Side::student_only:
            return by == Role::student;
        case Side::staff:
            return is_staff(by);
    }
    return false;
}

// A child who set off, and a child who cannot know: what a guardian may say of another, a student does not say of
// themself.
bool fits_speaker(const Rule& rule, Role by) {
    return by != Role::student || (rule.code != "left_home" && rule.code != "unknown");
}

const EscalationStep* last_fired(const Case& the_case) {
    const auto& steps = the_case.policy.steps;
    if (the_case.step < 1 || the_case.step > static_cast<int>(steps.size())) return nullptr;
    return &steps[static_cast<std::size_t>(the_case.step) - 1];
}

// When the next step may come after "no". An answer to an earlier step hurries nothing: the case has gone on since.
// Where the family would be asked again, a minute is left to those who have not answered yet; a classroom's "no" needs
// none.
Instant advanced(const Case& the_case, const Rule& rule, Instant now) {
    const Instant planned = the_case.due_at.value_or(now);
    const EscalationStep* fired = last_fired(the_case);
    if (the_case.state != CaseState::open || !fired ||
        std::ranges::find(fired->choices, rule.code) == fired->choices.end())
        return planned;
    const auto& steps = the_case.policy.steps;
    const auto next = static_cast<std::size_t>(the_case.step);
    const bool family_again = fired->faces_family && next < steps.size() && steps[next].faces_family;
    return std::min(planned, family_again ? now + 60s : now);
}

}  // namespace

AnswerEffect judge_answer(const Case& the_case, std::string_view code, Role by, Instant now) {
    AnswerEffect effect;
    if (the_case.state == CaseState::resolved) {
        effect.reply = "case.ended";
        return effect;
    }
    const auto rule = std::ranges::find_if(rules, [&](const Rule& r) { return r.code == code; });
    if (rule == std::end(rules) || !may_say(*rule, by) || !fits_speaker(*rule, by)) return effect;

    effect.kind = rule->kind;
    effect.resolution = rule->resolution;
    effect.staff_message = rule->staff_message;
    const bool ended_by_staff = rule->kind == Kind::resolve && is_staff(by);
    effect.reply = ended_by_staff ? "case.closed_by" : "case.thanks";
    switch (rule->kind) {
        case Kind::advance_now:
            effect.due_at = advanced(the_case, *rule, now);
            // Roll call was what the held case waited for: the teacher has looked, and the child is not there.
            effect.releases_hold =
                rule->code == "not_present" && (the_case.hold == Hold::gate_silent || the_case.hold == Hold::too_many);
            break;
        case Kind::pause:
            effect.due_at = std::max(the_case.due_at.value_or(now), now + the_case.policy.pause_on_acknowledge);
            break;
        case Kind::urgent:
        case Kind::staff_call:
            effect.due_at = the_case.due_at.value_or(now);
            break;  // the case goes on as planned
        case Kind::resolve:
        case Kind::none:
            break;
    }
    return effect;
}

}  // namespace todoke
