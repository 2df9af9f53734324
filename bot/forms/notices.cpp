#include "bot/forms/notices.hpp"

#include "bot/usecases/describe.hpp"

#include <set>

namespace todoke {
namespace {

constexpr auto how_long = std::chrono::days{14};
constexpr int most_read = 60;
constexpr std::size_t most_shown = 20;

// The arguments a title or a notice may use: names, days and times, never the lists inside a card.
Value short_args(const Value& args) {
    Value kept = Value::object();
    for (const auto& [name, value] : args.members())
        if (!value.is_array() && (!value.is_object() || value.find("as"))) kept.set(name, value);
    return kept;
}

// One notice goes to several addresses of a person; its key ends with the address.
std::string cause_of(const std::string& dedup) { return dedup.substr(0, dedup.rfind(':')); }

const School& school_of(const Turn& turn, const OutboxDraft& draft) {
    const School* school = turn.schools.find(draft.school);
    return school ? *school : turn.schools.all.front();
}

Value row_of(const Turn& turn, const School& school, const Message& message, Instant at) {
    const Texts& texts = turn.environment.texts;
    const Value args = short_args(message.args);
    Value row = Value::object(
        {{"when", describe::sentence("day.when", Value::object({{"day", describe::day(local_day(school, at))},
                                                                {"time", describe::time(school, at)}}))}});
    if (texts.has(message.key + ".title")) row.set("title", describe::sentence(message.key + ".title", args));
    row.set("short",
            describe::sentence(texts.has(message.key + ".notice") ? message.key + ".notice" : "notice.default", args));
    return row;
}

}  // namespace

Message notices_card(Turn& turn) {
    Value items = Value::array();
    std::set<std::string> told;
    for (const auto& past : turn.tx.outbox().notices_to(turn.person->id, turn.now - how_long, most_read)) {
        if (items.items().size() >= most_shown) break;
        if (past.draft.messages.empty() || !told.insert(cause_of(past.draft.dedup)).second) continue;
        items.push_back(row_of(turn, school_of(turn, past.draft), past.draft.messages.front(), past.sent_at));
    }
    Message message{.key = items.items().empty() ? "notices.none" : "notices.list"};
    if (!items.items().empty()) message.args = Value::object({{"items", std::move(items)}});
    return message;
}

}  // namespace todoke
