#include "tests/conversations/world.hpp"

#include <sstream>

namespace todoke::talk {
namespace {

std::string spoken(const World& world, const Value& value) {
    if (value.is_object()) {
        const std::string code = world.alias_of_code(value["code"].as_string());
        return code;
    }
    if (value.is_integer()) return std::to_string(value.as_integer());
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_array()) return std::to_string(value.items().size());  // lists: how many
    return world.alias_of_code(value.as_string());
}

std::vector<std::string> choices_of(const World& world, const Message& message) {
    std::vector<std::string> codes;
    if (message.question)
        for (const SlotView& slot : message.question->slots)
            for (const Choice& option : slot.options) codes.push_back(world.alias_of_code(option.code));
    for (const Choice& choice : message.choices) {
        std::string code = world.alias_of_code(choice.code);
        if (code.starts_with("cmd:")) code = code.substr(4);
        codes.push_back(world.alias_of_code(code));
    }
    return codes;
}

std::string join(const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : "|") + one;
    return text;
}

}  // namespace

std::string describe(const World& world, const Said& said) {
    std::ostringstream text;
    text << "bot> " << world.alias_of(said.to) << "@" << said.to.channel << ": " << said.message.key << " {";
    bool first = true;
    for (const auto& [name, value] : said.message.args.members()) {
        const std::string words = spoken(world, value);
        if (words.empty()) continue;
        text << (first ? "" : ", ") << name << ": "
             << (words.find(',') == std::string::npos ? words : '"' + words + '"');
        first = false;
    }
    text << "} [" << join(choices_of(world, said.message)) << "]";
    return text.str();
}

std::string mismatch(const World& world, const Said& said, const Step& expected) {
    if (said.message.key != expected.text) return "another message";
    if (!expected.channel.empty() && said.to.channel != expected.channel) return "on another channel";
    for (const auto& [name, value] : expected.values) {
        const std::string got = spoken(world, said.message.args.at_path(name));
        if (got != value) return name + " is '" + got + "', not '" + value + "'";
    }
    if (expected.choices) {
        const auto got = choices_of(world, said.message);
        if (got != *expected.choices) return "the choices are [" + join(got) + "]";
    }
    return {};
}

}  // namespace todoke::talk
