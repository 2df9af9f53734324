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
    // Nothing can be read from these, but the person waits for a sign: the service answers with the menu.
    for (const char* known : {"sticker", "image", "video", "audio", "file", "location"})
        if (type == known) return answer::Command{type, {}};
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
    inbound.at = event.event_at.value_or(event.received_at);
    inbound.answer = answer::Nothing{};
    if ((*body)["mode"].as_string() == "standby") return inbound;
    inbound.reply_token = (*body)["replyToken"].as_string();
    const std::string& type = (*body)["type"].as_string();
    if (type == "message") {
        inbound.message_id = (*body)["message"]["id"].as_string();
        inbound.answer = read_message((*body)["message"]);
    } else if (type == "postback") {
        const Value& postback = (*body)["postback"];
        // A switch of rich menus reports itself by a postback as well; nobody asked us anything.
        if (postback["params"].find("newRichMenuAliasId") || postback["params"].find("status")) return inbound;
        inbound.answer = answer_of_token(postback["data"].as_string(), picked_in(postback["params"]));
    } else if (type == "follow") {
        inbound.answer = answer::Followed{};
    } else if (type == "unfollow") {
        inbound.answer = answer::Unfollowed{};
    } else if (type == "unsend") {
        inbound.answer = answer::Withdrawn{(*body)["unsend"]["messageId"].as_string()};
    } else if (type == "accountLink") {
        const Value& link = (*body)["link"];
        inbound.answer = answer::AccountLinked{link["nonce"].as_string(), link["result"].as_string() == "ok"};
    }
    return inbound;
}

}  // namespace todoke::line
