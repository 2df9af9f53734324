#include "tests/morning/screen.hpp"

namespace todoke::morning {
namespace {

Token split(const std::string& whole) {
    Token token{.whole = whole};
    const auto first = whole.find('.'), second = whole.find('.', first + 1);
    if (first == std::string::npos || second == std::string::npos) {
        token.code = whole;
        return token;
    }
    token.nonce = whole.substr(0, first);
    token.slot = whole.substr(first + 1, second - first - 1);
    token.code = whole.substr(second + 1);
    return token;
}

std::string text_at(const boost::json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

void collect_line(const boost::json::value& node, std::vector<Token>& found) {
    if (const auto* list = node.if_array()) {
        for (const auto& item : *list) collect_line(item, found);
    } else if (const auto* object = node.if_object()) {
        const std::string type = text_at(*object, "type");
        if (type == "postback" || type == "datetimepicker") {
            found.push_back(split(text_at(*object, "data")));
            if (type == "datetimepicker") found.back().mode = text_at(*object, "mode");
            return;
        }
        for (const auto& [key, value] : *object) collect_line(value, found);
    }
}

void collect_teams(const boost::json::value& node, std::vector<Token>& found) {
    if (const auto* list = node.if_array()) {
        for (const auto& item : *list) collect_teams(item, found);
    } else if (const auto* object = node.if_object()) {
        if (text_at(*object, "type") == "Action.Execute") {
            const auto* data = object->if_contains("data");
            if (!data || !data->is_object() || text_at(data->get_object(), "token").empty()) return;
            found.push_back(split(text_at(data->get_object(), "token")));
            found.back().takes_text = text_at(*object, "associatedInputs") == "auto";
            return;
        }
        for (const auto& [key, value] : *object)
            if (key != "fallback") collect_teams(value, found);
    }
}

}  // namespace

std::vector<Token> tokens_of_line(const boost::json::value& message) {
    std::vector<Token> found;
    collect_line(message, found);
    return found;
}

std::vector<Token> tokens_of_teams(const boost::json::value& card) {
    std::vector<Token> found;
    collect_teams(card, found);
    return found;
}

const Token* find_code(const std::vector<Token>& tokens, const std::string& code) {
    for (const Token& token : tokens)
        if (token.code == code) return &token;
    return nullptr;
}

}  // namespace todoke::morning
