// People act in Teams: signed activities to the service.
#include "tests/platforms/teams/card.hpp"
#include "tests/platforms/teams/teams_state.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::platforms {

namespace {

constexpr const char* card_type = "application/vnd.microsoft.card.adaptive";
constexpr const char* message_type = "application/vnd.microsoft.activity.message";

// The card of a message as this person's client shows it now; null without one.
boost::json::value shown_card(const boost::json::object& activity) {
    const auto* attachments = activity.if_contains("attachments");
    if (!attachments || !attachments->is_array()) return nullptr;
    for (const auto& attachment : attachments->get_array())
        if (attachment.at("contentType") == card_type) return attachment.at("content");
    return nullptr;
}

std::string escaped(const std::string& text) {
    std::string html;
    for (char c : text) {
        if (c == '&')
            html += "&amp;";
        else if (c == '<')
            html += "&lt;";
        else if (c == '>')
            html += "&gt;";
        else
            html += c;
    }
    return html;
}

}  // namespace

boost::json::object TeamsDouble::activity(const std::string& user_id, const std::string& type,
                                          const boost::json::object& members) {
    std::lock_guard lock(state_->mutex);
    const auto* user = state_->find_user(user_id);
    if (!user) throw std::invalid_argument("unknown Teams user " + user_id);
    const auto& app = app_of(user->tenant_id);
    boost::json::object activity{
        {"type", type},
        {"id", state_->next_id()},
        {"timestamp", to_iso_utc(now())},
        {"localTimezone", "Asia/Tokyo"},
        {"serviceUrl", state_->origin + "/jp/" + user->tenant_id + "/"},
        {"channelId", "msteams"},
        {"from", {{"id", mri_of(user->aad_object_id)}, {"name", user->name}, {"aadObjectId", user->aad_object_id}}},
        {"conversation",
         {{"conversationType", "personal"},
          {"tenantId", user->tenant_id},
          {"id", state_->personal(user->aad_object_id).id}}},
        {"recipient", {{"id", "28:" + app.app_id}, {"name", app.name}}},
        {"locale", "ja-JP"},
        {"channelData", {{"tenant", {{"id", user->tenant_id}}}}}};
    for (const auto& [key, value] : members) activity[key] = value;
    return activity;
}

TeamsDelivery TeamsDouble::deliver_raw(const std::string& body, const std::string& authorization,
                                       const std::string& account) {
    std::string url;
    {
        std::lock_guard lock(state_->mutex);
        if (state_->service_url.empty()) throw std::invalid_argument("no service url");
        url = state_->service_url + "/webhooks/teams/" + account;
    }
    std::map<std::string, std::string> headers{{"content-type", "application/json; charset=utf-8"}};
    if (!authorization.empty()) headers["authorization"] = authorization;
    const auto posted = post(url, body, headers);
    return {.status = posted.status, .latency = posted.latency, .body = posted.body, .error = posted.error};
}

TeamsDelivery TeamsDouble::deliver(const boost::json::object& activity, const TeamsToken& wanted) {
    const std::string id(activity.at("id").as_string());
    const std::string conversation_id(activity.at("conversation").at("id").as_string());
    TeamsApp app;
    {
        std::lock_guard lock(state_->mutex);
        app = app_of(activity.at("conversation").at("tenantId").as_string().c_str());
        state_->activities[id] = activity;
    }
    TeamsDelivery delivery =
        deliver_raw(serialize(activity),
                    "Bearer " + token(wanted, app.app_id, activity.at("serviceUrl").as_string().c_str()), app.account);
    delivery.activity_id = id;
    delivery.conversation = conversation_id;
    if (activity.at("type") != "invoke" || delivery.status != 200) return delivery;

    // The client draws the answer of an invoke for the presser only.
    boost::system::error_code failed;
    const auto answer = boost::json::parse(delivery.body, failed);
    const auto* object = failed ? nullptr : answer.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    const auto* value = object ? object->if_contains("value") : nullptr;
    if (!type || !value) {
        delivery.error = "an invoke needs an answer with type and value";
        return delivery;
    }
    boost::json::value view;
    if (*type == card_type) {
        Problems problems;
        teams::check_card(*value, "value", problems);
        for (const auto& problem : problems)
            delivery.error += fmt::format("{}: {}; ", problem.property, problem.message);
        view = {{"card", *value}};
    } else if (*type == message_type) {
        view = {{"message", *value}};
    } else if (*type != "application/vnd.microsoft.error") {
        delivery.error = "unknown type of an invoke's answer";
    }
    const auto* reply_to = activity.if_contains("replyToId");
    if (!delivery.error.empty() || view.is_null() || !reply_to) return delivery;
    std::lock_guard lock(state_->mutex);
    if (auto* conversation = state_->find_conversation(conversation_id))
        for (auto& message : conversation->messages)
            if (message.id == reply_to->as_string())
                message.shown_to[activity.at("from").at("aadObjectId").as_string().c_str()] = view;
    return delivery;
}

