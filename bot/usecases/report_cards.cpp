#include "bot/usecases/report_cards.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

namespace todoke {
namespace {

Value card_args(const School& school, const Student& student, const Report& report, const std::string& by,
                Instant now) {
    Value args = Value::object({{"child", describe::child_for_staff(student)},
                                {"class", describe::class_name(student)},
                                {"kind", describe::kind(school, report.kind)},
                                {"reason", describe::reason(report)},
                                {"day", describe::day(report.first_day)},
                                {"number", report.receipt_number},
                                {"at", describe::time(school, by.empty() ? report.received_at : now)}});
    if (report.expected_time) args.set("expected_time", argument::time(*report.expected_time));
    if (!report.remarks.empty()) args.set("remarks", argument::text(report.remarks));
    if (!by.empty()) args.set("by", by);
    return args;
}

std::string dedup_prefix(const Report& report) { return "rep:" + std::to_string(report.id.value); }

// To the homeroom teacher and the deputy, or the office where a class has none.
void send_cards(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                const Report& report, const std::string& key, const std::string& what, Instant now) {
    auto staff = concat(tx.people().staff_for(student, Role::homeroom_teacher),
                        tx.people().staff_for(student, Role::deputy_homeroom_teacher));
    if (staff.empty()) staff = tx.people().staff_for(student, Role::office);
    if (staff.empty()) staff = tx.people().staff_for(student, Role::vice_principal);
    Notice notice{.school = school.id, .student = student.id, .about_report = report.id};
    notice.message_class = MessageClass::staff;
    notice.quiet_outside_hours = true;
    notice.dedup = dedup_prefix(report) + what;
    notice.why = "teaches the student's class";
    notify(
        tx, environment, school, notice, staff,
        [&](const Recipient& recipient, const Contact&) {
            return report_card(tx, environment, school, student, report, key, recipient.person.id, "", now);
        },
        now);
}

}  // namespace

bool contested(Transaction& tx, const School& school, const Report& report) {
    const ReportKind* kind = school.kind(report.kind);
    const auto shielded = tx.people().ever_shielded(report.student);
    if (!kind || shielded.empty()) return false;
    const auto current = tx.reports().current_for(report.student, report.first_day);
    return rival_of(school, sides_of(current, report.reporter, shielded).other, *kind).has_value();
}

Message report_card(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                    const Report& report, const std::string& key, PersonId person, const std::string& by, Instant now) {
    Message message{.key = key};
    message.args = card_args(school, student, report, by, now);
    if (key == "staff.report_withdrawn") return message;
    if (contested(tx, school, report))
        message.args.set("contested", describe::sentence("staff.contested", Value::object()));
    if (key == "staff.report_done")
        if (const auto notes = tx.reports().notes(report.id); !notes.empty())
            message.args.set("text", argument::text(notes.back().text));
    message.nonce = issue_card_nonce(tx, environment, person, "card.report", report.id.value, now);
    if (report.state == ReportState::submitted)
        message.choices.push_back(
            {.code = "acknowledge", .label = "choice.acknowledge", .style = Choice::Style::primary});
    message.choices.push_back({.code = "reply", .label = "choice.reply"});
    return message;
}

void send_report_cards(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                       const Report& report, const std::string& key, Instant now) {
    send_cards(tx, environment, school, student, report, key, ":card", now);
}

void tell_staff_of_withdrawn_words(Transaction& tx, const Environment& environment, const School& school,
                                   const Student& student, const Report& report, Instant now) {
    send_cards(tx, environment, school, student, report, "staff.report_words_withdrawn", ":words_withdrawn", now);
}

void update_report_cards(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                         const Report& report, const std::string& key, const std::string& by, Instant now) {
    tx.outbox().suppress_pending(report.id, std::nullopt, dedup_prefix(report) + ":card", "handled", now);
    std::vector<OutboxDraft> drafts;
    for (const auto& card : tx.outbox().cards_of_report(report.id)) {
        const Channel* channel = environment.channels.find(card.channel);
        // Other messages about the report (to the family) are not cards.
        if (!card.sent || !channel || !card.dedup.starts_with(dedup_prefix(report) + ":card")) continue;
        // Where a sent card cannot change, a withdrawal is worth a message of its own; 確認済 by a colleague is not.
        const bool in_place = channel->capabilities().updates_messages;
        if (!in_place && key != "staff.report_withdrawn") continue;
        OutboxDraft draft;
        draft.contact = card.contact;
        draft.person = card.person;
        draft.relation = card.relation;
        draft.channel = card.channel;
        draft.school = school.id;
        draft.student = student.id;
        draft.about_report = report.id;  // a reply to the card in its new state is a reply about the report
        draft.message_class = in_place ? MessageClass::dialogue : MessageClass::staff;
        draft.dedup = dedup_prefix(report) + ":" + key + ":" + std::to_string(report.version) + ":" +
                      std::to_string(card.id.value);
        draft.why = "copy of a card about a handled report";
        draft.run_at = now;
        Message message = report_card(tx, environment, school, student, report, key, card.person, by, now);
        if (in_place) message.updates = card.dedup;
        message.update_only = in_place;
        draft.messages = {std::move(message)};
        drafts.push_back(std::move(draft));
    }
    if (!drafts.empty()) tx.outbox().add(drafts, now);
}

}  // namespace todoke
