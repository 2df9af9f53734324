#include "bot/forms/cards.hpp"

#include "bot/forms/case_words.hpp"
#include "bot/forms/report_outcome.hpp"
#include "bot/forms/words.hpp"
#include "bot/usecases/case_answer.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/report_answer.hpp"
#include "bot/usecases/report_cards.hpp"

namespace todoke::cards {
namespace {

void answer_report(Turn& turn, ReportId report, const std::string& text) {
    ReportAnswerInput input{.report = report, .staff = *turn.person};
    if (turn.contact) input.staff_contact = turn.contact->id;
    input.text = turn.environment.analysis.printable(text);
    const auto outcome = report_answer(turn.tx, turn.environment, turn.schools, input, turn.now);
    if (!outcome.report) return turn.say("hello.unlinked");
    const School& school = *outcome.school;
    const Student& student = *outcome.student;
    using Kind = ReportAnswerOutcome::Kind;
    switch (outcome.kind) {
        case Kind::already_acknowledged: {
            Value args = Value::object({{"child", describe::child(student)}, {"by", outcome.by}});
            if (outcome.report->acknowledged_at)
                args.set("at", describe::time(school, *outcome.report->acknowledged_at));
            turn.say("staff.already_done", args);
            break;
        }
        case Kind::withdrawn:
            turn.say(report_card(turn.tx, turn.environment, school, student, *outcome.report, "staff.report_withdrawn",
                                 turn.person->id, "", turn.now));
            break;
        case Kind::acknowledged:
        case Kind::replied_again:
            turn.say(report_card(turn.tx, turn.environment, school, student, *outcome.report, "staff.report_done",
                                 turn.person->id, outcome.by, turn.now));
            break;
        case Kind::not_allowed:
            turn.say("hello.unlinked");
            break;
    }
}

void press_report(Turn& turn, const NonceRecord& record, const std::string& code, const std::string& text) {
    // The card's nonce is used once; the card that replaces it brings a new one. A repeated hand-over of the same press
    // (also under another id) therefore relays nothing twice.
    if (record.used_at) return answer_report(turn, ReportId{record.subject}, "");
    turn.tx.conversations().use_nonce(record.nonce, code, Value::object(), turn.now);
    answer_report(turn, ReportId{record.subject}, code == "reply" ? text : std::string());
}

void ask_close_reason(Turn& turn, const NonceRecord& record) {
    const auto the_case = turn.tx.cases().find(CaseId{record.subject}, false);
    const auto student = the_case ? turn.tx.people().student(the_case->student) : std::nullopt;
    if (!student || !can(turn.relations, Action::handle_case, *student, false)) return turn.say("hello.unlinked");
    Message message;
    message.key = "case.ask_close_reason";
    message.args = Value::object({{"child", describe::child(*student)}});
    message.nonce = turn.issue_nonce("card.case", record.subject, 0);
    for (const char* reason : {"found_at_home", "contacted_family", "excused", "other"})
        message.choices.push_back({.code = std::string("close.") + reason, .label = std::string("close.") + reason});
    turn.say(std::move(message));
}

void press_search(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (code == "close") return ask_close_reason(turn, record);
    if (code.starts_with("close.")) return answer_search(turn, CaseId{record.subject}, "close", code.substr(6));
    answer_search(turn, CaseId{record.subject}, code, "");
}

// 「全員に送る」 on the card about a held cut-off; the subject is the school.
void press_hold(Turn& turn, const NonceRecord& record) {
    const SchoolId id{record.subject};
    const School* school = turn.schools.find(id);
    bool of_school = false;
    for (const Relation& relation : turn.relations)
        of_school = of_school || (is_staff(relation.role) && relation.school == id);
    if (!school || !of_school) return turn.say("hello.unlinked");
    const int released = release_held_cases(turn.tx, id, local_day(*school, turn.now), turn.now);
    turn.tx.audit("case.release", turn.person->id, "school", id.value, turn.now);
    turn.say("case.released", Value::object({{"count", released}}));
}

void press_withdraw(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (code == "cancel") return turn.say("report.kept");
    const auto report = turn.tx.reports().find(ReportId{record.subject}, false);
    const auto student = report ? turn.tx.people().student(report->student) : std::nullopt;
    const School* school = report ? turn.schools.find(report->school) : nullptr;
    if (!student || !school) return turn.say("report.nothing_current");
    if (record.used_at) return turn.say("report.withdrawn", Value::object({{"number", report->receipt_number}}));
    turn.tx.conversations().use_nonce(record.nonce, code, Value::object(), turn.now);
    const auto outcome =
        report_withdraw(turn.tx, turn.environment, *school, *student, report->id, turn.person->id, turn.now);
    using Kind = ReportWithdrawOutcome::Kind;
    switch (outcome.kind) {
        case Kind::withdrawn:
            turn.say("report.withdrawn", Value::object({{"number", report->receipt_number}}));
            break;
        case Kind::locked:
            turn.say(locked_message(turn, *school, *student, *outcome.report));
            break;
        default:
            turn.say("report.nothing_current");
    }
}

}  // namespace

void answer_search(Turn& turn, CaseId the_case, const std::string& code, const std::string& reason) {
    const CaseAnswerInput input{the_case, *turn.person, code, reason, turn.at};
    const auto outcome = case_answer(turn.tx, turn.environment, turn.schools, input, turn.now);
    if (!outcome.the_case) return turn.say("hello.unlinked");
    Value args = Value::object({{"child", describe::child(*outcome.student)},
                                {"said", describe::said("said", code)},
                                {"phone", outcome.school->phone},
                                {"at", describe::time(*outcome.school, turn.at)}});
    if (outcome.kind == CaseAnswerOutcome::Kind::ended_already) args.set("how", describe::said("how", "ended"));
    if (outcome.reply == "case.closed_by") {
        args.set("by", turn.person->called);
        args.set("how", describe::said("how", code == "close" ? "closed" : code));
    }
    Message message;
    message.key = outcome.reply.empty() ? "case.thanks" : outcome.reply;
    message.args = std::move(args);
    if (message.key == "case.thanks" && (code == "phone_me" || code == "left_home" || code == "unknown"))
        message.choices.push_back(
            {.code = "phone", .label = "choice.phone", .style = Choice::Style::phone, .extra = outcome.school->phone});
    turn.say(std::move(message));
}

bool on_press(Turn& turn, const NonceRecord& record, const std::string& code, const std::string& text) {
    if (record.purpose == "card.report")
        press_report(turn, record, code, text);
    else if (record.purpose == "card.case")
        press_search(turn, record, code);
    else if (record.purpose == "card.hold")
        press_hold(turn, record);
    else if (record.purpose == "withdraw")
        press_withdraw(turn, record, code);
    else
        return false;
    return true;
}

bool on_reply(Turn& turn, const std::string& to_message_id, const std::string& text) {
    const auto sent = turn.tx.outbox().find_sent(turn.claimed.event.channel, turn.claimed.event.account, to_message_id,
                                                 turn.person->id);
    if (!sent || !turn.has_role(true)) return false;
    // A card that was said in answer to a person's own words is known by the nonce it carries.
    std::optional<ReportId> report = sent->report;
    std::optional<CaseId> the_case = sent->about_case;
    if (!report && !the_case && !sent->nonce.empty()) {
        const auto record = turn.tx.conversations().find_nonce(sent->nonce, false);
        if (record && record->person == turn.person->id && record->purpose == "card.report")
            report = ReportId{record->subject};
        if (record && record->person == turn.person->id && record->purpose == "card.case")
            the_case = CaseId{record->subject};
    }
    if (report) {
        // 確認 alone acknowledges without words.
        const auto command = command_of(turn.environment, text);
        answer_report(turn, *report, command == "acknowledge" ? std::string() : text);
        return true;
    }
    if (the_case) {
        case_words::on_reply(turn, *the_case, text);
        return true;
    }
    return false;
}

}  // namespace todoke::cards
