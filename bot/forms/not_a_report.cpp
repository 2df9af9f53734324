#include "bot/forms/not_a_report.hpp"

#include "bot/forms/report_conversation.hpp"
#include "domain/form/other_matters.hpp"

#include <string>
#include <vector>

namespace todoke::not_a_report {
namespace {

// The school of a person, one that takes reports before one that only scans; nullptr for a stranger.
const School* school_of(const Turn& turn) {
    const School* found = nullptr;
    for (const Relation& relation : turn.relations) {
        const School* school = turn.schools.find(relation.school);
        if (school && (!found || (school->takes_reports && !found->takes_reports))) found = school;
    }
    return found;
}

// A stranger is told nothing about a school, but the public numbers of whoever runs the account are no secret.
const School* school_behind(const Turn& turn) {
    const ClaimedEvent& claimed = turn.claimed;
    for (const School& school : turn.schools.all) {
        const auto account = school.accounts.find(claimed.event.channel);
        if (account != school.accounts.end() && account->second == claimed.event.account) return &school;
    }
    return nullptr;
}

void add_telephone(Message& message, const School* school) {
    if (!school) return;
    message.args.set("phone", school->phone);
    if (!school->phone_hours.empty()) message.args.set("hours", argument::coded("hours", school->phone_hours));
    message.choices.push_back(
        {.code = "phone", .label = "choice.phone", .style = Choice::Style::phone, .extra = school->phone});
}

Choice command_choice(const std::string& name) { return {.code = "cmd:" + name, .label = "choice." + name}; }

}  // namespace

bool speaks_of_danger(const Turn& turn, std::string_view text) {
    std::vector<std::string> words;
    const auto add = [&](const School* school) {
        if (school) words.insert(words.end(), school->danger_words.begin(), school->danger_words.end());
    };
    if (turn.relations.empty()) add(school_behind(turn));
    for (const Relation& relation : turn.relations) add(turn.schools.find(relation.school));
    return todoke::speaks_of_danger(text, report_conversation::text_context(turn), words);
}

void say_help_lines(Turn& turn) {
    const School* own = school_of(turn);
    Message message{.key = "help.danger"};
    Value numbers = Value::array();
    if (const School* school = own ? own : school_behind(turn))
        for (const HelpLine& line : school->help_lines) {
            const Value label = argument::coded(line.phone, line.label);
            numbers.push_back(Value::object({{"label", label}}));
            message.choices.push_back(
                {.code = "phone", .label = label, .style = Choice::Style::phone, .extra = line.phone});
        }
    message.args.set("numbers", std::move(numbers));
    add_telephone(message, own);
    turn.say(std::move(message));
}

void say_too_long(Turn& turn) {
    Message message{.key = "help.too_long"};
    if (!turn.own_students().empty()) message.choices.push_back(command_choice("report"));
    add_telephone(message, school_of(turn));
    turn.say(std::move(message));
}

void answer(Turn& turn, std::string_view text) {
    const OtherMatter matter = other_matter(text, report_conversation::text_context(turn));
    if (matter == OtherMatter::thanks) return turn.say("help.thanks");
    Message message{.key = matter == OtherMatter::greeting     ? "help.greeting"
                           : matter == OtherMatter::attendance ? "help.not_a_report"
                                                               : "help.not_attendance"};
    const bool reports = !turn.own_students().empty();
    if (reports) message.choices.push_back(command_choice("report"));
    if (reports && matter == OtherMatter::attendance) message.choices.push_back(command_choice("status"));
    add_telephone(message, school_of(turn));
    message.choices.push_back(command_choice("help"));
    turn.say(std::move(message));
}

}  // namespace todoke::not_a_report
