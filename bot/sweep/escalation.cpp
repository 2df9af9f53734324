#include "bot/sweep/escalation.hpp"

#include "bot/ports/fault.hpp"
#include "bot/usecases/case_answer.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/staff_group.hpp"

#include <algorithm>

namespace todoke {
namespace {

constexpr int cases_at_once = 50;

std::vector<Recipient> recipients_of(Transaction& tx, const Student& student, const EscalationStep& step) {
    std::vector<Recipient> all;
    for (const Role role : step.ask) {
        const auto of_role = role == Role::guardian  ? tx.people().guardians_of(student.id)
                             : role == Role::student ? tx.people().student_self(student.id)
                                                     : tx.people().staff_for(student, role);
        all = concat(std::move(all), of_role);
        if (step.first_available && !all.empty()) break;
    }
    return all;
}

// The people to telephone, for whoever has to do it now: names and numbers stay inside staff cards.
Value call_list(Transaction& tx, const Student& student, const Case& the_case) {
    Value people = Value::array();
    const auto answers = tx.cases().answers(the_case.id);
    for (const Recipient& guardian : tx.people().guardians_of(student.id)) {
        const bool answered =
            std::ranges::any_of(answers, [&](const CaseAnswer& a) { return a.person == guardian.person.id; });
        people.push_back(Value::object(
            {{"name", argument::text(guardian.person.name)},
             {"phone", guardian.person.phone},
             {"relation",
              describe::said("relation", guardian.relation.kinship.empty() ? "guardian" : guardian.relation.kinship)},
             {"tried", describe::said("tried", answered                    ? "answered"
                                               : guardian.contacts.empty() ? "not_reached"
                                                                           : "sent")}}));
    }
    return people;
}

}  // namespace

void EscalationSweep::ask(Transaction& tx, const School& school, const Student& student, const Case& the_case,
                          int step_index, const std::string& dedup, Instant now) {
    const EscalationStep& step = the_case.policy.steps[static_cast<std::size_t>(step_index)];
    Notice notice{.school = school.id, .student = student.id, .about_case = the_case.id};
    notice.step = step_index + 1;
    notice.message_class = MessageClass::escalation;
    notice.every_contact = step.all_contacts;
    notice.dedup = dedup;
    notice.why = "search step " + step.name;
    const auto recipients = recipients_of(tx, student, step);
    if (recipients.empty()) {
        StaffTask task{.school = school.id, .kind = "not_delivered", .student = student.id};
        task.about_case = the_case.id;
        task.reason = "nobody_for_step";
        task.since = now;
        tx.cases().add_task(task);
    }
    const Value people = step.message == "case.call_list" ? call_list(tx, student, the_case) : Value();
    notify(
        tx, environment_, school, notice, recipients,
        [&](const Recipient& recipient, const Contact&) {
            Message message;
            message.key = step.message;
            message.args = Value::object(
                {{"child", step.faces_family ? describe::child(student) : describe::child_for_staff(student)},
                 {"class", describe::class_name(student)},
                 {"now", describe::time(school, now)},
                 {"phone", school.phone}});
            if (people.is_array()) message.args.set("people", people);
            message.nonce =
                issue_card_nonce(tx, environment_, recipient.person.id, "card.case", the_case.id.value, now);
            for (const std::string& code : step.choices)
                message.choices.push_back({.code = code, .label = "choice." + code});
            return message;
        },
        now);
}

void EscalationSweep::fire(Transaction& tx, const School& school, const Student& student, const Case& the_case,
                           const CaseAction& action, Instant now) {
    const Duration late_by = the_case.due_at ? now - *the_case.due_at : Duration{};
    if (!tx.cases().fired(the_case.id, action.step + 1, action.state, action.due_at, now, late_by)) return;
    TODOKE_FAULT("case.fired");
    ask(tx, school, student, the_case, action.step,
        "esc:" + std::to_string(the_case.id.value) + ":" + std::to_string(action.step + 1), now);
    if (reaches_staff_group(the_case.policy, action.step))
        tell_groups(tx, school, student,
                    {.key = "group.case",
                     .what = "case:" + std::to_string(the_case.id.value) + ":" + std::to_string(action.step + 1),
                     .about_case = the_case.id},
                    now);
    environment_.log.info("case.step",
                          {{"case", the_case.id}, {"step", action.step + 1}, {"reason", Code{action.reason}}});
}

void EscalationSweep::drive(Transaction& tx, const School& school, const Case& the_case, Instant now) {
    const auto student = tx.people().student(the_case.student);
    if (!student) return;
    if (the_case.policy.steps.empty()) return;  // refused by the configuration; a snapshot of another version might
    const CaseAction action = next_action(the_case, now);
    switch (action.kind) {
        case CaseAction::Kind::fire_step:
            fire(tx, school, *student, the_case, action, now);
            break;
        case CaseAction::Kind::remind:
            // Named by its due time, so that two processes remind once.
            ask(tx, school, *student, the_case, static_cast<int>(the_case.policy.steps.size()) - 1,
                "esc:" + std::to_string(the_case.id.value) +
                    ":remind:" + std::to_string(the_case.due_at ? the_case.due_at->time_since_epoch().count() : 0),
                now);
            tx.cases().reschedule(the_case.id, action.due_at, the_case.urgent, now);
            break;
        case CaseAction::Kind::ask_staff_first:
            // Staff were asked when the hold was set. Where it never ends by itself they are asked again each time it
            // comes round.
            if (the_case.policy.hold_release == std::chrono::minutes{0})
                tell_staff_of_case(tx, environment_, school, *student, the_case, "case.staff_first",
                                   to_text(the_case.hold), the_case.due_at.value_or(now), now);
            tx.cases().reschedule(the_case.id, action.due_at, the_case.urgent, now);
            break;
        case CaseAction::Kind::wait:
            tx.cases().reschedule(the_case.id, action.due_at, the_case.urgent, now);
            break;
    }
}

bool EscalationSweep::tick(Instant now) {
    const auto schools = environment_.schools.current();
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto due = tx.cases().due(now, cases_at_once);
        for (const Case& the_case : due)
            if (const School* school = schools->find(the_case.school)) drive(tx, *school, the_case, now);
        return !due.empty();
    });
}

}  // namespace todoke
