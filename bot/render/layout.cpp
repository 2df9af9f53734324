#include "bot/render/layout.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>
#include <utility>

namespace todoke {
namespace {

constexpr int deepest_use = 8;  // a layout that uses itself must end

enum class Source { path, text, piece };

struct Expression {
    Source source = Source::path;
    std::string root;       // first step of a path
    std::string rest;       // further steps; for a text its key, for a piece its name
    std::size_t limit = 0;  // UTF-16 units; 0 = uncut
};

struct Test {
    Expression value;
    bool wanted = true;
    std::optional<std::string> equals;
};

bool is_name(std::string_view text) {
    if (text.empty() || text.front() == '.' || text.back() == '.') return false;
    return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
           std::string_view::npos;
}

std::optional<Expression> parse_expression(std::string_view text) {
    Expression out;
    if (const auto bar = text.find('|'); bar != std::string_view::npos) {
        const auto digits = text.substr(bar + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.limit);
        if (error != std::errc{} || end != digits.data() + digits.size() || out.limit == 0) return std::nullopt;
        text = text.substr(0, bar);
    }
    if (text.starts_with("t:") || text.starts_with("t.")) {
        out.source = text[1] == ':' ? Source::text : Source::piece;
        out.rest = text.substr(2);
        return is_name(out.rest) ? std::optional(out) : std::nullopt;
    }
    if (!is_name(text)) return std::nullopt;
    const auto dot = text.find('.');
    out.root = text.substr(0, dot);
    if (dot != std::string_view::npos) out.rest = text.substr(dot + 1);
    return out;
}

std::optional<Test> parse_test(std::string_view text) {
    Test out;
    if (text.starts_with('!')) {
        out.wanted = false;
        text.remove_prefix(1);
    }
    if (const auto equal = text.find('='); equal != std::string_view::npos) {
        out.equals = text.substr(equal + 1);
        text = text.substr(0, equal);
    }
    const auto value = parse_expression(text);
    if (!value) return std::nullopt;
    out.value = *value;
    return out;
}

std::string as_text(const Value& value) {
    if (value.is_string()) return value.as_string();
    if (value.is_integer()) return std::to_string(value.as_integer());
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    return {};
}

}  // namespace

struct Layout::Node {
    enum class Kind { literal, placeholder, object, array, each, choice, use, nothing } kind = Kind::nothing;
    Value literal;
    Expression expression;                              // placeholder, each
    Test test;                                          // choice
    std::string variable;                               // each
    std::vector<std::pair<std::string, Node>> members;  // object; use: its variables
    std::vector<Node> items;                            // array; each and use: one body; choice: then, else
};

struct Layout::Compiler {
    const Finder& find;
    std::vector<std::string>& problems;
    std::vector<std::string>& expressions;

    Node broken(std::string what) {
        problems.push_back(std::move(what));
        return {};
    }

    Node node(const Value& source, const std::string& where, int uses) {
        if (source.is_string()) return leaf(source, where);
        Node out;
        if (source.is_array()) {
            out.kind = Node::Kind::array;
            for (std::size_t i = 0; i < source.items().size(); ++i)
                out.items.push_back(node(source.items()[i], where + "/" + std::to_string(i), uses));
            return out;
        }
        if (!source.is_object()) {
            out.kind = Node::Kind::literal;
            out.literal = source;
            return out;
        }
        if (source.find("$each")) return each(source, where, uses);
        if (source.find("$if")) return choice(source, where, uses);
        if (source.find("$use")) return use(source, where, uses);
        out.kind = Node::Kind::object;
        for (const auto& [name, value] : source.members()) {
            // "$schema" belongs to the Adaptive Card format.
            if (name.starts_with('$') && name != "$schema") return broken(where + ": unknown word " + name);
            out.members.emplace_back(name, node(value, where + "/" + name, uses));
        }
        return out;
    }

    Node leaf(const Value& source, const std::string& where) {
        const std::string& text = source.as_string();
        Node out;
        if (text.find("${") == std::string::npos) {
            out.kind = Node::Kind::literal;
            out.literal = source;
            return out;
        }
        if (!text.starts_with("${") || !text.ends_with('}'))
            return broken(where + ": a placeholder fills a whole string: " + text);
        const std::string inner = text.substr(2, text.size() - 3);
        const auto expression = parse_expression(inner);
        if (!expression) return broken(where + ": not a placeholder: " + text);
        expressions.push_back(inner);
        out.kind = Node::Kind::placeholder;
        out.expression = *expression;
        return out;
    }

    bool only(const Value& source, std::initializer_list<std::string_view> names, const std::string& where) {
        for (const auto& [name, value] : source.members()) {
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            problems.push_back(where + ": " + name + " does not belong beside " + std::string(*names.begin()));
            return false;
        }
        return true;
    }

    Node each(const Value& source, const std::string& where, int uses) {
        if (!only(source, {"$each", "as", "do"}, where)) return {};
        const std::string& path = source["$each"].as_string();
        const auto expression = parse_expression(path);
        if (!expression || expression->source != Source::path || !is_name(source["as"].as_string()) ||
            !source.find("do"))
            return broken(where + ": $each needs a path, \"as\" and \"do\"");
        expressions.push_back(path);
        Node out;
        out.kind = Node::Kind::each;
        out.expression = *expression;
        out.variable = source["as"].as_string();
        out.items.push_back(node(source["do"], where + "/do", uses));
        return out;
    }

