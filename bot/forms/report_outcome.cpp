#include "bot/forms/report_outcome.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/report_submit.hpp"

#include <algorithm>

namespace todoke {
namespace {

// When the school will begin to look at it; nothing within staff hours, when it already does.
Value read_from(const School& school, Instant now) {
    return in_staff_hours(school, now) ? Value() : describe::time(school, next_staff_time(school, now));
}

Choice phone_choice(const School& school) {
    return {.code = "phone", .label = "choice.phone", .style = Choice::Style::phone, .extra = school.phone};
}

Value too_late_args(const School& school, const Student& student, const ReportSubmitInput& input, Instant deadline) {
    return Value::object({{"child", describe::child(student)},
                          {"kind", describe::kind(school, input.kind)},
                          {"deadline", describe::time(school, deadline)},
                          {"phone", school.phone}});
}

ReportSubmitInput input_of(const Turn& turn, const Draft& draft, const FormChild& child, SchoolDay day) {
    ReportSubmitInput input;
    input.reporter = turn.person->id;
    input.student = child.student;
    input.school = child.school;
    input.kind = draft["kind"].as_string();
    input.reason = draft["reason"].as_string();
    input.remarks = turn.environment.analysis.printable(draft["remarks"].as_string());
    input.day = day;
    input.expected_time = parse_hh_mm(draft["expected_time"].as_string());
    input.received_at = turn.at;
    input.source = turn.claimed.id;
    return input;
}

// The school days among those of the draft; a single one stays, so that its own answer says what is wrong with it.
std::vector<SchoolDay> school_days(const School& school, const DaySpan& span) {
    std::vector<SchoolDay> days;
    for (SchoolDay day = span.first; day <= span.last; day = add_days(day, 1))
        if (is_school_day(school, day)) days.push_back(day);
    return days.empty() ? std::vector{span.first} : days;
}

bool is_taken(const ReportSubmitOutcome& outcome) {
    return outcome.kind == ReportSubmitOutcome::Kind::received || outcome.kind == ReportSubmitOutcome::Kind::changed;
}

const char* to_code(ReportSubmitOutcome::Kind kind) {
    using Kind = ReportSubmitOutcome::Kind;
    switch (kind) {
        case Kind::too_late:
            return "too_late";
        case Kind::locked:
            return "locked";
        case Kind::received:
        case Kind::changed:
            return "received";
        default:
            return "not_taken";
    }
}

// One child, one day.
Value submit_one(Turn& turn, const ReportSubmitInput& input) {
    const School& school = *input.school;
    const ReportSubmitOutcome outcome = report_submit(turn.tx, turn.environment, input, turn.now);
    using Kind = ReportSubmitOutcome::Kind;
    switch (outcome.kind) {
        case Kind::received:
        case Kind::changed: {
            turn.about_report = outcome.report;
            turn.say("report.received", Value::object({{"number", outcome.number},
                                                       {"school", describe::school(school)},
                                                       {"child", describe::child(input.student)},
                                                       {"kind", describe::kind(school, input.kind)},
                                                       {"day", describe::day(input.day)},
                                                       {"read_from", read_from(school, turn.now)}}));
            return Value::object({{"number", outcome.number}});
        }
        case Kind::too_late: {
            Message message;
            message.key = "report.too_late";
            message.args = too_late_args(school, input.student, input, outcome.deadline);
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
            turn.say(locked_message(turn, school, input.student, *outcome.existing));
            return Value::object();
        case Kind::no_absence:
            turn.say("report.no_absence", Value::object({{"child", describe::child(input.student)}}));
            return Value::object();
        case Kind::not_allowed:
            turn.say("report.cancelled");
            return Value::object();
    }
    return Value::object();
}

// A report for every child and day, each with its own number, and one answer about all of them.
Value submit_each(Turn& turn, const Draft& draft, const std::vector<const FormChild*>& children, const DaySpan& span,
                  const std::vector<SchoolDay>& days) {
    const School& school = *children.front()->school;
    Value items = Value::array();
    bool all_taken = true, any_taken = false;
    for (const FormChild* child : children) {
        bool told = false;
        for (const SchoolDay day : days) {
            ReportSubmitInput input = input_of(turn, draft, *child, day);
            input.inform_family = !told;
            if (days.size() > 1) input.part_of = span;
            const ReportSubmitOutcome outcome = report_submit(turn.tx, turn.environment, input, turn.now);
            const bool taken = is_taken(outcome);
            told = told || taken;
            any_taken = any_taken || taken;
            all_taken = all_taken && taken;
            items.push_back(Value::object({{"child", describe::child(child->student)},
                                           {"day", describe::day(day)},
                                           {"number", taken ? Value(outcome.number) : Value()},
                                           {"result", describe::said("result", to_code(outcome.kind))}}));
        }
    }
    Message message{.key = "report.received_several"};
    message.args = Value::object({{"items", std::move(items)},
                                  {"kind", describe::kind(school, draft["kind"].as_string())},
                                  {"phone", school.phone},
                                  {"any", any_taken},
                                  {"missing", !all_taken}});
    if (any_taken) message.args.set("read_from", read_from(school, turn.now));
    if (!all_taken) message.choices.push_back(phone_choice(school));
    Value result = message.args;
    turn.say(std::move(message));
    return result;
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
    const auto children = children_of(draft, context);
    if (children.empty()) {  // the relation ended while the form was open
        turn.say("report.cancelled");
        return Value::object();
    }
    const School& school = *children.front()->school;
    const SchoolDay today = local_day(school, turn.at);
    const DaySpan span = days_of(draft).value_or(DaySpan{today, today});
    const auto days = school_days(school, span);
    if (children.size() == 1 && days.size() == 1)
        return submit_one(turn, input_of(turn, draft, *children.front(), days.front()));
    return submit_each(turn, draft, children, span, days);
}

}  // namespace todoke
