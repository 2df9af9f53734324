// Limits of https://developers.line.biz/en/reference/messaging-api/#message-objects and #action-objects, counted in
// UTF-16 code units (for labels LINE counts graphemes, which are never more).
#include "adapters/line/payload.hpp"

#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::line {
namespace {

constexpr std::size_t most_messages = 5;
constexpr std::size_t longest_text = 5000;
constexpr std::size_t longest_alt_text = 1500;
constexpr std::size_t largest_bubble = 30 * 1024, largest_carousel = 50 * 1024;  // bytes of JSON
constexpr std::size_t most_bubbles = 12;
constexpr std::size_t most_quick_replies = 13;
constexpr std::size_t longest_postback = 300, longest_uri = 1000, longest_action_text = 300;
constexpr std::size_t label_of_quick_reply = 20, label_elsewhere = 40, label_of_template = 20;

class Check {
public:
    PayloadProblem problem;
    bool ok() const { return problem.code.empty(); }
    void fail(std::string code, const std::string& path) {
        if (ok()) problem = {std::move(code), path};
    }

    void text(const Value& object, const char* key, std::size_t longest, bool required, const std::string& path) {
        const Value* value = object.find(key);
        if (!value) {
            if (required) fail("missing", path + "." + key);
            return;
        }
        if (!value->is_string()) return fail("not_a_text", path + "." + key);
        if (value->as_string().empty()) return fail("empty_text", path + "." + key);
        if (utf16_units(value->as_string()) > longest) fail("too_long", path + "." + key);
    }

    void action(const Value& action, std::size_t longest_label, bool label_required, const std::string& path) {
        if (!action.is_object()) return fail("not_an_action", path);
        const std::string& type = action["type"].as_string();
        text(action, "label", longest_label, label_required, path);
        if (type == "postback") {
            text(action, "data", longest_postback, true, path);
            text(action, "displayText", longest_action_text, false, path);
            text(action, "fillInText", longest_action_text, false, path);
        } else if (type == "message") {
            text(action, "text", longest_action_text, true, path);
        } else if (type == "uri") {
            text(action, "uri", longest_uri, true, path);
            const std::string& uri = action["uri"].as_string();
            const bool known =
                std::ranges::any_of(std::initializer_list<std::string_view>{"https://", "http://", "line://", "tel:"},
                                    [&](std::string_view scheme) { return uri.starts_with(scheme); });
            if (!known) fail("uri_scheme", path + ".uri");
        } else if (type == "datetimepicker") {
            text(action, "data", longest_postback, true, path);
            const std::string& mode = action["mode"].as_string();
            if (mode != "date" && mode != "time" && mode != "datetime") fail("picker_mode", path + ".mode");
            const std::string &min = action["min"].as_string(), &max = action["max"].as_string();
            if (!min.empty() && !max.empty() && max <= min) fail("picker_range", path + ".max");
        } else if (type != "camera" && type != "cameraRoll" && type != "location" && type != "clipboard") {
            fail("unknown_action", path + ".type");
        }
    }

    // Everything below `contents` of a Flex message.
    void flex(const Value& node, const std::string& path) {
        if (!ok()) return;
        if (node.is_null()) return fail("null", path);
        if (node.is_array()) {
            for (std::size_t i = 0; i < node.items().size(); ++i) flex(node.items()[i], path + "." + std::to_string(i));
            return;
        }
        if (!node.is_object()) return;
        const std::string& type = node["type"].as_string();
        if (type == "text" && !node.find("contents")) text(node, "text", longest_text, true, path);
        if (type == "span") text(node, "text", longest_text, true, path);
        for (const auto& [key, value] : node.members()) {
            if (key == "action")
                action(value, label_elsewhere, type == "button", path + ".action");
            else
                flex(value, path + "." + key);
        }
        if (type == "button" && !node.find("action")) fail("missing", path + ".action");
    }

    void container(const Value& contents, const std::string& path) {
        const std::string& type = contents["type"].as_string();
        if (type != "bubble" && type != "carousel") return fail("not_a_container", path);
        const bool carousel = type == "carousel";
        const auto& bubbles = contents["contents"].items();
        if (carousel && (bubbles.empty() || bubbles.size() > most_bubbles)) return fail("bubbles", path + ".contents");
        if (json::write(contents).size() > (carousel ? largest_carousel : largest_bubble))
            return fail("too_large", path);
        flex(contents, path);
    }

    void quick_replies(const Value& quick_reply, const std::string& path) {
        const auto& items = quick_reply["items"].items();
        if (items.empty() || items.size() > most_quick_replies) return fail("quick_replies", path + ".items");
        for (std::size_t i = 0; i < items.size(); ++i)
            action(items[i]["action"], label_of_quick_reply, true, path + ".items." + std::to_string(i));
    }

    void message(const Value& message, const std::string& path) {
        const std::string& type = message["type"].as_string();
        if (type == "text" || type == "textV2") {
            text(message, "text", longest_text, true, path);
        } else if (type == "flex") {
            text(message, "altText", longest_alt_text, true, path);
            container(message["contents"], path + ".contents");
        } else if (type == "template") {
            text(message, "altText", longest_alt_text, true, path);
            const auto& actions = message["template"]["actions"].items();
            for (std::size_t i = 0; i < actions.size(); ++i)
                action(actions[i], label_of_template, true, path + ".template.actions." + std::to_string(i));
        } else if (type != "sticker" && type != "image" && type != "video" && type != "audio" && type != "location" &&
                   type != "imagemap") {
            return fail("unknown_message", path + ".type");
        }
        for (const auto& [key, value] : message.members())
            if (value.is_null()) fail("null", path + "." + key);
        if (const Value* quick_reply = message.find("quickReply")) quick_replies(*quick_reply, path + ".quickReply");
    }
};

void append(Value& all, const Value& payload) {
    if (payload.is_array()) {
        for (const auto& item : payload.items()) append(all, item);
        return;
    }
    // A layout-less message is its bare words.
    if (payload.is_object() && !payload.find("type") && payload.find("text"))
        return all.push_back(Value::object({{"type", "text"}, {"text", payload["text"]}}));
    all.push_back(payload);
}

}  // namespace

std::size_t utf16_units(std::string_view utf8) {
    std::size_t units = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) units += byte >= 0xF0 ? 2 : 1;
    }
    return units;
}

bool is_address(std::string_view text) {
    if (text.size() != 33 || (text[0] != 'U' && text[0] != 'C' && text[0] != 'R')) return false;
    return std::all_of(text.begin() + 1, text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

PayloadProblem check_messages(const Value& messages) {
    Check check;
    const auto& items = messages.items();
    if (items.empty()) check.fail("no_messages", "");
    if (items.size() > most_messages) check.fail("too_many_messages", "");
    for (std::size_t i = 0; i < items.size() && check.ok(); ++i) check.message(items[i], std::to_string(i));
    return check.problem;
}

std::expected<Value, PayloadProblem> messages_of(const std::vector<Rendered>& rendered) {
    Value messages = Value::array();
    for (const auto& one : rendered) append(messages, one.payload);
    if (auto problem = check_messages(messages); !problem.code.empty()) return std::unexpected(std::move(problem));
    return messages;
}

std::string push_body(std::string_view to, Value messages) {
    return json::write(Value::object({{"to", to}, {"messages", std::move(messages)}}));
}

std::string reply_body(std::string_view reply_token, Value messages) {
    return json::write(Value::object({{"replyToken", reply_token}, {"messages", std::move(messages)}}));
}

}  // namespace todoke::line
