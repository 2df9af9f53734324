#include "bot/forms/today.hpp"

#include "bot/usecases/child_day.hpp"
#include "bot/usecases/describe.hpp"

#include <algorithm>

namespace todoke {
namespace {

// What keeps a card below LINE's sizes even when every line is as long as a remark may be: bubbles of a carousel, lines
// of all bubbles together, lines of one.
constexpr std::size_t most_children = 12, most_lines = 32, most_lines_of_one = 20;

// Scans make way before what people wrote, the older before the newer.
void shorten(std::vector<DayEntry>& entries, std::size_t most) {
    while (entries.size() > most) {
        const auto scan = std::ranges::find(entries, DayEntry::Sort::scan, &DayEntry::sort);
        entries.erase(scan == entries.end() ? entries.begin() : scan);
    }
}

Value row_of(Turn& turn, const SeenChild& child, const Value& called, SchoolDay day, std::size_t most,
             bool say_school) {
    const School& school = *child.school;
    ChildDay seen = day_of_child(turn.tx, school, child.student, {turn.person->id, turn.relations}, day);
    shorten(seen.entries, most);
    Value entries = Value::array();
    for (const DayEntry& entry : seen.entries) {
        const SchoolDay happened = local_day(school, entry.at);
        entries.push_back(
            Value::object({{"when", happened == day ? describe::time(school, entry.at) : describe::day(happened)},
                           {"what", entry.what}}));
    }
    Value row = Value::object({{"name", describe::sentence("day.name", Value::object({{"child", called}}))},
                               {"day", describe::day(day)},
                               {"tone", std::string(to_text(seen.mark))}});
    if (say_school) row.set("school", argument::coded(school.code, school.name));
    row.set("mark", describe::said("mark", to_text(seen.mark)));
    if (entries.items().empty()) row.set("nothing", describe::sentence("day.entry.nothing", Value::object()));
    row.set("entries", std::move(entries));
    return row;
}

std::string folded(const Turn& turn, std::string_view name) {
    std::string text = turn.environment.analysis.fold(name);
    std::erase(text, ' ');
    return text;
}

std::string without_title(const Turn& turn, std::string name) {
    for (const std::string_view written : {"さん", "ちゃん", "くん", "君"})
        if (const std::string title = folded(turn, written); name.ends_with(title))
            name.resize(name.size() - title.size());
    return name;
}

bool is_called(const Turn& turn, const Student& student, const std::string& said) {
    const std::string names[] = {student.called, student.given_name, student.given_kana,
                                 student.family_name + student.given_name, student.family_kana + student.given_kana};
    return std::ranges::any_of(names, [&](const std::string& name) { return folded(turn, name) == said; });
}

}  // namespace

Message today_card(Turn& turn) {
    auto children = seen_children(turn);
    if (children.size() > most_children) children.resize(most_children);
    const bool say_school = !children.empty() && of_several_schools(children);
    const std::size_t most = std::min(most_lines_of_one, most_lines / std::max<std::size_t>(children.size(), 1));
    Value rows = Value::array();
    for (const SeenChild& child : children)
        rows.push_back(
            row_of(turn, child, describe::child(child.student), local_day(*child.school, turn.now), most, say_school));
    Message message{.key = "day.today"};
    message.args = Value::object({{"children", std::move(rows)}});
    message.choices.push_back({.code = "cmd:calendar", .label = "day.calendar.title"});
    return message;
}

Message day_card(Turn& turn, const SeenChild& child, SchoolDay day) {
    Message message{.key = "day.one"};
    message.args = Value::object({{"children", Value::array({row_of(turn, child, describe::child(child.student), day,
                                                                    most_lines_of_one, false)})}});
    message.choices.push_back({.code = "cmd:calendar", .label = "day.calendar.title"});
    return message;
}

std::optional<Message> today_of_named(Turn& turn, const std::string& typed) {
    const std::string said = without_title(turn, folded(turn, typed));
    if (said.empty()) return std::nullopt;
    std::optional<SeenChild> named;
    for (const School* school : turn.staffed_schools())
        for (Student& student : turn.tx.people().students_of_school(school->id)) {
            if (!can(turn.relations, Action::handle_case, student, false) || !is_called(turn, student, said)) continue;
            if (named) return std::nullopt;  // two of one name: the list tells them apart, we do not guess
            named = SeenChild{std::move(student), school};
        }
    if (!named) return std::nullopt;
    Message message{.key = "day.today"};
    message.args = Value::object(
        {{"children", Value::array({row_of(turn, *named, describe::child_for_staff(named->student),
                                           local_day(*named->school, turn.now), most_lines_of_one, false)})}});
    return message;
}

}  // namespace todoke
