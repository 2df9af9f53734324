// LINE: text messages, Flex bubbles and quick replies.
#include "tests/platforms/demo/box.hpp"
#include "tests/platforms/demo/screens.hpp"

#include <fmt/format.h>

namespace todoke::demo {

namespace json = boost::json;

namespace {

std::string text_of(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

const json::array& list_of(const json::object& object, const char* key) {
    static const json::array none;
    const auto* value = object.if_contains(key);
    return value && value->is_array() ? value->get_array() : none;
}

Button button_of(const json::object& action, std::string label) {
    Button button{.label = std::move(label)};
    const std::string type = text_of(action, "type");
    if (button.label.empty()) button.label = text_of(action, "label");
    button.data = text_of(action, "data");
    button.action = action;
    if (type == "uri") {
        button.kind = "link";
        button.data = text_of(action, "uri");
    } else if (type == "message") {
        button.kind = "message";
        button.data = text_of(action, "text");
    } else if (type == "datetimepicker") {
        button.kind = text_of(action, "mode");
    } else {
        button.kind = "postback";
    }
    button.code = code_of(button.data);
    return button;
}

class FlexDrawing {
public:
    FlexDrawing(Drawn& drawn, Numbering& numbering) : drawn_(drawn), numbering_(numbering) {}

    void bubble(const json::object& bubble) {
        for (const char* part : {"header", "hero", "body", "footer"})
            if (const auto* node = bubble.if_contains(part); node && node->is_object()) {
                if (std::string_view(part) == "footer" && !drawn_.lines.empty()) drawn_.lines.push_back(rule);
                draw(node->get_object());
            }
    }

    void add(Button button) {
        std::string hint;
        if (button.kind == "date") hint = fmt::format("  ({} 2026-11-25)", numbering_.buttons);
        if (button.kind == "time") hint = fmt::format("  ({} 09:30)", numbering_.buttons);
        if (button.kind == "link") hint = "  (" + button.data + ")";
        drawn_.lines.push_back(fmt::format("[{}] {}{}", numbering_.buttons++, button.label, hint));
        drawn_.buttons.push_back(std::move(button));
    }

private:
    std::string words(const json::object& node) const {
        const std::string type = text_of(node, "type");
        if (type == "text") {
            std::string text = text_of(node, "text");
            for (const auto& span : list_of(node, "contents"))
                if (span.is_object()) text += text_of(span.get_object(), "text");
            return text;
        }
        std::string joined;
        for (const auto& child : list_of(node, "contents"))
            if (child.is_object()) {
                const std::string part = words(child.get_object());
                joined += (joined.empty() || part.empty() ? "" : "　") + part;
            }
        return joined;
    }

    void draw(const json::object& node) {
        const std::string type = text_of(node, "type");
        const auto* action = node.if_contains("action");
        if (action && action->is_object()) {
            // The wish to be read: a box with an action shows its own words, a button the action's label.
            add(button_of(action->get_object(), type == "button" ? "" : words(node)));
        } else if (type == "text") {
            const std::string text = words(node);
            drawn_.lines.push_back(text_of(node, "weight") == "bold" ? "■ " + text : text);
        } else if (type == "separator") {
            drawn_.lines.push_back(rule);
        } else if (type == "image") {
            drawn_.lines.push_back("(image)");
        } else if (type == "box" && is_week(node)) {
            week(node);
        } else if (type == "box" && text_of(node, "layout") != "vertical" && only_texts(node)) {
            drawn_.lines.push_back(words(node));
        } else if (type == "box") {
            for (const auto& child : list_of(node, "contents"))
                if (child.is_object()) draw(child.get_object());
        }
    }

    // A row of the calendar is one line; its days that can be pressed stand below it.
    void week(const json::object& row) {
        std::string line;
        for (const auto& cell : list_of(row, "contents")) {
            std::string day = text_of(cell.get_object(), "text");
            for (const auto& part : list_of(cell.get_object(), "contents"))
                if (part.is_object()) day += words(part.get_object());
            line += padded(day, 6);
        }
        drawn_.lines.push_back(line);
        for (const auto& cell : list_of(row, "contents"))
            if (const auto* action = cell.get_object().if_contains("action"); action && action->is_object())
                add(button_of(action->get_object(), words(cell.get_object())));
    }

    // Seven columns: the days of the week, or a week with the empty places before and after the month.
    static bool is_week(const json::object& node) {
        const auto& cells = list_of(node, "contents");
        for (const auto& cell : cells)
            if (!cell.is_object()) return false;
        return text_of(node, "layout") == "horizontal" && cells.size() == 7;
    }

    static bool only_texts(const json::object& node) {
        for (const auto& child : list_of(node, "contents"))
            if (!child.is_object() || text_of(child.get_object(), "type") != "text" ||
                child.get_object().contains("action"))
                return false;
        return true;
    }

    Drawn& drawn_;
    Numbering& numbering_;
};

}  // namespace

std::string code_of(const std::string& token) {
    // The nonce has no dot, a slot none either: the code is what follows the second.
    const auto first = token.find('.');
    const auto second = first == std::string::npos ? first : token.find('.', first + 1);
    return second == std::string::npos ? token : token.substr(second + 1);
}

Drawn draw_line_message(const json::object& message, bool with_quick_replies, Numbering& numbering) {
    Drawn drawn;
    FlexDrawing flex(drawn, numbering);
    const std::string type = text_of(message, "type");
    if (type == "text" || type == "textV2") {
        drawn.notice = text_of(message, "text");
        drawn.lines.push_back(drawn.notice);
    } else if (type == "flex") {
        drawn.notice = text_of(message, "altText");
        const auto& contents = message.at("contents").as_object();
        if (text_of(contents, "type") == "carousel") {
            bool first = true;
            for (const auto& bubble : list_of(contents, "contents")) {
                if (!first) drawn.lines.push_back(rule);
                first = false;
                flex.bubble(bubble.as_object());
            }
        } else {
            flex.bubble(contents);
        }
    } else {
        drawn.notice = drawn.lines.emplace_back("(" + type + ")");
    }
    if (!with_quick_replies) return drawn;
    if (const auto* quick = message.if_contains("quickReply"); quick && quick->is_object()) {
        std::string line;
        for (const auto& item : list_of(quick->get_object(), "items")) {
            auto button = button_of(item.at("action").as_object(), "");
            line += fmt::format("{}[{}] {}", line.empty() ? "" : "   ", numbering.buttons++, button.label);
            drawn.buttons.push_back(std::move(button));
        }
        if (!line.empty()) drawn.below.push_back(line);
    }
    return drawn;
}

}  // namespace todoke::demo
