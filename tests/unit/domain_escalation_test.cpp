#include "domain/escalation/case.hpp"
#include "domain_support.hpp"

#include <gtest/gtest.h>

namespace todoke::domain_test {
namespace {

using namespace std::chrono_literals;
using Act = CaseAction::Kind;
using Does = AnswerEffect::Kind;

EscalationStep step(std::string name, std::vector<Role> ask, std::vector<std::string> choices, bool faces_family,
                    std::chrono::minutes wait = 5min) {
    EscalationStep result;
    result.name = std::move(name);
    result.ask = std::move(ask);
    result.message = "case.ask_" + result.name;
    result.choices = std::move(choices);
    result.faces_family = faces_family;
    result.wait = wait;
    return result;
}

EscalationPolicy elementary() {
    EscalationPolicy policy;
    policy.cut_off = clock_time("08:35");
    const std::vector<std::string> family{"absent", "late", "left_home", "unknown", "phone_me"};
    policy.steps = {
        step("classroom", {Role::homeroom_teacher, Role::deputy_homeroom_teacher}, {"present", "not_present"}, false),
        step("guardians", {Role::guardian}, family, true), step("guardians_again", {Role::guardian}, family, true),
        step("vice_principal", {Role::vice_principal}, {"found", "contacted", "close"}, false)};
    policy.steps[0].first_available = true;
    return policy;
}

const Instant opened = at("2026-11-24 08:35");

Case opened_case(int fired = 0) {
    Case result;
    result.policy = elementary();
    result.step = fired;
    result.opened_at = opened;
    result.due_at = opened + fired * 5min;
    return result;
}

// What the sweep does with an action.
void apply(Case& the_case, const CaseAction& action) {
    if (action.kind == Act::fire_step) the_case.step = action.step + 1;
    the_case.state = action.state;
    the_case.due_at = action.due_at;
}

TEST(NextAction, FiresTheStepsInOrderAndThenReminds) {
    Case the_case = opened_case();
    Instant now = opened;
    for (int i = 0; i < 4; ++i) {
        const CaseAction action = next_action(the_case, now);
        ASSERT_EQ(action.kind, Act::fire_step);
        EXPECT_EQ(action.step, i);
        EXPECT_EQ(action.due_at, now + 5min);
        EXPECT_EQ(action.state, i < 3 ? CaseState::open : CaseState::exhausted);
        EXPECT_FALSE(action.reason.empty());
        apply(the_case, action);
        now += 5min;
    }
    for (int i = 0; i < 3; ++i) {
        const CaseAction action = next_action(the_case, now);
        EXPECT_EQ(action.kind, Act::remind);
        EXPECT_EQ(action.state, CaseState::exhausted);
        EXPECT_EQ(action.due_at, now + 5min);
        apply(the_case, action);
        now += 5min;
    }
}

TEST(NextAction, WaitsUntilDueAndAfterTheEnd) {
    Case the_case = opened_case(1);
    const CaseAction early = next_action(the_case, *the_case.due_at - 1us);
    EXPECT_EQ(early.kind, Act::wait);
    EXPECT_EQ(early.due_at, the_case.due_at);
    the_case.state = CaseState::resolved;
    EXPECT_EQ(next_action(the_case, opened + 1h).kind, Act::wait);
    EXPECT_FALSE(next_action(the_case, opened + 1h).due_at);
}

TEST(NextAction, AHeldCaseAsksStaffBeforeTheFamily) {
    for (const Hold hold : {Hold::gate_silent, Hold::too_many, Hold::late_input}) {
        Case the_case = opened_case();
        the_case.hold = hold;
        const CaseAction classroom = next_action(the_case, opened);
        EXPECT_EQ(classroom.kind, Act::fire_step) << "staff-facing steps are not held";
        apply(the_case, classroom);
        const CaseAction asked = next_action(the_case, opened + 5min);
        EXPECT_EQ(asked.kind, Act::ask_staff_first);
        EXPECT_EQ(asked.due_at, opened + 15min) << "once, then nothing until the hold ends";
        apply(the_case, asked);
        EXPECT_EQ(the_case.step, 1);
        const CaseAction after = next_action(the_case, opened + 15min);
        EXPECT_EQ(after.kind, Act::fire_step) << "the family is asked by itself when staff do not answer";
        EXPECT_EQ(after.step, 1);
    }
}

TEST(NextAction, AReleasedOrUrgentCaseIsNotHeld) {
    Case released = opened_case(1);
    released.hold = Hold::too_many;
    released.released_at = opened + 4min;
    EXPECT_EQ(next_action(released, opened + 5min).kind, Act::fire_step);
    Case urgent = opened_case(1);
    urgent.hold = Hold::too_many;
    urgent.urgent = true;
    EXPECT_EQ(next_action(urgent, opened + 5min).kind, Act::fire_step);
}

TEST(NextAction, AHoldMayHaveItsOwnEnd) {
    Case the_case = opened_case(1);
    the_case.hold = Hold::clock_stepped;
    the_case.released_at = opened + 6min;
    const CaseAction asked = next_action(the_case, opened + 5min);
    EXPECT_EQ(asked.kind, Act::ask_staff_first);
    EXPECT_EQ(asked.due_at, opened + 6min);
    EXPECT_EQ(next_action(the_case, opened + 6min).kind, Act::fire_step);
}

TEST(NextAction, AHoldThatOnlyStaffReleaseKeepsAskingThem) {
    Case the_case = opened_case(1);
    the_case.policy.hold_release = 0min;
    the_case.hold = Hold::gate_silent;
    for (const auto later : {5min, 60min, 600min}) {
        the_case.due_at = opened + later;
        const CaseAction action = next_action(the_case, opened + later);
        EXPECT_EQ(action.kind, Act::ask_staff_first);
        EXPECT_EQ(action.due_at, opened + later + 5min);
    }
    the_case.released_at = opened + 601min;
    the_case.due_at = opened + 601min;
    EXPECT_EQ(next_action(the_case, opened + 601min).kind, Act::fire_step);
}

TEST(NextAction, OverdueStepsFollowEachOtherWithAMinuteBeforeTheFamily) {
    Case the_case = opened_case();
    const Instant back = opened + 30min;
    const CaseAction classroom = next_action(the_case, back);
    EXPECT_EQ(classroom.kind, Act::fire_step);
    EXPECT_EQ(classroom.due_at, back + 60s);
    EXPECT_NE(classroom.reason.find("behind"), std::string::npos);
    // Staff after family: no reason to wait.
    the_case = opened_case(2);
    const CaseAction again = next_action(the_case, back);
    EXPECT_EQ(again.step, 2);
    EXPECT_LE(*again.due_at, back);
}

TEST(NextAction, APolicyWithoutStepsStillReminds) {
    Case the_case = opened_case();
    the_case.policy.steps.clear();
    the_case.policy.remind_every = 0min;
    const CaseAction action = next_action(the_case, opened);
    EXPECT_EQ(action.kind, Act::remind);
    EXPECT_EQ(action.state, CaseState::exhausted);
    EXPECT_GE(*action.due_at, opened + 1min);
}

// --- answers ---

struct Expected {
    const char* code;
    Role by;
    Does kind;
    const char* resolution;
    const char* reply;
    const char* staff;
};

TEST(JudgeAnswer, DoesWhatThePersonSaid) {
    const Expected table[] = {
        {"absent", Role::guardian, Does::resolve, "absent", "case.thanks", "case.staff_note"},
        {"late", Role::guardian, Does::resolve, "late", "case.thanks", "case.staff_note"},
        {"left_home", Role::guardian, Does::urgent, "", "case.thanks", "case.urgent"},
        {"unknown", Role::guardian, Does::advance_now, "", "case.thanks", "case.staff_note"},
        {"phone_me", Role::guardian, Does::staff_call, "", "case.thanks", "case.staff_note"},
        {"absent", Role::student, Does::resolve, "absent", "case.thanks", "case.staff_note"},
        {"on_my_way", Role::student, Does::pause, "", "case.thanks", "case.staff_note"},
        {"present", Role::homeroom_teacher, Does::resolve, "present", "case.closed_by", ""},
        {"not_present", Role::homeroom_teacher, Does::advance_now, "", "case.thanks", ""},
        {"found", Role::vice_principal, Does::resolve, "found", "case.closed_by", ""},
        {"contacted", Role::office, Does::pause, "", "case.thanks", ""},
        {"acknowledged", Role::homeroom_teacher, Does::pause, "", "case.thanks", ""},
        {"close", Role::vice_principal, Does::resolve, "closed", "case.closed_by", ""},
    };
    const Instant now = opened + 6min;
    for (const Expected& row : table) {
        const AnswerEffect effect = judge_answer(opened_case(2), row.code, row.by, now);
        EXPECT_EQ(effect.kind, row.kind) << row.code;
        EXPECT_EQ(effect.resolution, row.resolution) << row.code;
        EXPECT_EQ(effect.reply, row.reply) << row.code;
        EXPECT_EQ(effect.staff_message, row.staff) << row.code;
        EXPECT_EQ(effect.due_at.has_value(), effect.kind != Does::resolve) << row.code;
    }
}

TEST(JudgeAnswer, ARoleThatMayNotSayItIsNotHeard) {
    for (const char* code : {"present", "not_present", "found", "contacted", "acknowledged", "close"})
        for (const Role by : {Role::guardian, Role::student})
            EXPECT_EQ(judge_answer(opened_case(1), code, by, opened).kind, Does::none) << code;
    for (const char* code : {"absent", "late", "left_home", "unknown", "phone_me", "on_my_way"})
        for (const Role by : {Role::homeroom_teacher, Role::vice_principal, Role::office, Role::hall_staff})
            EXPECT_EQ(judge_answer(opened_case(1), code, by, opened).kind, Does::none) << code;
    EXPECT_EQ(judge_answer(opened_case(1), "on_my_way", Role::guardian, opened).kind, Does::none);
    EXPECT_EQ(judge_answer(opened_case(1), "left_home", Role::student, opened).kind, Does::none);
    for (const char* code : {"", "dance", "release"})
        EXPECT_EQ(judge_answer(opened_case(1), code, Role::vice_principal, opened).kind, Does::none) << code;
}

TEST(JudgeAnswer, AfterTheEndOnlyThePresentStateIsSaid) {
    Case ended = opened_case(2);
    ended.state = CaseState::resolved;
    ended.due_at.reset();
    for (const char* code : {"absent", "left_home", "found", "nonsense"}) {
        const AnswerEffect effect = judge_answer(ended, code, Role::guardian, opened);
        EXPECT_EQ(effect.kind, Does::none);
        EXPECT_EQ(effect.reply, "case.ended");
    }
}

TEST(JudgeAnswer, NotInTheClassroomGoesOnAtOnce) {
    const Instant now = opened + 2min;
    EXPECT_EQ(judge_answer(opened_case(1), "not_present", Role::homeroom_teacher, now).due_at, now);
    // The same card pressed after the guardians were asked hurries nothing.
    const Case later = opened_case(2);
    EXPECT_EQ(judge_answer(later, "not_present", Role::homeroom_teacher, opened + 6min).due_at, later.due_at);
}

TEST(JudgeAnswer, UnknownLeavesTheOtherGuardianAMinuteAndThenGoesToStaff) {
    const Instant now = opened + 6min;
    EXPECT_EQ(judge_answer(opened_case(2), "unknown", Role::guardian, now).due_at, now + 60s);
    const Instant second = opened + 11min;
    EXPECT_EQ(judge_answer(opened_case(3), "unknown", Role::guardian, second).due_at, second);
}

TEST(JudgeAnswer, NeverDelaysACaseExceptByAPause) {
    for (const char* code : {"left_home", "unknown", "phone_me", "not_present"})
        for (const Role by : {Role::guardian, Role::homeroom_teacher}) {
            const Case the_case = opened_case(2);
            const AnswerEffect effect = judge_answer(the_case, code, by, opened + 7min);
            if (effect.kind != Does::none) {
                EXPECT_LE(*effect.due_at, *the_case.due_at) << code;
            }
        }
    const Instant now = opened + 7min;
    EXPECT_EQ(judge_answer(opened_case(2), "contacted", Role::office, now).due_at, now + 10min);
    EXPECT_EQ(judge_answer(opened_case(2), "on_my_way", Role::student, now).due_at, now + 10min);
}

TEST(JudgeAnswer, ATeacherWhoLookedReleasesAHoldForRollCall) {
    Case held = opened_case(1);
    held.hold = Hold::gate_silent;
    EXPECT_TRUE(judge_answer(held, "not_present", Role::homeroom_teacher, opened).releases_hold);
    held.hold = Hold::late_input;
    EXPECT_FALSE(judge_answer(held, "not_present", Role::homeroom_teacher, opened).releases_hold)
        << "the family has typed something: it is telephoned, not alarmed";
}

TEST(CutOff, HoldsForASilentGateAndForTooManyAtOnce) {
    const EscalationPolicy policy = elementary();
    EXPECT_EQ(judge_cut_off(policy, 1, 300, true), Hold::gate_silent);
    EXPECT_EQ(judge_cut_off(policy, 3, 300, false), Hold::none);
    EXPECT_EQ(judge_cut_off(policy, 45, 300, false), Hold::none) << "15 % itself is not too many";
    EXPECT_EQ(judge_cut_off(policy, 46, 300, false), Hold::too_many);
    EXPECT_EQ(judge_cut_off(policy, 10, 20, false), Hold::none) << "ten itself is not too many";
    EXPECT_EQ(judge_cut_off(policy, 11, 20, false), Hold::too_many);
}

TEST(Policy, IsTheSameAfterStorage) {
    EscalationPolicy policy = elementary();
    policy.remind_every = 7min;
    policy.pause_on_acknowledge = 11min;
    policy.hold_release = 0min;
    policy.gate_silent_after = 3min;
    policy.too_many_at_least = 4;
    policy.too_many_percent = 9;
    policy.late_grace = 20min;
    policy.steps[1].all_contacts = false;
    policy.steps[3].wait = 12min;
    const auto read = policy_from(to_value(policy));
    ASSERT_TRUE(read);
    EXPECT_EQ(to_value(*read), to_value(policy));
    EXPECT_EQ(read->cut_off, policy.cut_off);
    EXPECT_EQ(read->hold_release, 0min);
    EXPECT_EQ(read->late_grace, 20min);
    EXPECT_EQ(read->too_many_percent, 9);
    ASSERT_EQ(read->steps.size(), 4u);
    EXPECT_EQ(read->steps[0].ask, policy.steps[0].ask);
    EXPECT_TRUE(read->steps[0].first_available);
    EXPECT_FALSE(read->steps[1].all_contacts);
    EXPECT_TRUE(read->steps[1].faces_family);
    EXPECT_EQ(read->steps[1].choices, policy.steps[1].choices);
    EXPECT_EQ(read->steps[3].wait, 12min);
}

TEST(Policy, WhatIsNoPolicyIsRefused) {
    EXPECT_FALSE(policy_from(Value()));
    EXPECT_FALSE(policy_from(Value::object({{"cut_off", "25:00"}, {"steps", Value::array()}})));
    EXPECT_FALSE(policy_from(Value::object({{"cut_off", "08:35"}})));
    Value wrong_role = to_value(elementary());
    wrong_role.set("steps",
                   Value::array({Value::object({{"name", "x"}, {"message", "m"}, {"ask", Value::array({"wizard"})}})}));
    EXPECT_FALSE(policy_from(wrong_role));
}

TEST(Case, StatesAndHoldsKeepTheirSpelling) {
    for (const auto state : {CaseState::open, CaseState::exhausted, CaseState::resolved})
        EXPECT_EQ(case_state_from(to_text(state)), state);
    for (const auto hold : {Hold::none, Hold::gate_silent, Hold::too_many, Hold::late_input, Hold::clock_stepped})
        EXPECT_EQ(hold_from(to_text(hold)), hold);
    EXPECT_FALSE(case_state_from("lost"));
    EXPECT_FALSE(hold_from("x"));
}

}  // namespace
}  // namespace todoke::domain_test
