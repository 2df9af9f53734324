// The connector's operations.
#include "tests/platforms/common/text.hpp"
#include "tests/platforms/teams/card.hpp"
#include "tests/platforms/teams/teams_state.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::platforms {

namespace {

using Steady = std::chrono::steady_clock;

constexpr const char* card_type = "application/vnd.microsoft.card.adaptive";

void check_mentions(const boost::json::object& activity, Problems& problems) {
    const auto* entities = activity.if_contains("entities");
    if (!entities || !entities->is_array()) return;
    const auto* text = activity.if_contains("text");
    for (const auto& entity : entities->get_array()) {
        const auto* object = entity.if_object();
        const auto* type = object ? object->if_contains("type") : nullptr;
        if (!type || *type != "mention") continue;
        const auto* words = object->if_contains("text");
        if (!words || !words->is_string() || !text || !text->is_string() ||
            text->get_string().find(words->get_string()) == boost::json::string::npos)
            problems.push_back({"entities", "mention text not found in the text"});
    }
}

// What a bot may put into an activity; `cards` says whether there are attachments.
void check_activity(const boost::json::value& value, Problems& problems) {
    Reader activity(value, "", PathStyle::dotted, problems);
    if (!activity.ok()) return;
    const auto type = activity.one_of("type", Need::required, {"message", "typing"});
    const auto text = activity.text("text", Need::optional, 0, 100'000);
    activity.one_of("textFormat", Need::optional, {"plain", "markdown", "xml"});
    activity.one_of("attachmentLayout", Need::optional, {"list", "carousel"});
    const auto* attachments = activity.array("attachments", Need::optional, 0, 10);
    activity.array("entities", Need::optional, 0, 200);
    activity.text("summary", Need::optional, 0, 1000);
    activity.known({"id",         "timestamp", "localTimestamp", "localTimezone", "serviceUrl",
                    "channelId",  "from",      "conversation",   "recipient",     "channelData",
                    "locale",     "replyToId", "inputHint",      "importance",    "deliveryMode",
                    "expiration", "value",     "speak",          "topicName",     "suggestedActions"});
    activity.finish();
    if (!type || *type == "typing") return;
    if ((!text || text->empty()) && (!attachments || attachments->empty()))
        problems.push_back({"text", "Activity must include non empty 'text' field or at least 1 attachment"});
    if (const auto* suggested = activity.any("suggestedActions", Need::optional)) {
        const auto* object = suggested->if_object();
        const auto* actions = object ? object->if_contains("actions") : nullptr;
        if (!actions || !actions->is_array() || actions->get_array().empty() || (attachments && !attachments->empty()))
            problems.push_back({"suggestedActions", "needs actions and no attachments"});
    }
    for (std::size_t i = 0; attachments && i < attachments->size(); ++i) {
        const auto path = child_path("attachments", i, PathStyle::dotted);
        Reader attachment((*attachments)[i], path, PathStyle::dotted, problems);
        attachment.known({"name", "thumbnailUrl", "contentUrl"});
        const auto content_type = attachment.text("contentType", Need::required, 1, 200);
        const bool is_card = content_type && *content_type == card_type;
        const auto* content = attachment.any("content", is_card ? Need::required : Need::optional);
        if (is_card && content) teams::check_card(*content, path + ".content", problems);
        attachment.finish();
    }
    check_mentions(value.get_object(), problems);
}

Answer bad(const char* code, const Problems& problems) {
    std::string message;
    for (const auto& problem : problems)
        message += fmt::format("{}{}: {}", message.empty() ? "" : "; ", problem.property, problem.message);
    return connector_error(400, code, message);
}

bool card_too_large(const boost::json::value& activity) {
    const auto* object = activity.if_object();
    const auto* attachments = object ? object->if_contains("attachments") : nullptr;
    if (!attachments || !attachments->is_array()) return false;
    for (const auto& attachment : attachments->get_array())
        if (serialize(attachment).size() > teams::most_card_bytes) return true;
    return false;
}

// Seconds to wait, 0 when the conversation may be written to.
int wait_for_limit(std::deque<Steady::time_point>& sends) {
    const auto at = Steady::now();
    while (!sends.empty() && at - sends.front() >= std::chrono::hours(1)) sends.pop_front();
    for (const auto& [seconds, most] : {std::pair<int, std::size_t>{1, 7}, {2, 8}, {30, 60}, {3600, 1800}})
        if (sends.size() >= most && at - sends[sends.size() - most] < std::chrono::seconds(seconds)) return seconds;
    sends.push_back(at);
    return 0;
}

}  // namespace

std::string TeamsDouble::words_for(int status) const {
    switch (status) {
        case 401:
            return R"({"message":"Authorization has been denied for this request."})";
        case 403:
            // Blocked writes come as JSON inside a string.
            return R"({"errorCode":209,"message":"{\r\n  \"subCode\": \"MessageWritesBlocked\",\r\n  \"details\": \"Thread is )"
                   R"(blocked from message writes.\",\r\n  \"errorCode\": null,\r\n  \"errorSubCode\": null\r\n}"})";
        case 404:
            return R"({"error":{"code":"ConversationNotFound","message":"Conversation not found."}})";
        case 412:
            return R"({"error":{"code":"PreconditionFailed","message":"Precondition failed."}})";
        case 413:
            return "<html><body>Request Entity Too Large</body></html>";
        case 429:
            return R"({"error":{"code":"Throttled","message":"Too many requests."}})";
        case 500:
            return R"({"error":{"code":"ServiceError","message":"Unknown."}})";
        default:
            return "<html><body>Bad Gateway</body></html>";
    }
}

