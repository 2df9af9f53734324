#include "bot/render/speak.hpp"

#include "domain/form/form.hpp"

#include <algorithm>

namespace todoke {
namespace {

// The tag of a tagged argument; "" for any other value.
std::string_view tag_of(const Value& value) {
    const Value* tag = value.find("as");
    if (!tag || !tag->is_string() || !value.find("code")) return {};
    return tag->as_string();
}

// ja-easy and every other language without words of their own are served the Japanese ones, as on the school's paper.
std::string_view words_of(const Value& words, std::string_view language) {
    for (const auto wanted : {language, std::string_view("ja")})
        if (const Value* found = words.find(wanted); found && found->is_string()) return found->as_string();
    return words.members().empty() ? std::string_view{} : std::string_view(words.members().front().second.as_string());
}

std::string number_text(const Value& value) {
    return value.is_integer() ? std::to_string(value.as_integer()) : std::string{};
}

}  // namespace

std::string tel_uri(std::string_view number) {
    std::string uri = "tel:";
    for (const char c : number) {
        if ((c >= '0' && c <= '9') || (c == '+' && uri.size() == 4))
            uri += c;
        else if (c != '-' && c != ' ' && c != '(' && c != ')')
            return {};
    }
    return uri.size() > 4 ? uri : std::string{};
}

std::string Speaker::one_line(std::string_view text) const {
    std::string line = analysis_.printable(text);
    std::ranges::replace(line, '\n', ' ');
    return line;
}

std::string Speaker::tagged(std::string_view tag, const Value& value) const {
    const std::string& code = value["code"].as_string();
    if (tag == "text") return analysis_.printable(code);
    // said("flag", "") is how a use case says that there is nothing to say.
    if (tag == "key") {
        if (code.empty()) return "";
        const std::string& key = value["key"].as_string();
        const Value& args = value["args"];
        return texts_.say(key, args.is_object() ? sayable(args, spoken(args), key) : Value::object(), language_);
    }
    if (tag == "day") {
        if (const auto day = parse_iso_day(code)) return texts_.say_day(*day, language_);
        if (const auto days = parse_day_span(code))
            return texts_.say("common.days",
                              Value::object({{"first", texts_.say_day(days->first, language_)},
                                             {"last", texts_.say_day(days->last, language_)}}),
                              language_);
        return one_line(code);
    }
    if (tag == "time") {
        if (const auto time = parse_hh_mm(code)) return texts_.say_time(*time, language_);
        return one_line(code);
    }
    const auto words = words_of(value["words"], language_);  // coded, person
    return one_line(words.empty() ? std::string_view(code) : words);
}

Value Speaker::spoken(const Value& args) const {
    if (args.is_string()) return one_line(args.as_string());
    if (args.is_array()) {
        Value::Array items;
        items.reserve(args.items().size());
        for (const Value& item : args.items()) items.push_back(spoken(item));
        return items;
    }
    if (!args.is_object()) return args;
    if (const auto tag = tag_of(args); !tag.empty()) return tagged(tag, args);
    Value::Object members;
    members.reserve(args.members().size());
    for (const auto& [name, value] : args.members()) members.emplace_back(name, spoken(value));
    if (const auto uri = tel_uri(args["phone"].as_string()); !uri.empty()) members.emplace_back("phone_uri", uri);
    return members;
}

std::string Speaker::joined(const Value& items, std::string_view key, const std::string& name) const {
    const std::string each_key = std::string(key) + ".each_" + name;
    const bool has_words = texts_.has(each_key);
    const std::string between = texts_.say("common.list_separator", Value::object(), language_);
    std::string out;
    for (const Value& item : items.items()) {
        const bool is_line = item.is_object();
        if (is_line && !has_words) continue;
        if (!out.empty()) out += is_line ? std::string("\n") : between;
        if (has_words)
            out +=
                texts_.say(each_key, is_line ? sayable(item, item, key) : Value::object({{"item", item}}), language_);
        else
            out += item.is_string() ? item.as_string() : number_text(item);
    }
    return out;
}

Value Speaker::sayable(const Value& args, const Value& spoken, std::string_view key) const {
    Value::Object said;
    for (const auto& [name, value] : spoken.members()) {
        if (value.is_string() || value.is_number() || value.is_bool()) said.emplace_back(name, value);
        if (!tag_of(args[name]).empty()) said.emplace_back(name + "_code", args[name]["code"]);
        if (value.is_array()) {
            said.emplace_back(name, joined(value, key, name));
            if (!spoken.find(name + "_count"))
                said.emplace_back(name + "_count", static_cast<std::int64_t>(value.items().size()));
        }
    }
    return said;
}

std::string Speaker::label(const Value& label, const Value& sayable_args) const {
    if (label.is_string()) return texts_.say(label.as_string(), sayable_args, language_);
    return spoken(label).as_string();
}

}  // namespace todoke
