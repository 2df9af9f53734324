#include "bot/forms/settings.hpp"

#include "bot/forms/mail_registration.hpp"
#include "bot/forms/seen_children.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/guardian_address.hpp"
#include "bot/usecases/passing_notices.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace todoke::settings {
namespace {

constexpr const char* mail = "email";
constexpr std::string_view resume = "resume_", remove_address = "remove_";

// The mail addresses, each with what has been ended there; what can be undone or given up is a choice.
void add_addresses(Turn& turn, Message& message) {
    Value addresses = Value::array();
    const auto contacts = turn.tx.people().contacts_of(turn.person->id);
    for (const Contact& contact : contacts) {
        if (contact.channel != mail) continue;
        const Value address = masked_address(contact.address);
        const std::string id = std::to_string(contact.id.value);
        addresses.push_back(Value::object({{"address", address},
                                           {"state", contact.awaits_reply       ? "awaits_reply"
                                                     : contact.without_passings ? "without_passings"
                                                                                : "all"}}));
        if (contact.without_passings)
            message.choices.push_back(
                {.code = std::string(resume) + id,
                 .label = describe::sentence("settings.family.resume", Value::object({{"address", address}})),
                 .slot = "address"});
        if (contacts.size() > 1)
            message.choices.push_back(
                {.code = std::string(remove_address) + id,
                 .label = describe::sentence("settings.family.remove", Value::object({{"address", address}})),
                 .slot = "address"});
    }
    message.args.set("addresses", std::move(addresses));
}

std::optional<ContactId> contact_in(const std::string& code, std::string_view before) {
    std::int64_t id = 0;
    if (!code.starts_with(before)) return std::nullopt;
    const char* begin = code.data() + before.size();
    const auto [end, error] = std::from_chars(begin, code.data() + code.size(), id);
    if (error != std::errc() || end != code.data() + code.size()) return std::nullopt;
    return ContactId{id};
}

void resume_passings(Turn& turn, ContactId id) {
    for (const Contact& contact : turn.tx.people().contacts_of(turn.person->id))
        if (contact.id == id) set_without_passings(turn.tx, turn.environment, turn.schools, contact, false, turn.now);
    turn.say("passings.resumed");
}

}  // namespace

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
        add_addresses(turn, message);
        message.choices.push_back({.code = "cmd:link", .label = "settings.family.add_child"});
        if (mail_registration::has_mail(turn))
            message.choices.push_back({.code = "cmd:add_mail", .label = "settings.family.add_mail"});
        message.choices.push_back({.code = "cmd:unlink", .label = "settings.family.leave"});
    }
    turn.say(std::move(message));
}

void on_choice(Turn& turn, const std::string& code) {
    if (const auto address = contact_in(code, resume)) return resume_passings(turn, *address);
    if (const auto address = contact_in(code, remove_address)) return mail_registration::offer_removal(turn, *address);
    const auto languages = turn.environment.texts.languages();
    if (std::ranges::find(languages, code) == languages.end()) return show(turn);
    turn.tx.people().set_language(turn.person->id, code);
    turn.person->language = code;
    turn.say("settings.language_set", Value::object({{"language", describe::said("language", code)}}));
}

}  // namespace todoke::settings
