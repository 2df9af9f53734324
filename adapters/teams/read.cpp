#include "adapters/teams/read.hpp"

#include "adapters/teams/quote.hpp"
#include "adapters/teams/verify.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::teams {
namespace {

constexpr std::string_view command_mark = "cmd:";
constexpr std::size_t most_inputs = 50;

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// Inputs arrive merged into the data: texts, but numbers and toggles may come typed. Empty ones are left out by the
// client.
std::vector<std::pair<std::string, std::string>> inputs_of(const Value& data) {
    std::vector<std::pair<std::string, std::string>> inputs;
    for (const auto& [name, value] : data.members()) {
        if (name == "token" || name == "nonce" || name == "action" || name == "verb" || name == "msteams") continue;
        if (inputs.size() == most_inputs) break;
        if (value.is_string())
            inputs.emplace_back(name, value.as_string());
        else if (value.is_bool())
            inputs.emplace_back(name, value.as_bool() ? "true" : "false");
        else if (value.is_integer())
            inputs.emplace_back(name, std::to_string(value.as_integer()));
    }
    return inputs;
}

Answer read_message(const Value& activity) {
    const SaidText said = said_in(activity);
    // A press of Action.Submit: a value and no words.
    if (activity["value"].is_object() && said.text.empty()) return answer_of_data(activity["value"]);
    if (said.text.empty()) {
        const bool sent_something = std::ranges::any_of(activity["attachments"].items(), [](const Value& attachment) {
            return attachment["contentType"].as_string() != "text/html";
        });
        if (sent_something || !said.quoted.empty()) return answer::Command{"attachment", {}};
        return answer::Nothing{};
    }
    const std::string& to = said.quoted.empty() ? activity["replyToId"].as_string() : said.quoted;
    if (!to.empty()) return answer::Reply{to, said.text};
    return answer::Text{said.text};
}

Answer read_installation(const std::string& action) {
    if (action == "add") return answer::Followed{};
    if (action == "remove") return answer::Unfollowed{};
    return answer::Nothing{};  // an upgrade changes nothing between the person and us
}

}  // namespace

std::string sender_of(const Value& activity) {
    const std::string& object_id = activity["from"]["aadObjectId"].as_string();
    return object_id.empty() ? activity["from"]["id"].as_string() : lower(object_id);
}

Answer answer_of_data(const Value& data) {
    if (!data.is_object()) return answer::Nothing{};
    auto inputs = inputs_of(data);
    const std::string& token = data["token"].as_string();
    if (token.empty()) {
        const std::string &nonce = data["nonce"].as_string(), &action = data["action"].as_string();
        if (nonce.empty() && action.empty()) return answer::Nothing{};
        return answer::Slots{nonce, action, std::move(inputs)};
    }
    std::string nonce, slot, code = token;
    if (const auto first = token.find('.'); first != token.npos)
        if (const auto second = token.find('.', first + 1); second != token.npos) {
            nonce = token.substr(0, first);
            slot = token.substr(first + 1, second - first - 1);
            code = token.substr(second + 1);
        }
    if (code.starts_with(command_mark)) return answer::Command{code.substr(command_mark.size()), {}};
    if (slot.empty() && (code == "reply" || !inputs.empty())) return answer::Slots{nonce, code, std::move(inputs)};
    return answer::Choice{nonce, slot, code};
}

std::expected<Inbound, Failure> read_activity(const InboundEvent& event) {
    const auto activity = json::parse(event.body);
    if (!activity) return std::unexpected(activity.error());
    if (!activity->is_object()) return std::unexpected(Failure{FailureCode::malformed, "not an activity", ""});
    const Value& conversation = (*activity)["conversation"];
    Inbound inbound;
    inbound.answer = answer::Nothing{};
    inbound.at = event.event_at.value_or(event.received_at);
    inbound.message_id = (*activity)["id"].as_string();
    inbound.in_private = conversation["conversationType"].as_string() == "personal";
    const std::string object_id = lower((*activity)["from"]["aadObjectId"].as_string());
    if (object_id.empty()) return inbound;  // a meeting guest, or a service: nobody we could know
    inbound.address = tenant_of(*activity) + "/" + object_id;
    if (inbound.in_private)
        inbound.conversation_reference = Value::object({{"service_url", (*activity)["serviceUrl"].as_string()},
                                                        {"conversation_id", conversation["id"].as_string()}});
    const std::string& type = (*activity)["type"].as_string();
    if (type == "message")
        inbound.answer = read_message(*activity);
    else if (type == "invoke")
        inbound.answer = answer_of_data((*activity)["value"]["action"]["data"]);
    else if (type == "installationUpdate")
        inbound.answer = read_installation((*activity)["action"].as_string());
    else if (type == "messageDelete")
        inbound.answer = answer::Withdrawn{inbound.message_id};
    return inbound;
}

}  // namespace todoke::teams
