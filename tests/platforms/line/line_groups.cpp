// Group chats: who is in them, and what their members do.
#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_state.hpp"

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace todoke::platforms {
namespace {

std::string text_of(const boost::json::object& body, const char* key) {
    const auto* value = body.if_contains(key);
    return value ? std::string(value->as_string()) : "";
}

boost::json::array sources(const std::vector<std::string>& users) {
    boost::json::array all;
    for (const auto& user : users) all.push_back({{"type", "user"}, {"userId", user}});
    return all;
}

}  // namespace

void LineDouble::add_group(LineGroup group) {
    static const std::regex shape("C[0-9a-f]{32}");
    if (!std::regex_match(group.group_id, shape)) throw std::invalid_argument("not a LINE group id: " + group.group_id);
    std::lock_guard lock(state_->mutex);
    state_->known_groups[group.group_id] = std::move(group);
}

std::string LineDouble::account_of_group(const std::string& group) const {
    std::lock_guard lock(state_->mutex);
    const auto found = state_->known_groups.find(group);
    if (found == state_->known_groups.end()) throw std::invalid_argument("unknown LINE group " + group);
    return channel_of(found->second.account).account;
}

boost::json::object LineDouble::group_event(const std::string& group, const std::string& user, const std::string& type,
                                            const boost::json::object& members) {
    boost::json::object one = event(user, type, members);
    boost::json::object source{{"type", "group"}, {"groupId", group}};
    if (!user.empty()) source["userId"] = user;
    one["source"] = std::move(source);
    return one;
}

LineWebhook LineDouble::joins(const std::string& group) {
    const auto account = account_of_group(group);
    {
        std::lock_guard lock(state_->mutex);
        state_->groups[group] = state_->known_groups.at(group);
    }
    return deliver({group_event(group, "", "join", {})}, account);
}

LineWebhook LineDouble::leaves(const std::string& group) {
    const auto account = account_of_group(group);
    {
        std::lock_guard lock(state_->mutex);
        state_->groups.erase(group);
    }
    return deliver({group_event(group, "", "leave", {})}, account);
}

LineWebhook LineDouble::says_in(const std::string& group, const std::string& user, const std::string& text,
                                const std::string& quoted_message_id) {
    const auto message = text_event(user, text, quoted_message_id).at("message").as_object();
    return deliver({group_event(group, user, "message", {{"message", message}})}, account_of_group(group));
}

LineWebhook LineDouble::presses_in(const std::string& group, const std::string& user, const std::string& data) {
    return deliver({group_event(group, user, "postback", {{"postback", {{"data", data}}}})}, account_of_group(group));
}

LineWebhook LineDouble::edits_in(const std::string& group, const std::string& user, const std::string& message_id,
                                 const std::string& text) {
    // The same message with a new quote token, and without a token for the read mark.
    const boost::json::object message{
        {"type", "text"}, {"id", message_id}, {"text", text}, {"quoteToken", random_hex(24)}};
    return deliver({group_event(group, user, "messageEdited", {{"message", message}})}, account_of_group(group));
}

LineWebhook LineDouble::unsends_in(const std::string& group, const std::string& user, const std::string& message_id) {
    return deliver({group_event(group, user, "unsend", {{"unsend", {{"messageId", message_id}}}})},
                   account_of_group(group));
}

LineWebhook LineDouble::members_join(const std::string& group, const std::vector<std::string>& users) {
    const auto account = account_of_group(group);
    {
        std::lock_guard lock(state_->mutex);
        auto& members = state_->groups[group].members;
        members.insert(members.end(), users.begin(), users.end());
    }
    return deliver({group_event(group, "", "memberJoined", {{"joined", {{"members", sources(users)}}}})}, account);
}

LineWebhook LineDouble::members_leave(const std::string& group, const std::vector<std::string>& users) {
    const auto account = account_of_group(group);
    {
        std::lock_guard lock(state_->mutex);
        std::erase_if(state_->groups[group].members, [&](const std::string& member) {
            return std::find(users.begin(), users.end(), member) != users.end();
        });
    }
    return deliver({group_event(group, "", "memberLeft", {{"left", {{"members", sources(users)}}}})}, account);
}

std::optional<LineWebhook> LineDouble::group_send(const std::string& group, const boost::json::object& body) {
    const std::string user = text_of(body, "user");
    if (body.contains("join")) return joins(group);
    if (body.contains("leave")) return leaves(group);
    if (body.contains("text")) return says_in(group, user, text_of(body, "text"), text_of(body, "quoted_message_id"));
    if (body.contains("postback")) return presses_in(group, user, text_of(body, "postback"));
    if (body.contains("unsend")) return unsends_in(group, user, text_of(body, "unsend"));
    return std::nullopt;
}

}  // namespace todoke::platforms
