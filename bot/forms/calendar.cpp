#include "bot/forms/calendar.hpp"

#include "bot/forms/seen_children.hpp"
#include "bot/forms/today.hpp"
#include "bot/usecases/child_day.hpp"
#include "bot/usecases/describe.hpp"

#include <algorithm>

namespace todoke::calendar {
namespace {

using std::chrono::months;
using std::chrono::year_month;

// How far one may turn: back over a school year, ahead as far as families plan.
constexpr months farthest_back{12}, farthest_ahead{3};

year_month month_of(SchoolDay day) { return day.year() / day.month(); }

std::string code_of(year_month month) { return to_iso(month / std::chrono::day{1}).substr(0, 7); }

Value words_of(year_month month) {
    return describe::sentence(
        "day.month", Value::object({{"year", std::to_string(static_cast<int>(month.year()))},
                                    {"month", describe::said("format.month",
                                                             std::to_string(static_cast<unsigned>(month.month())))}}));
}

Choice month_choice(year_month month) { return {.code = code_of(month), .label = words_of(month), .slot = "month"}; }

Value cell_of(const MonthDay& day, SchoolDay today, const std::string& nonce) {
    Value cell = Value::object({{"number", std::to_string(static_cast<unsigned>(day.day.day()))},
                                {"sign", describe::said("sign", to_text(day.mark))},
                                {"mark", std::string(to_text(day.mark))}});
    if (day.day == today) cell.set("is_today", true);
    if (day.has_more) cell.set("token", nonce + ".day." + to_iso(day.day));
    return cell;
}

// Weeks from Sunday, as Japanese calendars hang on the wall; empty cells before the first and after the last day.
Value weeks_of(const std::vector<MonthDay>& days, SchoolDay today, const std::string& nonce) {
    Value weeks = Value::array();
    Value week = Value::array();
    for (unsigned blank = 0; blank < weekday_of(days.front().day).c_encoding(); ++blank)
        week.push_back(Value::object({{"is_blank", true}}));
    const auto end_week = [&] {
        weeks.push_back(Value::object({{"days", std::move(week)}}));
        week = Value::array();
    };
    for (const MonthDay& day : days) {
        week.push_back(cell_of(day, today, nonce));
        if (week.items().size() == 7) end_week();
    }
    if (week.items().empty()) return weeks;
    while (week.items().size() < 7) week.push_back(Value::object({{"is_blank", true}}));
    end_week();
    return weeks;
}

// For channels that draw no calendar: the days that were not ordinary.
Value listed(const std::vector<MonthDay>& days) {
    Value list = Value::array();
    for (const MonthDay& day : days) {
        if (day.mark != DayMark::late && day.mark != DayMark::absent && day.kinds.items().empty()) continue;
        Value row =
            Value::object({{"day", describe::day(day.day)}, {"mark", describe::said("mark", to_text(day.mark))}});
        row.set("kinds", day.kinds);
        list.push_back(std::move(row));
    }
    return list;
}

void show(Turn& turn, const std::vector<SeenChild>& children, const SeenChild& child, year_month wanted) {
    const SchoolDay today = local_day(*child.school, turn.now);
    const year_month first = month_of(today) - farthest_back, last = month_of(today) + farthest_ahead;
    const year_month month = std::clamp(wanted, first, last);
    const auto days = month_of_child(turn.tx, *child.school, child.student, {turn.person->id, turn.relations}, month);
    Message message{.key = "day.calendar"};
    message.nonce = turn.issue_nonce("calendar", child.student.id.value, 0);
    message.args = Value::object({{"child", describe::child(child.student)}, {"month", words_of(month)}});
    if (of_several_schools(children))
        message.args.set("school", argument::coded(child.school->code, child.school->name));
    Value weekdays = Value::array();
    for (int day = 0; day < 7; ++day)
        weekdays.push_back(Value::object({{"name", describe::said("format.weekday", std::to_string(day))}}));
    message.args.set("weekdays", std::move(weekdays));
    message.args.set("weeks", weeks_of(days, today, message.nonce));
    message.args.set("listed", listed(days));
    message.args.set("framed", std::ranges::any_of(days, &MonthDay::has_more));
    if (month > first) message.choices.push_back(month_choice(month - months{1}));
    if (month < last) message.choices.push_back(month_choice(month + months{1}));
    for (const SeenChild& other : children)
        if (other.student.id != child.student.id)
            message.choices.push_back({.code = other.student.public_id,
                                       .label = argument::person(other.student.public_id, other.student.called),
                                       .slot = "child"});
    turn.say(std::move(message));
}

}  // namespace

void show(Turn& turn) {
    const auto children = seen_children(turn);
    show(turn, children, children.front(), month_of(local_day(*children.front().school, turn.now)));
}

void on_choice(Turn& turn, const NonceRecord& record, const std::string& slot, const std::string& code) {
    const auto children = seen_children(turn);
    if (children.empty()) return turn.say("hello.unlinked");
    // A child who is no longer this person's is not shown; whoever is left is.
    const auto current = std::ranges::find_if(
        children, [&](const SeenChild& child) { return child.student.id.value == record.subject; });
    if (slot == "child") {
        const auto other =
            std::ranges::find_if(children, [&](const SeenChild& child) { return child.student.public_id == code; });
        const SeenChild& child = other == children.end() ? children.front() : *other;
        return show(turn, children, child, month_of(local_day(*child.school, turn.now)));
    }
    if (current == children.end()) return show(turn);
    if (slot == "day")
        if (const auto day = parse_iso_day(code)) return turn.say(day_card(turn, *current, *day));
    const auto day = parse_iso_day(code + "-01");
    show(turn, children, *current, month_of(day.value_or(local_day(*current->school, turn.now))));
}

}  // namespace todoke::calendar
