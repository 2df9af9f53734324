#include "domain/value.hpp"

#include <algorithm>
#include <charconv>

namespace todoke {
namespace {
const std::string no_string;
const Value::Array no_items;
const Value::Object no_members;
const Value null_value;
}  // namespace

bool Value::as_bool(bool fallback) const {
    const auto* v = std::get_if<bool>(&data_);
    return v ? *v : fallback;
}

std::int64_t Value::as_integer(std::int64_t fallback) const {
    const auto* v = std::get_if<std::int64_t>(&data_);
    return v ? *v : fallback;
}

double Value::as_double(double fallback) const {
    if (const auto* v = std::get_if<double>(&data_)) return *v;
    if (const auto* v = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*v);
    return fallback;
}

const std::string& Value::as_string() const {
    const auto* v = std::get_if<std::string>(&data_);
    return v ? *v : no_string;
}

const Value::Array& Value::items() const {
    const auto* v = std::get_if<Array>(&data_);
    return v ? *v : no_items;
}

const Value::Object& Value::members() const {
    const auto* v = std::get_if<Object>(&data_);
    return v ? *v : no_members;
}

Value::Array& Value::items_mut() {
    if (!is_array()) data_ = Array{};
    return std::get<Array>(data_);
}

Value::Object& Value::members_mut() {
    if (!is_object()) data_ = Object{};
    return std::get<Object>(data_);
}

const Value* Value::find(std::string_view key) const {
    for (const auto& [name, value] : members())
        if (name == key) return &value;
    return nullptr;
}

const Value& Value::operator[](std::string_view key) const {
    const Value* found = find(key);
    return found ? *found : null_value;
}

const Value& Value::at_path(std::string_view dotted) const {
    const Value* here = this;
    while (!dotted.empty()) {
        const auto dot = dotted.find('.');
        const auto step = dotted.substr(0, dot);
        dotted = dot == std::string_view::npos ? std::string_view{} : dotted.substr(dot + 1);
        if (here->is_array()) {
            std::size_t position = 0;
            const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), position);
            if (error != std::errc{} || end != step.data() + step.size() || position >= here->items().size())
                return null_value;
            here = &here->items()[position];
        } else {
            here = &(*here)[step];
        }
    }
    return *here;
}

void Value::set(std::string_view key, Value value) {
    auto& all = members_mut();
    const auto found = std::ranges::find(all, key, &Member::first);
    if (found != all.end())
        found->second = std::move(value);
    else
        all.emplace_back(std::string(key), std::move(value));
}

bool Value::erase(std::string_view key) {
    if (!is_object()) return false;
    return std::erase_if(members_mut(), [&](const Member& m) { return m.first == key; }) > 0;
}

void Value::push_back(Value value) { items_mut().push_back(std::move(value)); }

bool Value::truthy() const {
    if (is_null()) return false;
    if (is_bool()) return as_bool();
    if (is_string()) return !as_string().empty();
    if (is_array()) return !items().empty();
    if (is_object()) return !members().empty();
    return true;
}

}  // namespace todoke
