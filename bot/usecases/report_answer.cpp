#include "bot/usecases/report_answer.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/report_cards.hpp"
#include "bot/usecases/report_inform.hpp"
#include "bot/usecases/search_begin.hpp"
#include "bot/usecases/spending.hpp"

#include <algorithm>

namespace todoke {
namespace {

using Kind = ReportAnswerOutcome::Kind;

const std::string silent = "report.acknowledged:silent:";  // part of the dedup of a 確認済 without words

// A 確認済 without words says what 状況 says as well: where a message costs it goes by mail, or waits for the next
// answer. From then on it has said nothing that the family could miss.
void send_quietly(Transaction& tx, const Environment& environment, const School& school, const Report& report,
                  const Recipient& recipient, OutboxDraft& draft, Instant now) {
    if (!costs(environment, draft.channel)) return;
    const bool pushed = school.acknowledgement_notice == School::AcknowledgementNotice::push &&
                        spending_of(tx, environment, draft.channel, draft.account, now) < Spending::reserve;
    if (pushed) return;
    draft.must_arrive = false;
    if (const Contact* free_of_charge = contact_without_cost(environment, recipient)) {
        draft.contact = free_of_charge->id;
        draft.channel = free_of_charge->channel;
        draft.account = free_of_charge->account;
        return;
    }
    draft.ride = Ride::or_not_at_all;
    const Instant end_of_report = school.zone->instant(add_days(report.last_day, 1), TimeOfDay{});
    draft.run_at = std::max(end_of_report, now + std::chrono::hours{24});
}

OutboxDraft row_for_reporter(const School& school, const Student& student, const Report& report,
                             const Recipient& recipient, const Contact& contact, Message message, Instant now) {
    OutboxDraft draft;
    draft.contact = contact.id;
    draft.person = recipient.person.id;
    draft.relation = recipient.relation.id;
    draft.channel = contact.channel;
    draft.account = contact.account;
    draft.school = school.id;
    draft.student = student.id;
    draft.about_report = report.id;
    draft.message_class = MessageClass::dialogue;
    draft.why = "reported the absence";
    draft.run_at = now;
    draft.must_arrive = true;
    draft.messages = {std::move(message)};
    return draft;
}

// The reporter alone gets the school's words, at once. They have to arrive: the ladder stands behind them.
void tell_reporter(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                   const Report& report, const ReportAnswerInput& input, bool first, Instant now) {
    const std::string stem = "rep:" + std::to_string(report.id.value) + ":";
    // A 確認済 that still waits for a way is said together with the words.
    const bool waits = !first && tx.outbox().suppress_waiting(stem + silent, "said with the words", now) > 0;
    auto everyone = concat(tx.people().guardians_of(student.id), tx.people().student_self(student.id));
    std::erase_if(everyone, [&](const Recipient& r) { return r.person.id != report.reporter; });
    Message message{.key = first || waits ? "report.acknowledged" : "report.reply"};
    message.args = Value::object({{"child", describe::child(student)},
                                  {"school", describe::school(school)},
                                  {"number", report.receipt_number},
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
        OutboxDraft draft = row_for_reporter(school, student, report, recipient, *contact, message, now);
        if (input.text.empty())
            send_quietly(tx, environment, school, report, recipient, draft, now);
        else
            draft.tell_fate_to = input.staff_contact;
        draft.dedup = stem + (input.text.empty() ? silent : message.key + ":" + std::to_string(turn) + ":") +
                      std::to_string(draft.contact.value);
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
    tell_reporter(tx, environment, *outcome.school, *outcome.student, report, input, first, now);
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
