// The people: their actions become signed webhooks to the service.
#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_state.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

namespace todoke::platforms {

namespace {

bool repliable(const std::string& type) {
    return type != "unsend" && type != "unfollow" && type != "leave" && type != "memberLeft";
}

std::string text_of(const boost::json::object& body, const char* key) {
    const auto* value = body.if_contains(key);
    return value ? std::string(value->as_string()) : "";
}

}  // namespace

const LineChannel& LineDouble::channel_of(const std::string& account) const {
    for (const auto& channel : state_->channels)
        if (account.empty() || channel.account == account) return channel;
    throw std::invalid_argument("no LINE channel for account '" + account + "'");
}

std::string LineDouble::account_of(const std::string& user) const {
    std::lock_guard lock(state_->mutex);
    const auto found = state_->users.find(user);
    if (found == state_->users.end()) throw std::invalid_argument("unknown LINE user " + user);
    return channel_of(found->second.account).account;
}

std::string LineDouble::sign(const std::string& body, const std::string& account) const {
    std::lock_guard lock(state_->mutex);
    return base64(hmac_sha256(channel_of(account).secret, body));
}

boost::json::object LineDouble::event(const std::string& user, const std::string& type,
                                      const boost::json::object& members) {
    const Instant at = now();
    boost::json::object event{{"type", type},
                              {"mode", "active"},
                              {"timestamp", unix_milliseconds(at)},
                              {"source", {{"type", "user"}, {"userId", user}}},
                              {"webhookEventId", ulid(unix_milliseconds(at))},
                              {"deliveryContext", {{"isRedelivery", false}}}};
    if (repliable(type)) event["replyToken"] = random_hex(16);
    for (const auto& [key, value] : members) event[key] = value;
    return event;
}

boost::json::object LineDouble::text_event(const std::string& user, const std::string& text,
                                           const std::string& quoted_message_id) {
    boost::json::object message{
        {"type", "text"}, {"text", text}, {"quoteToken", random_hex(24)}, {"markAsReadToken", random_hex(24)}};
    if (!quoted_message_id.empty()) message["quotedMessageId"] = quoted_message_id;
    std::lock_guard lock(state_->mutex);
    message["id"] = state_->next_message_id();
    state_->read_tokens.insert(message["markAsReadToken"].as_string().c_str());
    return event(user, "message", {{"message", message}});
}

LineWebhook LineDouble::deliver_raw(const std::string& body, const std::optional<std::string>& signature,
                                    const std::string& account) {
    std::string url, right;
    {
        std::lock_guard lock(state_->mutex);
        const auto& channel = channel_of(account);
        if (state_->service_url.empty()) throw std::invalid_argument("no service url");
        url = state_->service_url + "/webhooks/line/" + channel.account;
        right = base64(hmac_sha256(channel.secret, body));
    }
    const auto posted = post(url, body,
                             {{"content-type", "application/json; charset=utf-8"},
                              {"user-agent", "LineBotWebhook/2.0"},
                              {"x-line-signature", signature.value_or(right)}});
    return {.status = posted.status, .latency = posted.latency, .body = posted.body, .error = posted.error};
}

LineWebhook LineDouble::deliver_remembered(const boost::json::array& events, const std::string& account) {
    std::string body;
    {
        std::lock_guard lock(state_->mutex);
        const auto& channel = channel_of(account);
        const Instant at = now();
        for (const auto& event : events) {
            const auto* token = event.as_object().if_contains("replyToken");
            if (!token) continue;
            auto& reply = state_->reply_tokens[token->as_string().c_str()];
            reply.channel_id = channel.channel_id;
            reply.user = State::chat_of(event.as_object());
            reply.event_at = Instant(std::chrono::milliseconds(event.at("timestamp").to_number<long long>()));
            reply.received_at = at;  // a redelivered webhook gives an unused token another minute
        }
        body = serialize(boost::json::object{{"destination", channel.bot_user_id}, {"events", events}});
    }
    LineWebhook webhook = deliver_raw(body, std::nullopt, account);
    std::lock_guard lock(state_->mutex);
    for (const auto& event : events) {
        webhook.webhook_event_id = event.at("webhookEventId").as_string();
        if (const auto* message = event.as_object().if_contains("message"))
            webhook.message_id = message->at("id").as_string();
        if (webhook.status / 100 == 2) state_->events.at(webhook.webhook_event_id).accepted = true;
    }
    return webhook;
}

LineWebhook LineDouble::deliver(const boost::json::array& events, const std::string& account) {
    {
        std::lock_guard lock(state_->mutex);
        for (const auto& value : events) {
            const auto& event = value.as_object();
            const std::string id(event.at("webhookEventId").as_string());
            if (state_->events.try_emplace(id, State::Event{event, account}).second) state_->event_order.push_back(id);
            if (!event.contains("source")) continue;  // a failed link: nobody's screen
            const std::string user = State::chat_of(event);
            auto& screen = state_->screens[user];
            boost::json::object shown{{"from", "user"}, {"via", "user"}, {"at", to_iso_utc(now())}};
            if (event.at("type") == "messageEdited") {
                for (auto& item : screen)
                    if (const auto* id = item.as_object().if_contains("id"); id && *id == event.at("message").at("id"))
                        item.as_object()["message"] = event.at("message");
            } else if (const auto* message = event.if_contains("message")) {
                shown["id"] = message->at("id");
                shown["message"] = *message;
                screen.push_back(shown);
            } else if (const auto* unsend = event.if_contains("unsend")) {
                for (auto item = screen.begin(); item != screen.end(); ++item)
                    if (const auto* shown_id = item->as_object().if_contains("id");
                        shown_id && *shown_id == unsend->at("messageId")) {
                        screen.erase(item);
                        break;
                    }
            }
            if (event.at("type") == "unfollow") state_->blocked.insert(user);
            if (event.at("type") == "follow") state_->blocked.erase(user);
        }
    }
    return deliver_remembered(events, account);
}

LineWebhook LineDouble::redeliver(const std::string& webhook_event_id) {
    boost::json::object event;
    std::string account;
    {
        std::lock_guard lock(state_->mutex);
        const auto& remembered = state_->events.at(webhook_event_id);
        event = remembered.event;
        account = remembered.account;
    }
    event["deliveryContext"] = {{"isRedelivery", true}};
    return deliver_remembered({event}, account);
}

LineDouble::Redelivered LineDouble::redeliver_failed() {
    std::vector<std::string> failed;
    {
        std::lock_guard lock(state_->mutex);
        for (const auto& id : state_->event_order)
            if (!state_->events.at(id).accepted) failed.push_back(id);
    }
    Redelivered result;
    for (const auto& id : failed) redeliver(id).status / 100 == 2 ? ++result.accepted : ++result.failed;
    return result;
}

LineWebhook LineDouble::says(const std::string& user, const std::string& text, const std::string& quoted_message_id) {
    const auto account = account_of(user);
    return deliver({text_event(user, text, quoted_message_id)}, account);
}

LineWebhook LineDouble::presses(const std::string& user, const std::string& data, const boost::json::object& params,
                                const std::string& display_text) {
    const auto account = account_of(user);
    boost::json::object postback{{"data", data}};
    if (!params.empty()) postback["params"] = params;
    if (!display_text.empty()) {
        std::lock_guard lock(state_->mutex);
        state_->screens[user].push_back({{"from", "user"},
                                         {"via", "user"},
                                         {"at", to_iso_utc(now())},
                                         {"message", {{"type", "text"}, {"text", display_text}}}});
    }
    return deliver({event(user, "postback", {{"postback", postback}})}, account);
}

LineWebhook LineDouble::sticks(const std::string& user, const std::string& package_id, const std::string& sticker_id) {
    const auto account = account_of(user);
    boost::json::object message{{"type", "sticker"},
                                {"quoteToken", random_hex(24)},
                                {"packageId", package_id},
                                {"stickerId", sticker_id},
                                {"stickerResourceType", "STATIC"}};
    {
        std::lock_guard lock(state_->mutex);
        message["id"] = state_->next_message_id();
    }
    return deliver({event(user, "message", {{"message", message}})}, account);
}

LineWebhook LineDouble::unsends(const std::string& user, const std::string& message_id) {
    return deliver({event(user, "unsend", {{"unsend", {{"messageId", message_id}}}})}, account_of(user));
}

LineWebhook LineDouble::attaches(const std::string& user, const std::string& type, const std::string& set) {
    boost::json::object message{{"type", type}, {"markAsReadToken", random_hex(24)}};
    if (type == "image" || type == "video" || type == "audio") message["contentProvider"] = {{"type", "line"}};
    if (type == "image" || type == "video") message["quoteToken"] = random_hex(24);
    if (!set.empty()) message["imageSet"] = {{"id", set}, {"index", 1}, {"total", 2}};
    if (type == "file") message["fileName"] = "診断書.pdf", message["fileSize"] = 2138;
    if (type == "location") message["latitude"] = 42.63, message["longitude"] = 141.6;
    {
        std::lock_guard lock(state_->mutex);
        message["id"] = state_->next_message_id();
        state_->read_tokens.insert(message["markAsReadToken"].as_string().c_str());
    }
    return deliver({event(user, "message", {{"message", message}})}, account_of(user));
}

LineWebhook LineDouble::follows(const std::string& user, bool unblocked) {
    return deliver({event(user, "follow", {{"follow", {{"isUnblocked", unblocked}}}})}, account_of(user));
}

LineWebhook LineDouble::unfollows(const std::string& user) {
    return deliver({event(user, "unfollow", {})}, account_of(user));
}

Answer LineDouble::control_send(const boost::json::object& body) {
    LineWebhook webhook;
    const std::string user = text_of(body, "user");
    if (body.contains("redeliver") && body.at("redeliver") == "failed") {
        const auto [accepted, failed] = redeliver_failed();
        return json_answer(200, {{"accepted", accepted}, {"failed", failed}});
    }
    if (const std::string group = text_of(body, "group"); !group.empty()) {
        const auto sent = group_send(group, body);
        if (!sent) throw std::invalid_argument("nothing to send");
        webhook = *sent;
    } else if (body.contains("redeliver"))
        webhook = redeliver(text_of(body, "redeliver"));
    else if (body.contains("verify"))
        webhook = deliver({});
    else if (body.contains("text"))
        webhook = says(user, text_of(body, "text"), text_of(body, "quoted_message_id"));
    else if (body.contains("postback"))
        webhook = presses(user, text_of(body, "postback"),
                          body.contains("params") ? body.at("params").as_object() : boost::json::object(),
                          text_of(body, "display_text"));
    else if (body.contains("sticker"))
        webhook = sticks(user, body.at("sticker").at("packageId").as_string().c_str(),
                         body.at("sticker").at("stickerId").as_string().c_str());
    else if (body.contains("unsend"))
        webhook = unsends(user, text_of(body, "unsend"));
    else if (body.contains("follow"))
        webhook = follows(user);
    else if (body.contains("link"))
        webhook = opens_link(user, text_of(body, "link"));
    else if (body.contains("unfollow"))
        webhook = unfollows(user);
    else
        throw std::invalid_argument("nothing to send");
    return json_answer(200, {{"status", webhook.status},
                             {"latency_us", webhook.latency.count()},
                             {"webhook_event_id", webhook.webhook_event_id},
                             {"message_id", webhook.message_id},
                             {"body", webhook.body},
                             {"error", webhook.error}});
}

Answer LineDouble::control(const Request& request, const boost::json::object& body) {
    const std::string door = request.segments.size() > 1 ? request.segments[1] : "";
    const auto done = [] { return json_answer(200, boost::json::object()); };
    if (door == "screen" && request.segments.size() == 3) return json_answer(200, screen(request.segments[2]));
    if (door == "rich_menu" && request.segments.size() == 3)
        return json_answer(200, {{"name", rich_menu_of(request.segments[2])}});
    if (request.method != "POST") return json_answer(404, {{"error", "no such door"}});
    if (door == "send") return control_send(body);
    if (door == "service") return set_service_url(text_of(body, "url")), done();
    if (door == "block") {
        const auto* blocked = body.if_contains("blocked");
        return block(text_of(body, "user"), !blocked || blocked->as_bool()), done();
    }
    if (door == "quota") {
        std::optional<long long> limit;
        if (const auto* value = body.if_contains("limit"); value && !value->is_null())
            limit = value->to_number<long long>();
        const auto* used = body.if_contains("used");
        return set_quota(limit, used ? used->to_number<long long>() : quota_used()), done();
    }
    if (door == "channels") {
        LineChannel channel{.channel_id = text_of(body, "channel_id"),
                            .secret = text_of(body, "secret"),
                            .bot_user_id = text_of(body, "bot_user_id"),
                            .static_token = text_of(body, "static_token")};
        if (body.contains("account")) channel.account = text_of(body, "account");
        return add_channel(std::move(channel)), done();
    }
    if (door == "groups") {
        LineGroup group{.group_id = text_of(body, "group_id"), .members = {}, .account = text_of(body, "account")};
        for (const auto& member : body.at("members").as_array()) group.members.emplace_back(member.as_string());
        return add_group(std::move(group)), done();
    }
    if (door == "users")
        return add_user({.user_id = text_of(body, "user_id"),
                         .display_name = text_of(body, "display_name"),
                         .account = text_of(body, "account")}),
               done();
    return json_answer(404, {{"error", "no such door"}});
}

}  // namespace todoke::platforms
