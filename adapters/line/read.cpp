#include "adapters/line/read.hpp"

#include "bot/ports/json.hpp"

namespace todoke::line {
namespace {

constexpr std::string_view command_mark = "cmd:";

// A date picker answers with exactly one of date, time, datetime.
std::string picked_in(const Value& params) {
    for (const char* mode : {"date", "time", "datetime"})
        if (const auto& picked = params[mode].as_string(); !picked.empty()) return picked;
    return "";
}

Answer read_message(const Value& message) {
    const std::string& type = message["type"].as_string();
    const std::string& quoted = message["quotedMessageId"].as_string();
    if (type == "text") {
        const std::string& text = message["text"].as_string();
        if (!quoted.empty()) return answer::Reply{quoted, text};
        return answer::Text{text};
    }
    // Nothing can be read from these, but the person waits for a sign.
    for (const char* known : {"sticker", "image", "video", "audio", "file", "location"})
        if (type == known) return answer::Attachment{type, message["imageSet"]["id"].as_string()};
    return answer::Nothing{};
}

Answer read_answer(const Value& event, const std::string& type) {
    if (type == "message") return read_message(event["message"]);
    if (type == "postback") {
        const Value& postback = event["postback"];
        // A switch of rich menus reports itself by a postback as well; nobody asked us anything.
        if (postback["params"].find("newRichMenuAliasId") || postback["params"].find("status"))
            return answer::Nothing{};
        return answer_of_token(postback["data"].as_string(), picked_in(postback["params"]));
    }
    if (type == "messageEdited") {
        const Value& message = event["message"];
        return answer::Edited{message["id"].as_string(), message["text"].as_string()};
    }
    if (type == "unsend") return answer::Withdrawn{event["unsend"]["messageId"].as_string()};
    if (type == "follow") return answer::Followed{event["follow"]["isUnblocked"].as_bool()};
    if (type == "unfollow") return answer::Unfollowed{};
    if (type == "accountLink")
        return answer::AccountLinked{event["link"]["nonce"].as_string(), event["link"]["result"].as_string() == "ok"};
    if (type == "join") return answer::Joined{};
    if (type == "leave") return answer::Left{};
    if (type == "memberJoined") return answer::MembersChanged{.joined = event["joined"]["members"].items().size()};
    if (type == "memberLeft") return answer::MembersChanged{.left = event["left"]["members"].items().size()};
    return answer::Nothing{};
}

}  // namespace

Answer answer_of_token(std::string_view token, std::string_view picked) {
    std::string_view nonce, slot, code = token;
    if (const auto first = token.find('.'); first != token.npos) {
        if (const auto second = token.find('.', first + 1); second != token.npos) {
            nonce = token.substr(0, first);
            slot = token.substr(first + 1, second - first - 1);
            code = token.substr(second + 1);
        }
    }
    if (!picked.empty()) code = picked;
    if (code.starts_with(command_mark)) return answer::Command{std::string(code.substr(command_mark.size())), {}};
    return answer::Choice{std::string(nonce), std::string(slot), std::string(code)};
}

std::expected<Inbound, Failure> read_event(const InboundEvent& event) {
    const auto body = json::parse(event.body);
    if (!body) return std::unexpected(body.error());
    if (!body->is_object()) return std::unexpected(Failure{FailureCode::malformed, "not an event object", ""});
    const Value& source = (*body)["source"];
    Inbound inbound;
    inbound.address = source["userId"].as_string();
    inbound.in_private = source["type"].as_string() == "user";
    for (const char* id : {"groupId", "roomId"})
        if (!source[id].as_string().empty()) inbound.group = source[id].as_string();
    inbound.at = event.event_at.value_or(event.received_at);
    inbound.answer = answer::Nothing{};
    if ((*body)["mode"].as_string() == "standby") return inbound;
    inbound.reply_token = (*body)["replyToken"].as_string();
    inbound.message_id = (*body)["message"]["id"].as_string();
    inbound.read_token = (*body)["message"]["markAsReadToken"].as_string();
    inbound.answer = read_answer(*body, (*body)["type"].as_string());
    return inbound;
}

}  // namespace todoke::line
