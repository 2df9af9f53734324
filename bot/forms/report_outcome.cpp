#include "bot/forms/report_outcome.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/report_submit.hpp"

#include <algorithm>

namespace todoke {
namespace {

// When the school will look at it: at once within staff hours, else when they begin.
Value read_from(const School& school, Instant now) { return describe::time(school, next_staff_time(school, now)); }

Choice phone_choice(const School& school) {
    return {.code = "phone", .label = "choice.phone", .style = Choice::Style::phone, .extra = school.phone};
}

Value too_late_args(const School& school, const Student& student, const ReportSubmitInput& input, Instant deadline) {
    return Value::object({{"child", describe::child(student)},
                          {"kind", describe::kind(school, input.kind)},
                          {"deadline", describe::time(school, deadline)},
                          {"phone", school.phone}});
}

}  // namespace

Message locked_message(const Turn& turn, const School& school, const Student& student, const Report& report) {
    Message message;
    message.key = "report.locked";
    message.args = Value::object({{"child", describe::child(student)}, {"phone", school.phone}});
    if (report.acknowledged_by) message.args.set("by", turn.tx.people().person(*report.acknowledged_by).called);
    if (report.acknowledged_at) message.args.set("at", describe::time(school, *report.acknowledged_at));
    const ReportKind* kind = school.kind(report.kind);
    const auto coming = std::ranges::find(school.kinds, ReportKind::Effect::coming, &ReportKind::effect);
    const bool today = report.first_day <= local_day(school, turn.at) && local_day(school, turn.at) <= report.last_day;
    if (kind && kind->effect == ReportKind::Effect::absent && today && coming != school.kinds.end() &&
        judge_time(school, *coming, local_day(school, turn.at), turn.at).verdict == Timeliness::Verdict::in_time)
        message.choices.push_back({.code = "cmd:coming", .label = "choice.coming"});
    message.choices.push_back(phone_choice(school));
    return message;
}

Value submit_draft(Turn& turn, const Draft& draft, const FormContext& context) {
    const auto child = std::ranges::find_if(
        context.children, [&](const FormChild& c) { return c.student.public_id == draft["child"].as_string(); });
    if (child == context.children.end()) {  // the relation ended while the form was open
        turn.say("report.cancelled");
        return Value::object();
    }
    const School& school = *child->school;
    ReportSubmitInput input;
    input.reporter = turn.person->id;
    input.student = child->student;
    input.school = &school;
    input.kind = draft["kind"].as_string();
    input.reason = draft["reason"].as_string();
    input.remarks = turn.environment.analysis.printable(draft["remarks"].as_string());
    input.day = parse_iso_day(draft["day"].as_string()).value_or(local_day(school, turn.at));
    input.expected_time = parse_hh_mm(draft["expected_time"].as_string());
    input.received_at = turn.at;
    input.source = turn.claimed.id;

    const ReportSubmitOutcome outcome = report_submit(turn.tx, turn.environment, input, turn.now);
    using Kind = ReportSubmitOutcome::Kind;
    switch (outcome.kind) {
        case Kind::received:
        case Kind::changed: {
            turn.say("report.received", Value::object({{"number", outcome.number},
                                                       {"child", describe::child(child->student)},
                                                       {"kind", describe::kind(school, input.kind)},
                                                       {"day", describe::day(input.day)},
                                                       {"read_from", read_from(school, turn.now)}}));
            return Value::object({{"number", outcome.number}});
        }
        case Kind::too_late: {
            Message message;
            message.key = "report.too_late";
            message.args = too_late_args(school, child->student, input, outcome.deadline);
            message.choices.push_back(phone_choice(school));
            turn.say(std::move(message));
            return Value::object();
        }
        case Kind::bad_day: {
            Message message;
            message.key = outcome.problem;
            message.args = Value::object({{"day", describe::day(input.day)}, {"phone", school.phone}});
            turn.say(std::move(message));
            return Value::object();
        }
        case Kind::locked:
            turn.say(locked_message(turn, school, child->student, *outcome.existing));
            return Value::object();
        case Kind::no_absence:
            turn.say("report.no_absence", Value::object({{"child", describe::child(child->student)}}));
            return Value::object();
        case Kind::not_allowed:
            turn.say("report.cancelled");
            return Value::object();
    }
    return Value::object();
}

}  // namespace todoke
