#include "tests/platforms/common/checks.hpp"

#include "tests/platforms/common/text.hpp"

#include <algorithm>
#include <regex>

#include <fmt/format.h>

namespace todoke::platforms {

std::string child_path(const std::string& path, std::string_view key, PathStyle style) {
    if (style == PathStyle::pointer) return path + "/" + std::string(key);
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

std::string child_path(const std::string& path, std::size_t index, PathStyle style) {
    return style == PathStyle::pointer ? fmt::format("{}/{}", path, index) : fmt::format("{}[{}]", path, index);
}

Reader::Reader(const boost::json::value& value, std::string path, PathStyle style, Problems& problems)
    : object_(value.if_object()), path_(std::move(path)), style_(style), problems_(&problems) {
    if (!object_) problems_->push_back({path_, "must be an object", true});
}

bool Reader::has(std::string_view key) const { return object_ && object_->contains(key); }

void Reader::problem(std::string_view key, std::string message) { problems_->push_back({at(key), std::move(message)}); }
void Reader::problem_here(std::string message) { problems_->push_back({path_, std::move(message)}); }
void Reader::wrong_type(std::string_view key) { problems_->push_back({at(key), "invalid type", true}); }

const boost::json::value* Reader::any(std::string_view key, Need need) {
    known_.emplace(key);
    if (!object_) return nullptr;
    const auto* value = object_->if_contains(key);
    if (!value && need == Need::required) problem(key, "must be specified");
    return value;
}

std::optional<std::string> Reader::text(std::string_view key, Need need, std::size_t min, std::size_t max) {
    const auto* value = any(key, need);
    if (!value) return std::nullopt;
    if (!value->is_string()) {
        wrong_type(key);
        return std::nullopt;
    }
    std::string text(value->get_string());
    const auto length = utf16_length(text);
    if (min > 0 && text.empty())
        problem(key, "May not be empty");
    else if (length < min || length > max)
        problem(key, fmt::format("Length must be between {} and {}", min, max));
    return text;
}

std::optional<std::string> Reader::one_of(std::string_view key, Need need,
                                          std::initializer_list<std::string_view> allowed) {
    auto value = text(key, need, 0, 200);
    if (value && std::find(allowed.begin(), allowed.end(), *value) == allowed.end()) {
        problem(key, fmt::format("invalid value '{}'", *value));
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> Reader::pattern(std::string_view key, Need need, const char* regex,
                                           std::string_view expected) {
    auto value = text(key, need, 0, 2000);
    if (value && !std::regex_match(*value, std::regex(regex))) problem(key, fmt::format("must be {}", expected));
    return value;
}

std::optional<std::string> Reader::url(std::string_view key, Need need, std::size_t max,
                                       std::initializer_list<std::string_view> schemes) {
    auto value = text(key, need, 1, max);
    if (!value || value->empty()) return value;
    const auto scheme = value->substr(0, value->find(':'));
    const bool known_scheme = std::find(schemes.begin(), schemes.end(), scheme) != schemes.end();
    const bool all_encoded =
        std::all_of(value->begin(), value->end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"'; });
    if (!known_scheme || !all_encoded || value->size() <= scheme.size() + 1) problem(key, "invalid uri");
    return value;
}

std::optional<bool> Reader::boolean(std::string_view key, Need need) {
    const auto* value = any(key, need);
    if (!value) return std::nullopt;
    if (value->is_bool()) return value->get_bool();
    wrong_type(key);
    return std::nullopt;
}

std::optional<long long> Reader::integer(std::string_view key, Need need, long long min, long long max) {
    const auto* value = any(key, need);
    if (!value) return std::nullopt;
    if (!value->is_int64()) {
        wrong_type(key);
        return std::nullopt;
    }
    const auto number = value->get_int64();
    if (number < min || number > max) problem(key, fmt::format("must be between {} and {}", min, max));
    return number;
}

std::optional<double> Reader::number(std::string_view key, Need need, double min, double max) {
    const auto* value = any(key, need);
    if (!value) return std::nullopt;
    if (!value->is_number()) {
        wrong_type(key);
        return std::nullopt;
    }
    const auto number = value->to_number<double>();
    if (number < min || number > max) problem(key, fmt::format("must be between {} and {}", min, max));
    return number;
}

const boost::json::array* Reader::array(std::string_view key, Need need, std::size_t min, std::size_t max) {
    const auto* value = any(key, need);
    if (!value) return nullptr;
    if (!value->is_array()) {
        wrong_type(key);
        return nullptr;
    }
    const auto& items = value->get_array();
    if (items.size() < min || items.size() > max) problem(key, fmt::format("Size must be between {} and {}", min, max));
    return &items;
}

void Reader::known(std::initializer_list<std::string_view> keys) {
    for (auto key : keys) known_.emplace(key);
}

void Reader::finish() {
    if (!object_) return;
    for (const auto& [key, value] : *object_)
        if (!known_.contains(std::string_view(key))) problem(key, "unknown field");
}

}  // namespace todoke::platforms