    Node choice(const Value& source, const std::string& where, int uses) {
        if (!only(source, {"$if", "then", "else"}, where)) return {};
        const auto test = parse_test(source["$if"].as_string());
        if (!test || !source.find("then")) return broken(where + ": $if needs a test and \"then\"");
        const std::string& text = source["$if"].as_string();
        expressions.push_back(
            text.substr(text.starts_with('!') ? 1 : 0, text.find('=') - (text.starts_with('!') ? 1 : 0)));
        Node out;
        out.kind = Node::Kind::choice;
        out.test = *test;
        out.items.push_back(node(source["then"], where + "/then", uses));
        out.items.push_back(source.find("else") ? node(source["else"], where + "/else", uses) : Node{});
        return out;
    }

    Node use(const Value& source, const std::string& where, int uses) {
        if (!only(source, {"$use", "with"}, where)) return {};
        const std::string& name = source["$use"].as_string();
        const Value* used = find(name);
        if (!used) return broken(where + ": no layout " + name);
        if (uses >= deepest_use) return broken(where + ": " + name + " is used inside itself");
        Node out;
        out.kind = Node::Kind::use;
        for (const auto& [variable, value] : source["with"].members())
            out.members.emplace_back(variable, node(value, where + "/with/" + variable, uses));
        out.items.push_back(node(*used, name + ":", uses + 1));
        return out;
    }
};

struct Layout::Filler {
    const Value& context;
    const LayoutVoice& voice;
    std::vector<std::pair<const std::string*, const Value*>> variables;  // innermost last

    const Value& look_up(const Expression& expression) const {
        const Value* root = nullptr;
        for (auto v = variables.rbegin(); v != variables.rend() && !root; ++v)
            if (*v->first == expression.root) root = v->second;
        if (!root) root = &context[expression.root];
        return expression.rest.empty() ? *root : root->at_path(expression.rest);
    }

    Value value_of(const Expression& expression) const {
        Value value = expression.source == Source::text    ? voice.text(expression.rest)
                      : expression.source == Source::piece ? voice.piece(expression.rest)
                                                           : look_up(expression);
        if (expression.limit && value.is_string()) return voice.cut(value.as_string(), expression.limit);
        return value;
    }

    bool holds(const Test& test) const {
        const Value value = value_of(test.value);
        return (test.equals ? as_text(value) == *test.equals : value.truthy()) == test.wanted;
    }

    // nullopt: dropped.
    std::optional<Value> fill(const Node& node) {
        switch (node.kind) {
            case Node::Kind::literal:
                return node.literal;
            case Node::Kind::placeholder: {
                Value value = value_of(node.expression);
                if (value.is_null()) return std::nullopt;
                return value;
            }
            case Node::Kind::object: {
                Value::Object members;
                members.reserve(node.members.size());
                for (const auto& [name, member] : node.members)
                    if (auto value = fill(member)) members.emplace_back(name, std::move(*value));
                return Value(std::move(members));
            }
            case Node::Kind::array: {
                Value::Array items;
                for (const Node& item : node.items) splice(item, items);
                return Value(std::move(items));
            }
            case Node::Kind::choice:
                return fill(node.items[holds(node.test) ? 0 : 1]);
            case Node::Kind::use: {
                std::deque<Value> held;
                const std::size_t before = variables.size();
                for (const auto& [name, value] : node.members) held.push_back(fill(value).value_or(Value{}));
                for (std::size_t i = 0; i < held.size(); ++i) variables.emplace_back(&node.members[i].first, &held[i]);
                auto result = fill(node.items.front());
                variables.resize(before);
                return result;
            }
            case Node::Kind::each:  // outside an array there is nothing to splice into
            case Node::Kind::nothing:
                return std::nullopt;
        }
        return std::nullopt;
    }

    void splice(const Node& node, Value::Array& into) {
        if (node.kind == Node::Kind::each) {
            for (const Value& item : look_up(node.expression).items()) {
                variables.emplace_back(&node.variable, &item);
                splice_result(node.items.front(), into);
                variables.pop_back();
            }
        } else if (node.kind == Node::Kind::choice) {
            splice_result(node.items[holds(node.test) ? 0 : 1], into);
        } else if (node.kind == Node::Kind::use) {
            if (auto value = fill(node)) append(std::move(*value), into);
        } else if (auto value = fill(node)) {
            into.push_back(std::move(*value));
        }
    }

    // An array written in the layout opens up; one that came out of a placeholder stays an item.
    void splice_result(const Node& node, Value::Array& into) {
        if (node.kind == Node::Kind::array)
            for (const Node& item : node.items) splice(item, into);
        else
            splice(node, into);
    }

    // A used layout may be a list of items; no channel's format has lists of lists.
    static void append(Value value, Value::Array& into) {
        if (!value.is_array()) return into.push_back(std::move(value));
        for (Value& item : value.items_mut()) into.push_back(std::move(item));
    }
};

Layout::Layout(const Value& source, const Finder& used_layouts) {
    Compiler compiler{used_layouts, problems_, expressions_};
    root_ = std::make_unique<Node>(compiler.node(source, "", 0));
}

Layout::~Layout() = default;

Value Layout::fill(const Value& context, const LayoutVoice& voice) const {
    Filler filler{context, voice, {}};
    return filler.fill(*root_).value_or(Value{});
}

}  // namespace todoke
