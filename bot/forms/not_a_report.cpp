#include "bot/forms/not_a_report.hpp"

#include "bot/forms/report_conversation.hpp"
#include "domain/form/other_matters.hpp"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace todoke::not_a_report {
namespace {

constexpr std::size_t longest_search = 20000;  // bytes in which words of danger are looked for

// Never half a character.
std::string_view beginning_of(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    return text.substr(0, most);
}

// The school of a person, one that takes reports before one that only scans; nullptr for a stranger.
const School* school_of(const Turn& turn) {
    const School* found = nullptr;
    for (const Relation& relation : turn.relations) {
        const School* school = turn.schools.find(relation.school);
        if (school && (!found || (school->takes_reports && !found->takes_reports))) found = school;
    }
    return found;
}

bool uses_the_account(const School& school, const InboundEvent& event) {
    const auto account = school.accounts.find(event.channel);
    return account != school.accounts.end() && account->second == event.account;
}

// A stranger is told nothing about a school, but the public numbers of whoever runs the account are no secret.
const School* school_behind(const Turn& turn) {
    for (const School& school : turn.schools.all)
        if (uses_the_account(school, turn.claimed.event)) return &school;
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
    // Of every school behind the account: who writes may not be looked up yet, and a word too many costs only a kind
    // answer.
    std::vector<std::string> words;
    for (const School& school : turn.schools.all)
        if (uses_the_account(school, turn.claimed.event))
            words.insert(words.end(), school.danger_words.begin(), school.danger_words.end());
    return todoke::speaks_of_danger(beginning_of(text, longest_search), report_conversation::text_context(turn), words);
}

bool speaks_of_danger(const Turn& turn) {
    if (const auto* typed = std::get_if<answer::Text>(&turn.inbound.answer)) return speaks_of_danger(turn, typed->text);
    if (const auto* reply = std::get_if<answer::Reply>(&turn.inbound.answer))
        return speaks_of_danger(turn, reply->text);
    const auto* slots = std::get_if<answer::Slots>(&turn.inbound.answer);
    return slots &&
           std::ranges::any_of(slots->values, [&](const auto& value) { return speaks_of_danger(turn, value.second); });
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
