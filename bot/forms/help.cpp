#include "bot/forms/help.hpp"

#include "bot/usecases/guardian_address.hpp"

#include <algorithm>

namespace todoke {
namespace {

std::vector<const School*> schools_of(const Turn& turn) {
    std::vector<const School*> schools;
    for (const Relation& relation : turn.relations) {
        const School* school = turn.schools.find(relation.school);
        if (school && std::ranges::find(schools, school) == schools.end()) schools.push_back(school);
    }
    return schools;
}

}  // namespace

Message help_for(const Turn& turn) {
    const auto schools = schools_of(turn);
    const bool reports = !turn.own_students().empty();
    Message message;
    message.key = reports ? "help.text" : turn.has_role(true) ? "help.staff" : "help.plain";
    message.args = Value::object({{"phone", schools.empty() ? std::string() : schools.front()->phone}});
    if (!schools.empty() && turn.has_role(false))
        message.args.set("domains", sender_domains(turn.environment, *schools.front()));
    return message;
}

Message phone_card(const Turn& turn) {
    constexpr std::size_t most = 5;
    Message message{.key = "help.phone"};
    Value rows = Value::array();
    for (const School* school : schools_of(turn)) {
        if (rows.items().size() == most) break;
        const Value name = argument::coded(school->code, school->name);
        rows.push_back(Value::object(
            {{"name", name}, {"phone", school->phone}, {"hours", argument::coded("hours", school->phone_hours)}}));
        message.choices.push_back(
            {.code = "phone", .label = name, .style = Choice::Style::phone, .extra = school->phone});
    }
    if (message.choices.size() == 1) message.choices.front().label = "choice.phone";
    message.args = Value::object({{"schools", std::move(rows)}});
    return message;
}

}  // namespace todoke