TeamsDelivery TeamsDouble::redeliver(const std::string& activity_id) {
    boost::json::object again;
    {
        std::lock_guard lock(state_->mutex);
        again = state_->activities.at(activity_id);
    }
    return deliver(again);
}

TeamsDelivery TeamsDouble::says(const std::string& user, const std::string& text, const std::string& reply_to,
                                const std::string& quote) {
    auto message = activity(user, "message", {{"text", text}, {"textFormat", "plain"}});
    boost::json::array entities{{{"type", "clientInfo"}, {"locale", "ja-JP"}, {"country", "JP"}, {"platform", "iOS"}}};
    std::string html = "<p>" + escaped(text) + "</p>";
    if (!reply_to.empty()) message["replyToId"] = reply_to;
    if (!quote.empty()) {
        message["text"] = fmt::format("<quoted messageId=\"{}\"/>{}", quote, text);
        entities.push_back({{"type", "quotedReply"},
                            {"quotedReply",
                             {{"messageId", quote},
                              {"senderId", message.at("recipient").at("id")},
                              {"senderName", "Todoke"},
                              {"preview", ""},
                              {"isReplyDeleted", false},
                              {"validatedMessageReference", true}}}});
        html =
            fmt::format(R"(<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="{}"></blockquote>{})",
                        quote, html);
    }
    message["entities"] = entities;
    message["attachments"] = boost::json::array{{{"contentType", "text/html"}, {"content", html}}};
    {
        std::lock_guard lock(state_->mutex);
        auto& conversation = state_->personal(message.at("from").at("aadObjectId").as_string().c_str());
        State::Shown shown{.id = message.at("id").as_string().c_str(),
                           .name = message.at("from").at("name").as_string().c_str(),
                           .at = now()};
        shown.activity = {{"type", "message"}, {"text", text}};
        if (!quote.empty()) shown.activity["quote"] = quote;
        conversation.messages.push_back(std::move(shown));
    }
    return deliver(message);
}

TeamsDelivery TeamsDouble::invokes(const std::string& user, const std::string& verb, const boost::json::object& data,
                                   const std::string& reply_to) {
    auto invoke = activity(
        user, "invoke",
        {{"name", "adaptiveCard/action"},
         {"replyToId", reply_to},
         {"value", {{"action", {{"type", "Action.Execute"}, {"verb", verb}, {"data", data}}}, {"trigger", "manual"}}}});
    return deliver(invoke);
}

TeamsDelivery TeamsDouble::presses(const std::string& user_id, const std::string& name,
                                   const boost::json::object& inputs, const std::string& activity_id) {
    teams::Button button;
    std::string message_id;
    {
        std::lock_guard lock(state_->mutex);
        const auto* user = state_->find_user(user_id);
        if (!user) throw std::invalid_argument("unknown Teams user " + user_id);
        const auto& messages = state_->personal(user->aad_object_id).messages;
        for (auto message = messages.rbegin(); message != messages.rend() && button.action.empty(); ++message) {
            if (message->deleted || (!activity_id.empty() && message->id != activity_id)) continue;
            auto card = shown_card(message->activity);
            if (const auto view = message->shown_to.find(user->aad_object_id); view != message->shown_to.end())
                if (const auto* instead = view->second.as_object().if_contains("card")) card = *instead;
            button = teams::find_button(card, name);
            message_id = message->id;
        }
    }
    if (button.action.empty()) throw std::invalid_argument("no button " + name + " on the screen");
    const auto data = teams::pressed_data(button, inputs);
    const auto type = button.action.at("type").as_string();
    if (type == "Action.Execute")
        return invokes(user_id, button.action.at("verb").as_string().c_str(), data, message_id);
    if (type == "Action.Submit")
        return deliver(activity(user_id, "message", {{"value", data}, {"replyToId", message_id}}));
    throw std::invalid_argument("button " + name + " does not reach the bot");
}

TeamsDelivery TeamsDouble::installs(const std::string& user) {
    {
        std::lock_guard lock(state_->mutex);
        if (const auto* known = state_->find_user(user)) state_->users.at(known->aad_object_id).installed = true;
    }
    auto update = activity(user, "conversationUpdate", {});
    update["membersAdded"] = boost::json::array{{{"id", update.at("recipient").at("id")}}};
    deliver(update);
    return deliver(activity(user, "installationUpdate", {{"action", "add"}}));
}

TeamsDelivery TeamsDouble::uninstalls(const std::string& user) {
    {
        std::lock_guard lock(state_->mutex);
        if (const auto* known = state_->find_user(user)) state_->users.at(known->aad_object_id).installed = false;
    }
    return deliver(activity(user, "installationUpdate", {{"action", "remove"}}));
}

}  // namespace todoke::platforms
