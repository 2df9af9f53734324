// Teams: Adaptive Cards with their inputs; and mails, which Teams people read beside them.
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

class CardDrawing {
public:
    CardDrawing(Drawn& drawn, Numbering& numbering) : drawn_(drawn), numbering_(numbering) {}

    void card(const json::object& card) {
        elements(list_of(card, "body"));
        actions(list_of(card, "actions"));
    }

private:
    void elements(const json::array& list) {
        for (const auto& element : list)
            if (element.is_object()) draw(element.get_object());
    }

    void draw(const json::object& element) {
        const auto* visible = element.if_contains("isVisible");
        if (visible && *visible == false) return;
        const std::string type = text_of(element, "type");
        const auto* separator = element.if_contains("separator");
        if (separator && *separator == true) drawn_.lines.push_back(rule);
        if (type == "TextBlock") {
            drawn_.lines.push_back((text_of(element, "weight") == "Bolder" ? "■ " : "") + text_of(element, "text"));
        } else if (type == "RichTextBlock") {
            std::string line;
            for (const auto& run : list_of(element, "inlines"))
                line += run.is_string() ? std::string(run.get_string()) : text_of(run.as_object(), "text");
            drawn_.lines.push_back(line);
        } else if (type == "FactSet") {
            for (const auto& fact : list_of(element, "facts"))
                drawn_.lines.push_back(text_of(fact.as_object(), "title") + "　" + text_of(fact.as_object(), "value"));
        } else if (type == "ActionSet") {
            actions(list_of(element, "actions"));
        } else if (type.starts_with("Input.")) {
            input(element, type);
        } else if (type == "Image") {
            drawn_.lines.push_back("(image)");
        } else {
            for (const char* inner : {"items", "columns", "rows", "cells"}) elements(list_of(element, inner));
        }
    }

    void actions(const json::array& list) {
        for (const auto& value : list) {
            const auto& action = value.as_object();
            const std::string type = text_of(action, "type");
            Button button{.label = text_of(action, "title"), .action = action};
            button.kind = type == "Action.Execute" ? "execute" : type == "Action.OpenUrl" ? "link" : "submit";
            if (button.kind == "link") button.data = text_of(action, "url");
            if (const auto* data = action.if_contains("data"); data && data->is_object()) {
                const std::string token = text_of(data->get_object(), "token");
                button.code = token.empty() ? text_of(data->get_object(), "action") : code_of(token);
            }
            drawn_.lines.push_back(fmt::format("[{}] {}{}", numbering_.buttons++, button.label,
                                               button.kind == "link" ? "  (" + button.data + ")" : ""));
            drawn_.buttons.push_back(std::move(button));
        }
    }

    void input(const json::object& element, const std::string& type) {
        const auto* required = element.if_contains("isRequired");
        Input input{.id = text_of(element, "id"),
                    .label = text_of(element, "label"),
                    .value = text_of(element, "value"),
                    .required = required && *required == true,
                    .is_date = type == "Input.Date",
                    .is_time = type == "Input.Time"};
        const std::string letter = input_letter(numbering_.inputs++);
        std::string shown = input.value.empty() ? text_of(element, "placeholder") : input.value;
        for (const auto& choice : list_of(element, "choices")) {
            input.choices.emplace_back(text_of(choice.as_object(), "value"), text_of(choice.as_object(), "title"));
            if (input.choices.back().first == input.value) shown = input.choices.back().second;
        }
        drawn_.lines.push_back(
            fmt::format("{}{}  ({}=)  [ {} ]", input.label, input.required ? " *" : "", letter, shown));
        std::string offered;
        for (std::size_t i = 0; i < input.choices.size(); ++i)
            offered += fmt::format("{}{}={} {}", i ? "   " : "    ", letter, i + 1, input.choices[i].second);
        if (!offered.empty()) drawn_.lines.push_back(offered);
        drawn_.inputs.push_back(std::move(input));
    }

    Drawn& drawn_;
    Numbering& numbering_;
};

}  // namespace

std::string input_letter(std::size_t index) {
    return index < 26 ? std::string(1, static_cast<char>('a' + index)) : "z" + input_letter(index - 26);
}

Drawn draw_teams_activity(const json::object& activity, const json::value& view, Numbering& numbering) {
    Drawn drawn;
    drawn.notice = text_of(activity, "summary");
    const auto* instead = view.is_object() ? &view.get_object() : nullptr;
    if (instead && instead->contains("card")) {
        CardDrawing(drawn, numbering).card(instead->at("card").as_object());
    } else {
        if (!text_of(activity, "text").empty()) drawn.lines.push_back(text_of(activity, "text"));
        for (const auto& attachment : list_of(activity, "attachments"))
            if (attachment.at("contentType") == "application/vnd.microsoft.card.adaptive")
                CardDrawing(drawn, numbering).card(attachment.at("content").as_object());
    }
    if (instead && instead->contains("message")) {
        drawn.lines.push_back(rule);
        drawn.lines.emplace_back("→ " + text_of(*instead, "message"));
    }
    return drawn;
}

Drawn draw_mail(const json::object& mail) {
    Drawn drawn;
    drawn.notice = text_of(mail, "subject");
    drawn.lines = {"From: " + text_of(mail, "from"), "To: " + text_of(mail, "to"),
                   "Subject: " + text_of(mail, "subject"), rule};
    drawn.lines.push_back(text_of(mail, "text").empty() ? "(no text part)" : text_of(mail, "text"));
    return drawn;
}

}  // namespace todoke::demo
