#include "bot/forms/settings.hpp"

#include "bot/forms/seen_children.hpp"
#include "bot/usecases/describe.hpp"

#include <algorithm>

namespace todoke::settings {

void show(Turn& turn) {
    Value children = Value::array();
    for (const SeenChild& child : seen_children(turn))
        children.push_back(Value::object({{"child", describe::child(child.student)},
                                          {"school", argument::coded(child.school->code, child.school->name)},
                                          {"class", describe::class_name(child.student)}}));
    Message message{.key = "settings.family"};
    message.nonce = turn.issue_nonce("settings", 0, 0);
    message.args = Value::object({{"language", describe::said("language", turn.language())}});
    message.args.set("children", std::move(children));
    for (const std::string& language : turn.environment.texts.languages())
        if (language != turn.language())
            message.choices.push_back({.code = language, .label = "language." + language, .slot = "language"});
    if (turn.has_role(false)) {
        message.choices.push_back({.code = "cmd:link", .label = "settings.family.add_child"});
        message.choices.push_back({.code = "cmd:unlink", .label = "settings.family.leave"});
    }
    turn.say(std::move(message));
}

void on_choice(Turn& turn, const std::string& code) {
    const auto languages = turn.environment.texts.languages();
    if (std::ranges::find(languages, code) == languages.end()) return show(turn);
    turn.tx.people().set_language(turn.person->id, code);
    turn.person->language = code;
    turn.say("settings.language_set", Value::object({{"language", describe::said("language", code)}}));
}

}  // namespace todoke::settings
