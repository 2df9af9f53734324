// Posted:
// {"type":"message","summary":"…","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{card}}]}
// Answered: {"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{card}}
// One documentation page prints "vnd.microsoft.adaptive.card": wrong, clients throw on it.
#include "adapters/teams/payload.hpp"

#include "bot/ports/json.hpp"

#include <fstream>
#include <sstream>

namespace todoke::teams {
namespace {

constexpr const char* card_type = "application/vnd.microsoft.card.adaptive";
constexpr const char* message_type = "application/vnd.microsoft.activity.message";
constexpr std::size_t largest_activity = 80 * 1024,
                      largest_card = 25 * 1024;  // bytes; the documented limits are higher

const Value* card_in(const Value& payload) {
    for (const Value& attachment : payload["attachments"].items())
        if (attachment["contentType"].as_string() == card_type && attachment["content"].is_object())
            return &attachment["content"];
    return nullptr;
}

HttpResponse answer(const char* type, Value value) {
    HttpResponse response{.status = 200};
    response.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    response.body = json::write(Value::object({{"statusCode", 200}, {"type", type}, {"value", std::move(value)}}));
    return response;
}

// RichTextBlock: TextBlock would read what people typed as Markdown.
Value words(const std::string& text) {
    return Value::object(
        {{"type", "RichTextBlock"}, {"inlines", Value::array({Value::object({{"type", "TextRun"}, {"text", text}})})}});
}

// The parts of several messages below each other; an answer shows one card only.
Value joined(const std::vector<Rendered>& rendered) {
    Value body = Value::array();
    Value card;
    for (const Rendered& one : rendered) {
        const Value* here = card_in(one.payload);
        if (here) card = *here;
        Value parts = here ? (*here)["body"] : Value::array({words(one.plain)});
        for (Value& part : parts.items_mut()) body.push_back(std::move(part));
    }
    card.set("body", std::move(body));
    return card;
}

}  // namespace

std::expected<Value, const char*> activity_of(const Rendered& rendered) {
    Value activity = rendered.payload;
    if (!activity.is_object()) return std::unexpected("no_activity");
    if (!activity.find("type")) activity.set("type", "message");
    const bool has_text = !activity["text"].as_string().empty(), has_cards = !activity["attachments"].items().empty();
    if (!has_text && !has_cards) return std::unexpected("empty");
    // Teams would make two messages of it and give no id: the card could never be updated.
    if (has_text && has_cards) return std::unexpected("text_and_card");
    if (has_text && !activity.find("textFormat")) activity.set("textFormat", "plain");
    if (has_cards && !activity.find("summary") && !rendered.notice.empty()) activity.set("summary", rendered.notice);
    if (const Value* card = card_in(activity); card && json::write(*card).size() > largest_card)
        return std::unexpected("card_too_large");
    if (json::write(activity).size() > largest_activity) return std::unexpected("too_large");
    return activity;
}

std::string create_conversation_body(std::string_view app_id, std::string_view tenant, std::string_view object_id) {
    return json::write(Value::object({{"isGroup", false},
                                      {"bot", Value::object({{"id", "28:" + std::string(app_id)}})},
                                      {"members", Value::array({Value::object({{"id", object_id}})})},
                                      {"tenantId", tenant},
                                      {"channelData", Value::object({{"tenant", Value::object({{"id", tenant}})}})}}));
}

HttpResponse invoke_answer(const std::vector<Rendered>& rendered) {
    std::string plain;
    bool any_card = false;
    for (const Rendered& one : rendered) {
        plain += (plain.empty() ? "" : "\n") + one.plain;
        any_card = any_card || card_in(one.payload);
    }
    if (!any_card) return answer(message_type, plain.empty() ? "✓" : plain);
    if (rendered.size() == 1) return answer(card_type, *card_in(rendered.front().payload));
    return answer(card_type, joined(rendered));
}

HttpResponse invoke_not_ready(const std::string& templates_dir) {
    std::ifstream file(templates_dir + "/teams/busy.txt", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    std::string said = text.str();
    while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
    return answer(message_type, said.empty() ? "…" : said);
}

}  // namespace todoke::teams
