// What a client does when a person presses a button of a card.
#include "tests/platforms/teams/card.hpp"

#include <stdexcept>

namespace todoke::platforms::teams {

namespace {

void collect_inputs(const boost::json::value& node, boost::json::object& inputs) {
    if (const auto* list = node.if_array()) {
        for (const auto& item : *list) collect_inputs(item, inputs);
    } else if (const auto* object = node.if_object()) {
        const auto* type = object->if_contains("type");
        if (type && type->is_string() && std::string_view(type->get_string()).starts_with("Input."))
            inputs[object->at("id").as_string()] = *object;
        for (const auto& [key, value] : *object)
            if (key != "fallback" && key != "data") collect_inputs(value, inputs);
    }
}

const boost::json::object* find_action(const boost::json::value& node, const std::string& name) {
    if (const auto* list = node.if_array()) {
        for (const auto& item : *list)
            if (const auto* found = find_action(item, name)) return found;
    } else if (const auto* object = node.if_object()) {
        const auto* type = object->if_contains("type");
        if (type && type->is_string() && std::string_view(type->get_string()).starts_with("Action."))
            for (const char* key : {"title", "verb", "id"})
                if (const auto* value = object->if_contains(key); value && *value == boost::json::string(name))
                    return object;
        for (const auto& [key, value] : *object)
            if (key != "fallback" && key != "data" && key != "refresh")
                if (const auto* found = find_action(value, name)) return found;
    }
    return nullptr;
}

void check_choice(const boost::json::object& input, const boost::json::value& typed, const std::string& id) {
    if (input.at("type") != "Input.ChoiceSet" || !typed.is_string()) return;
    if (const auto* many = input.if_contains("isMultiSelect"); many && *many == true) return;
    for (const auto& choice : input.at("choices").as_array())
        if (choice.at("value") == typed) return;
    throw std::invalid_argument("input " + id + " offers no such choice");
}

}  // namespace

Button find_button(const boost::json::value& card, const std::string& name) {
    Button button;
    if (const auto* action = find_action(card, name)) {
        button.action = *action;
        collect_inputs(card, button.inputs);
    }
    return button;
}

boost::json::object pressed_data(const Button& button, const boost::json::object& typed) {
    boost::json::object data;
    if (const auto* fixed = button.action.if_contains("data"); fixed && fixed->is_object()) data = fixed->get_object();
    if (const auto* associated = button.action.if_contains("associatedInputs"); associated && *associated == "none")
        return data;
    for (const auto& [id, value] : typed) {
        if (!button.inputs.contains(id)) throw std::invalid_argument("the card has no input " + std::string(id));
        check_choice(button.inputs.at(id).as_object(), value, id);
    }
    for (const auto& [id, element] : button.inputs) {
        const auto& input = element.as_object();
        const auto* value = typed.if_contains(id);
        if (!value) value = input.if_contains("value");
        boost::json::value shown = value ? *value : boost::json::value();
        if (input.at("type") == "Input.Toggle" && !value) {
            const auto* off = input.if_contains("valueOff");
            shown = off ? *off : boost::json::value("false");
        }
        const bool empty = shown.is_null() || (shown.is_string() && shown.get_string().empty());
        const auto* required = input.if_contains("isRequired");
        if (empty && required && *required == true)
            throw std::invalid_argument("input " + std::string(id) + " is required");
        if (!empty) data[id] = shown;  // the client leaves empty inputs out
    }
    return data;
}

}  // namespace todoke::platforms::teams
