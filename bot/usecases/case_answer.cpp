#include "bot/usecases/case_answer.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/search_end.hpp"
#include "bot/usecases/staff_group.hpp"

#include <algorithm>

namespace todoke {
namespace {

// The role in which this person answers about this student: staff rights win over family ones.
std::optional<Relation> answering_relation(const std::vector<Relation>& relations, const Student& student) {
    std::optional<Relation> best;
    for (const Relation& relation : relations) {
        const bool fits = is_staff(relation.role) ? can({relation}, Action::handle_case, student, false)
                                                  : can({relation}, Action::answer_case, student, true);
        if (fits && (!best || is_staff(relation.role))) best = relation;
    }
    return best;
}

PresenceCause cause_of(const std::string& resolution) {
    if (resolution == "absent") return PresenceCause::answer_absent;
    if (resolution == "late") return PresenceCause::answer_late;
    if (resolution == "closed") return PresenceCause::closed_by_staff;
    return PresenceCause::seen_by_staff;
}

void move_day(Transaction& tx, const Case& the_case, const std::string& resolution, Instant now) {
    for (const AttendanceRow& row : tx.attendance().lock_rows({the_case.student}, the_case.day, now)) {
        const PresenceCause cause = cause_of(resolution);
        const auto move = move_presence(row.presence, cause);
        if (!move) continue;
        AttendanceMove change{
            .student = row.student, .day = row.day, .from = row.presence, .to = move->to, .cause = cause};
        // "Late" without a time: looked for again after an hour plus grace.
        if (resolution == "late") change.due_at = now + std::chrono::hours{1} + the_case.policy.late_grace;
        tx.attendance().apply({change}, now);
    }
}

}  // namespace

void tell_staff_of_case(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                        const Case& the_case, const std::string& key, const std::string& said, Instant said_at,
                        Instant now, bool ended) {
    Notice notice{.school = school.id, .student = student.id, .about_case = the_case.id};
    notice.message_class = MessageClass::escalation;
    notice.every_contact = key == "case.urgent";
    notice.dedup = key + ":" + std::to_string(the_case.id.value) + ":" + said + ":" +
                   std::to_string(said_at.time_since_epoch().count());
    notice.why = "staff of the student; the family answered the search";
    const auto staff = concat(concat(tx.people().staff_for(student, Role::homeroom_teacher),
                                     tx.people().staff_for(student, Role::deputy_homeroom_teacher)),
                              tx.people().staff_for(student, Role::vice_principal));
    notify(
        tx, environment, school, notice, staff,
        [&](const Recipient& recipient, const Contact&) {
            Message message{.key = key};
            message.args =
                Value::object({{"child", describe::child_for_staff(student)},
                               {"class", describe::class_name(student)},
                               {"at", describe::time(school, said_at)},
                               {"said", describe::said(key == "case.staff_first" ? "cause" : "said", said)}});
            if (ended) return message;  // nothing is left to do
            message.nonce = issue_card_nonce(tx, environment, recipient.person.id, "card.case", the_case.id.value, now);
            for (const char* code : {"found", "contacted", "close"})
                message.choices.push_back({.code = code, .label = std::string("choice.") + code});
            return message;
        },
        now);
}

CaseAnswerOutcome case_answer(Transaction& tx, const Environment& environment, const SchoolList& schools,
                              const CaseAnswerInput& input, Instant now) {
    CaseAnswerOutcome outcome;
    outcome.the_case = tx.cases().find(input.the_case, true);
    if (!outcome.the_case) return outcome;
    const Case& the_case = *outcome.the_case;
    outcome.student = tx.people().student(the_case.student);
    outcome.school = schools.find(the_case.school);
    if (!outcome.student || !outcome.school) return outcome;
    const Student& student = *outcome.student;
    const School& school = *outcome.school;
    const auto relation = answering_relation(tx.people().relations_of(input.person.id), student);
    if (!relation) {
        outcome.the_case.reset();
        return outcome;
    }

    const AnswerEffect effect = judge_answer(the_case, input.code, relation->role, now);
    outcome.reply = effect.reply;
    if (the_case.state == CaseState::resolved) {
        outcome.kind = CaseAnswerOutcome::Kind::ended_already;
        return outcome;
    }
    const bool acknowledged_before =
        input.code == "acknowledged" && std::ranges::any_of(tx.cases().answers(the_case.id), [&](const CaseAnswer& a) {
            return a.person == input.person.id && a.code == input.code;
        });
    tx.cases().add_answer({the_case.id, input.person.id, relation->role, input.code, input.received_at});
    tx.audit("case.answer", input.person.id, "case", the_case.id.value, now);
    outcome.kind = CaseAnswerOutcome::Kind::taken;

    if (effect.releases_hold && the_case.hold != Hold::none && !the_case.released_at)
        tx.cases().set_hold(the_case.id, the_case.hold, now, effect.due_at.value_or(now), now);
    switch (effect.kind) {
        case AnswerEffect::Kind::resolve:
            move_day(tx, the_case, effect.resolution, now);
            end_search(tx, environment, school, student, the_case,
                       {.resolution = effect.resolution,
                        .by = input.person.id,
                        .by_name = is_staff(relation->role) ? input.person.called : "",
                        .reason = input.reason},
                       now);
            break;
        case AnswerEffect::Kind::pause:
            // One acknowledgement per person: a search must not be held up by everything that is said about it.
            if (acknowledged_before) break;
            [[fallthrough]];
        case AnswerEffect::Kind::advance_now:
            tx.cases().reschedule(the_case.id, effect.due_at.value_or(now), the_case.urgent, now);
            break;
        case AnswerEffect::Kind::urgent:
            tx.cases().reschedule(the_case.id, effect.due_at.value_or(*the_case.due_at), true, now);
            tell_groups(tx, school, student,
                        {.key = "group.case_urgent",
                         .what = "case:" + std::to_string(the_case.id.value) + ":urgent",
                         .about_case = the_case.id},
                        now);
            break;
        case AnswerEffect::Kind::staff_call: {
            StaffTask task{
                .school = school.id, .kind = "phone_family", .student = student.id, .person = input.person.id};
            task.about_case = the_case.id;
            task.reason = "asked_for_a_call";
            task.since = now;
            tx.cases().add_task(task);
            if (effect.due_at) tx.cases().reschedule(the_case.id, effect.due_at, the_case.urgent, now);
            break;
        }
        case AnswerEffect::Kind::none:
            break;
    }
    if (!effect.staff_message.empty())
        tell_staff_of_case(tx, environment, school, student, the_case, effect.staff_message, input.code,
                           input.received_at, now, effect.kind == AnswerEffect::Kind::resolve);
    return outcome;
}

int release_held_cases(Transaction& tx, SchoolId school, SchoolDay day, Instant now) {
    int released = 0;
    for (const Case& held : tx.cases().not_ended(school, day)) {
        if (held.hold == Hold::none || held.released_at) continue;
        if (tx.cases().set_hold(held.id, held.hold, now, now, now)) ++released;
    }
    return released;
}

}  // namespace todoke
