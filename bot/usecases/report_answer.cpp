#include "bot/usecases/report_answer.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/report_cards.hpp"
#include "bot/usecases/report_inform.hpp"
#include "bot/usecases/search_begin.hpp"

#include <algorithm>

namespace todoke {
namespace {

using Kind = ReportAnswerOutcome::Kind;

// The reporter alone gets the school's words. An acknowledgement has to arrive: the ladder stands behind it.
void tell_reporter(Transaction& tx, const School& school, const Student& student, const Report& report,
                   const ReportAnswerInput& input, const std::string& key, Instant now) {
    auto everyone = concat(tx.people().guardians_of(student.id), tx.people().student_self(student.id));
    std::erase_if(everyone, [&](const Recipient& r) { return r.person.id != report.reporter; });
    Message message{.key = key};
    message.args = Value::object({{"child", describe::child(student)},
                                  {"kind", describe::kind(school, report.kind)},
                                  {"day", describe::day(report.first_day)},
                                  {"by", input.staff.called}});
    if (!input.text.empty()) message.args.set("text", argument::text(input.text));

    const std::size_t turn = tx.reports().notes(report.id).size();
    std::vector<OutboxDraft> drafts;
    for (const Recipient& recipient : everyone) {
        const auto contact =
            std::ranges::find_if(recipient.contacts, [](const Contact& c) { return c.state == ContactState::active; });
        if (contact == recipient.contacts.end()) continue;
        OutboxDraft draft;
        draft.contact = contact->id;
        draft.person = recipient.person.id;
        draft.relation = recipient.relation.id;
        draft.channel = contact->channel;
        draft.account = contact->account;
        draft.school = school.id;
        draft.student = student.id;
        draft.about_report = report.id;
        draft.message_class = MessageClass::dialogue;
        draft.dedup = "rep:" + std::to_string(report.id.value) + ":" + key + ":" + std::to_string(turn) + ":" +
                      std::to_string(contact->id.value);
        draft.why = "reported the absence";
        draft.run_at = now;
        draft.must_arrive = true;
        if (!input.text.empty()) draft.tell_fate_to = input.staff_contact;
        draft.messages = {message};
        drafts.push_back(std::move(draft));
    }
    if (drafts.empty()) {
        StaffTask task{.school = school.id, .kind = "not_delivered", .student = student.id, .person = report.reporter};
        task.reason = "no_address";
        task.since = now;
        tx.cases().add_task(task);
        return;
    }
    tx.outbox().add(drafts, now);
}

}  // namespace

ReportAnswerOutcome report_answer(Transaction& tx, const Environment& environment, const SchoolList& schools,
                                  const ReportAnswerInput& input, Instant now) {
    ReportAnswerOutcome outcome;
    outcome.report = tx.reports().find(input.report, true);
    if (!outcome.report) return outcome;
    outcome.student = tx.people().student(outcome.report->student);
    outcome.school = schools.find(outcome.report->school);
    if (!outcome.student || !outcome.school ||
        !can(tx.people().relations_of(input.staff.id), Action::acknowledge, *outcome.student, false)) {
        outcome.report.reset();  // knowing a button grants nothing
        return outcome;
    }
    Report& report = *outcome.report;
    if (report.acknowledged_by) outcome.by = tx.people().person(*report.acknowledged_by).called;

    const AcknowledgeVerdict verdict = judge_acknowledgement(report);
    if (verdict == AcknowledgeVerdict::withdrawn || verdict == AcknowledgeVerdict::superseded) {
        outcome.kind = Kind::withdrawn;
        return outcome;
    }
    const bool first =
        verdict == AcknowledgeVerdict::acknowledge && tx.reports().acknowledge(report.id, input.staff.id, now);
    if (first) {
        report.state = ReportState::acknowledged;
        report.acknowledged_by = input.staff.id;
        report.acknowledged_at = now;
        outcome.by = input.staff.called;
        tx.audit("report.acknowledge", input.staff.id, "report", report.id.value, now);
    } else if (input.text.empty()) {
        outcome.kind = Kind::already_acknowledged;
        return outcome;
    }
    tell_reporter(tx, *outcome.school, *outcome.student, report, input, first ? "report.acknowledged" : "report.reply",
                  now);
    if (!input.text.empty()) tx.reports().add_note({report.id, input.staff.id, true, input.text, now});
    if (first)
        update_report_cards(tx, environment, *outcome.school, *outcome.student, report, "staff.report_done", outcome.by,
                            now);
    outcome.kind = first ? Kind::acknowledged : Kind::replied_again;
    return outcome;
}

ReportWithdrawOutcome report_withdraw(Transaction& tx, const Environment& environment, const School& school,
                                      const Student& student, ReportId id, PersonId by, Instant now) {
    ReportWithdrawOutcome outcome;
    outcome.report = tx.reports().find(id, true);
    if (!outcome.report || !outcome.report->is_current) return outcome;
    const Report& report = *outcome.report;
    if (!can(tx.people().relations_of(by), Action::report_for, student, school.students_report)) {
        outcome.kind = ReportWithdrawOutcome::Kind::not_allowed;
        outcome.report.reset();
        return outcome;
    }
    if (family_may(report) != FamilyMay::change || !tx.reports().retire(report.id, true, now)) {
        outcome.kind = ReportWithdrawOutcome::Kind::locked;
        return outcome;
    }
    tx.audit("report.withdraw", by, "report", report.id.value, now);
    expect_again(tx, environment, school, student, report.first_day, now);
    update_report_cards(tx, environment, school, student, report, "staff.report_withdrawn", "", now);
    inform_other_guardians(tx, environment, school, student, report, by, "report.withdrawn_informed", now);
    outcome.kind = ReportWithdrawOutcome::Kind::withdrawn;
    return outcome;
}

}  // namespace todoke