Answer TeamsDouble::conversations(const Request& request, const std::vector<std::string>& rest,
                                  const std::string& app_id) {
    if (rest.empty() && request.method == "POST") {
        boost::system::error_code failed;
        const auto body = boost::json::parse(request.body, failed);
        if (failed) return connector_error(400, "BadSyntax", "not JSON");
        return create_conversation(body, app_id);
    }
    if (rest.size() < 2) return connector_error(404, "NotFound", "no such operation");
    {
        std::lock_guard lock(state_->mutex);
        // A thread of a known channel exists as soon as somebody writes into it.
        const auto thread = rest[0].find(";messageid=");
        if (!state_->find_conversation(rest[0]) && thread != std::string::npos)
            if (const auto* channel = state_->find_conversation(rest[0].substr(0, thread)))
                state_->conversations[rest[0]] = {
                    .id = rest[0], .type = channel->type, .tenant_id = channel->tenant_id};
        const auto* conversation = state_->find_conversation(rest[0]);
        if (!conversation) return connector_error(404, "ConversationNotFound", "Conversation not found.");
        if (!conversation->user.empty()) {
            if (!state_->users.at(conversation->user).installed)
                return connector_error(403, "BotNotInConversationRoster",
                                       "The bot is not part of the conversation roster.");
            if (state_->blocked.contains(conversation->user))
                return connector_error(403, "ConversationBlockedByUser", "User blocked the conversation with the bot.");
        }
    }
    if (rest[1] == "activities") {
        if (request.method == "POST") return write_activity(request, rest[0], app_id, std::nullopt);
        if (rest.size() == 3 && request.method == "PUT") return write_activity(request, rest[0], app_id, rest[2]);
        if (rest.size() == 3 && request.method == "DELETE") {
            std::lock_guard lock(state_->mutex);
            for (auto& message : state_->find_conversation(rest[0])->messages)
                if (message.id == rest[2] && message.from_bot && !message.deleted) {
                    message.deleted = true;
                    return {.status = 200};
                }
            return connector_error(404, "ActivityNotFoundInConversation", "Activity not found.");
        }
    }
    if (request.method == "GET" && (rest[1] == "members" || rest[1] == "pagedmembers"))
        return members(request, rest, rest[0]);
    return connector_error(405, "MethodNotAllowed", "no such operation");
}

Answer TeamsDouble::create_conversation(const boost::json::value& body, const std::string& app_id) {
    Problems problems;
    Reader request(body, "", PathStyle::dotted, problems);
    const bool is_group = request.boolean("isGroup").value_or(false);
    const auto* bot = request.any("bot", Need::required);
    const auto* people = request.array("members", is_group ? Need::optional : Need::required, is_group ? 0 : 1, 1);
    const auto tenant = request.text("tenantId", Need::optional, 1, 100);
    const auto* data = request.any("channelData", Need::optional);
    const auto* first = request.any("activity", Need::optional);
    request.known({"topicName"});
    request.finish();
    const auto string_at = [](const boost::json::value* value, std::initializer_list<const char*> keys) -> std::string {
        for (const char* key : keys) {
            const auto* object = value ? value->if_object() : nullptr;
            value = object ? object->if_contains(key) : nullptr;
        }
        return value && value->is_string() ? std::string(value->get_string()) : "";
    };
    if (problems.empty() && string_at(bot, {"id"}) != "28:" + app_id)
        problems.push_back({"bot.id", "is not the calling bot"});
    if (!problems.empty()) return bad("BadSyntax", problems);

    std::lock_guard lock(state_->mutex);
    if (!is_group) {
        const auto* user = state_->find_user(string_at(&people->front(), {"id"}));
        const std::string tenant_id = tenant.value_or(string_at(data, {"tenant", "id"}));
        if (!user || user->tenant_id != tenant_id || !user->installed)
            return connector_error(403, "ForbiddenOperationException",
                                   "The bot is not installed in user's personal scope");
        return json_answer(201, {{"id", state_->personal(user->aad_object_id).id}});
    }
    const auto* channel = state_->find_conversation(string_at(data, {"channel", "id"}));
    if (!channel || !first)
        return connector_error(400, "BadArgument", "a new thread needs a known channel and an activity");
    check_activity(*first, problems);
    if (!problems.empty()) return bad("BadSyntax", problems);
    const std::string id = state_->next_id(), thread = channel->id + ";messageid=" + id;
    State::Conversation made{.id = thread, .type = channel->type, .tenant_id = channel->tenant_id};
    made.messages.push_back({.id = id, .from_bot = true, .name = "bot", .at = now(), .activity = first->get_object()});
    state_->conversations[thread] = std::move(made);
    return json_answer(201, {{"id", thread}, {"activityId", id}});
}

