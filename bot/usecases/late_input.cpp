#include "bot/usecases/late_input.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

namespace todoke {

void tell_staff_of_late_input(Transaction& tx, const Environment& environment, const School& school,
                              const Student& student, const std::optional<Case>& the_case, Instant typed_at,
                              Instant now) {
    Notice notice{.school = school.id, .student = student.id};
    if (the_case) notice.about_case = the_case->id;
    notice.message_class = MessageClass::escalation;
    notice.dedup = "late:" + std::to_string(student.id.value) + ":" +
                   std::to_string(typed_at.time_since_epoch().count()) + (the_case ? ":case" : "");
    notice.why = "staff asked first: the family typed after the deadline";
    const auto staff = concat(tx.people().staff_for(student, Role::homeroom_teacher),
                              tx.people().staff_for(student, Role::vice_principal));
    notify(
        tx, environment, school, notice, staff,
        [&](const Recipient& recipient, const Contact&) {
            Message message{.key = "case.late_input"};
            message.args = Value::object({{"child", describe::child_for_staff(student)},
                                          {"class", describe::class_name(student)},
                                          {"at", describe::time(school, typed_at)}});
            if (the_case) {
                message.nonce =
                    issue_card_nonce(tx, environment, recipient.person.id, "card.case", the_case->id.value, now);
                for (const char* code : {"found", "contacted", "close"})
                    message.choices.push_back({.code = code, .label = std::string("choice.") + code});
            }
            return message;
        },
        now);
}

void keep_late_input(Transaction& tx, const Environment& environment, const ReportSubmitInput& input, Instant now) {
    LateInput kept;
    kept.school = input.school->id;
    kept.student = input.student.id;
    kept.day = input.day;
    kept.person = input.reporter;
    kept.received_at = input.received_at;
    kept.draft = Value::object({{"kind", input.kind}, {"reason", input.reason}, {"remarks", input.remarks}});
    if (input.expected_time) kept.draft.set("expected_time", to_hh_mm(*input.expected_time));
    tx.reports().add_late_input(kept);

    const auto the_case = tx.cases().find_for(input.student.id, input.day, true);
    if (!the_case || the_case->state == CaseState::resolved) return;  // the cut-off will see the list
    const auto hold_until = now + the_case->policy.hold_release;
    tx.cases().set_hold(the_case->id, Hold::late_input, std::nullopt, hold_until, now);
    tell_staff_of_late_input(tx, environment, *input.school, input.student, the_case, input.received_at, now);
}

}  // namespace todoke