Answer TeamsDouble::write_activity(const Request& request, const std::string& conversation_id,
                                   const std::string& app_id, const std::optional<std::string>& update) {
    if (request.body.size() > teams::most_activity_bytes)
        return {.status = 413, .body = words_for(413), .content_type = "text/html"};
    boost::system::error_code failed;
    auto body = boost::json::parse(request.body, failed);
    if (failed || !request.header("content-type").starts_with("application/json"))
        return connector_error(400, "BadSyntax", "the body is not a JSON activity");
    Problems problems;
    check_activity(body, problems);
    if (!problems.empty()) return bad(problems.front().property == "entities" ? "BadArgument" : "BadSyntax", problems);
    if (card_too_large(body)) return connector_error(413, "MessageSizeTooBig", "Message size too big.");

    std::lock_guard lock(state_->mutex);
    auto& conversation = *state_->find_conversation(conversation_id);
    if (update) {
        for (auto& message : conversation.messages) {
            if (message.id != *update || !message.from_bot || message.deleted) continue;
            message.activity = body.get_object();
            message.edited = true;
            message.shown_to.clear();
            return json_answer(200, {{"id", *update}});
        }
        return connector_error(404, "ActivityNotFoundInConversation", "Activity not found.");
    }
    if (state_->documented_limits)
        if (const int seconds = wait_for_limit(conversation.sends)) {
            Answer throttled{.status = 429, .body = words_for(429)};
            throttled.headers["Retry-After"] = std::to_string(seconds);
            return throttled;
        }
    if (body.at("type") == "typing") return {.status = 202};
    std::string name = "bot";
    for (const auto& app : state_->apps)
        if (app.app_id == app_id) name = app.name;
    const auto show = [&](boost::json::object activity) {
        conversation.messages.push_back(
            {.id = state_->next_id(), .from_bot = true, .name = name, .at = now(), .activity = std::move(activity)});
    };
    auto& activity = body.get_object();
    const bool split = activity.contains("text") && !activity.at("text").as_string().empty() &&
                       activity.contains("attachments") && !activity.at("attachments").as_array().empty();
    Answer answer{.status = 202};
    answer.delivered = true;
    if (!conversation.user.empty()) answer.delivered_to = {conversation.user};
    if (split) {
        // Teams makes two messages of it and answers without an id: the card can never be updated.
        auto text_only = activity, cards_only = activity;
        text_only.erase("attachments");
        cards_only.erase("text");
        show(text_only);
        show(cards_only);
        return answer;
    }
    show(activity);
    answer.status = 201;
    answer.body = serialize(boost::json::object{{"id", conversation.messages.back().id}});
    return answer;
}

Answer TeamsDouble::members(const Request&, const std::vector<std::string>& rest, const std::string& conversation_id) {
    std::lock_guard lock(state_->mutex);
    const auto& conversation = *state_->find_conversation(conversation_id);
    const auto described = [](const TeamsUser& user) {
        return boost::json::object{{"id", mri_of(user.aad_object_id)},
                                   {"aadObjectId", user.aad_object_id},
                                   {"name", user.name},
                                   {"email", user.upn},
                                   {"userPrincipalName", user.upn},
                                   {"tenantId", user.tenant_id},
                                   {"userRole", "user"}};
    };
    const auto belongs = [&](const TeamsUser& user) {
        return conversation.user.empty() ? user.tenant_id == conversation.tenant_id
                                         : user.aad_object_id == conversation.user;
    };
    if (rest.size() == 3) {
        const auto* user = state_->find_user(rest[2]);
        if (!user || !belongs(*user)) return connector_error(404, "MemberNotFoundInConversation", "Member not found.");
        return json_answer(200, described(*user));
    }
    boost::json::array list;
    for (const auto& [id, user] : state_->users)
        if (belongs(user)) list.push_back(described(user));
    return rest[1] == "members" ? json_answer(200, list) : json_answer(200, {{"members", list}});
}

}  // namespace todoke::platforms
