#include "bot/ports/settings.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace todoke {
namespace {

const Position nowhere;

// What stands there, for a message; never for keys that may hold a secret. Cut at a code point.
std::string found_text(const SettingNode& node) {
    switch (node.kind) {
        case SettingNode::Kind::null:
            return "found nothing";
        case SettingNode::Kind::sequence:
            return "found a list";
        case SettingNode::Kind::mapping:
            return "found a mapping";
        case SettingNode::Kind::scalar:
            break;
    }
    constexpr std::size_t longest = 40;
    if (node.scalar.size() <= longest) return "found \"" + node.scalar + "\"";
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(node.scalar[end]) & 0xC0) == 0x80) --end;
    return "found \"" + node.scalar.substr(0, end) + "…\"";
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
    return all;
}

// Edits (insert, delete, replace, swap neighbours) that turn one key into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), here(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        here[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            here[j] = std::min({last[j] + 1, here[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                here[j] = std::min(here[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(here);
    }
    return last[b.size()];
}

}  // namespace

std::string to_text(const SettingProblem& problem) {
    const auto& at = problem.position;
    std::string text = at.file;
    if (at.line > 0) text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    return text + ": " + problem.message;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
    const std::string* nearest = nullptr;
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : known) {
        const auto distance = edit_distance(word, candidate);
        if (distance < best) {
            best = distance;
            nearest = &candidate;
        }
    }
    if (nearest) return "did you mean '" + *nearest + "'?";
    return "expected one of: " + joined(known);
}

Section::Section(const SettingNode* node, SettingProblems& problems) : node_(node), problems_(&problems) {
    if (!node_ || node_->kind == SettingNode::Kind::mapping || node_->kind == SettingNode::Kind::null) return;
    problems_->add(node_->position, "expected a mapping of 'key: value' lines, " + found_text(*node_));
    node_ = nullptr;
}

const Position& Section::position() const { return node_ ? node_->position : nowhere; }

const SettingNode* Section::node(std::string_view key) {
    if (!node_) return nullptr;
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
    for (const auto& [name, value] : node_->members)
        if (name.scalar == key) return &value;
    return nullptr;
}

bool Section::has(std::string_view key) { return node(key) != nullptr; }

std::string Section::text(std::string_view key) {
    const SettingNode* found = node(key);
    if (!node_) return {};
    if (!found) {
        problems_->add(node_->position, "'" + std::string(key) + "' is missing here");
        return {};
    }
    if (found->kind != SettingNode::Kind::scalar || found->scalar.empty()) {
        problems_->add(found->position, "'" + std::string(key) + "': expected a text, " + found_text(*found));
        return {};
    }
    return found->scalar;
}

std::string Section::text_or(std::string_view key, std::string fallback) { return has(key) ? text(key) : fallback; }

std::int64_t Section::integer_or(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) {
    const SettingNode* found = node(key);
    if (!found) return fallback;
    std::int64_t number = 0;
    const char* end = found->scalar.data() + found->scalar.size();
    const auto [stop, error] = std::from_chars(found->scalar.data(), end, number);
    if (found->kind != SettingNode::Kind::scalar || error != std::errc{} || stop != end || number < min ||
        number > max) {
        problems_->add(found->position, "'" + std::string(key) + "': expected a whole number from " +
                                            std::to_string(min) + " to " + std::to_string(max) + ", " +
                                            found_text(*found));
        return fallback;
    }
    return number;
}

double Section::number_or(std::string_view key, double fallback, double min, double max) {
    const SettingNode* found = node(key);
    if (!found) return fallback;
    double number = 0;
    const char* end = found->scalar.data() + found->scalar.size();
    const auto [stop, error] = std::from_chars(found->scalar.data(), end, number);
    if (found->kind != SettingNode::Kind::scalar || error != std::errc{} || stop != end || !std::isfinite(number) ||
        number < min || number > max) {
        const auto shown = [](double value) {
            char text[32];
            const auto done = std::to_chars(text, text + sizeof text, value);
            return std::string(text, done.ptr);
        };
        problems_->add(found->position, "'" + std::string(key) + "': expected a number from " + shown(min) + " to " +
                                            shown(max) + ", such as 0.5, " + found_text(*found));
        return fallback;
    }
    return number;
}

bool Section::flag_or(std::string_view key, bool fallback) {
    const SettingNode* found = node(key);
    if (!found) return fallback;
    if (found->kind == SettingNode::Kind::scalar && found->scalar == "true") return true;
    if (found->kind == SettingNode::Kind::scalar && found->scalar == "false") return false;
    problems_->add(found->position, "'" + std::string(key) + "': expected true or false, " + found_text(*found));
    return fallback;
}

std::optional<TimeOfDay> Section::time_if(std::string_view key) {
    const SettingNode* found = node(key);
    if (!found) return std::nullopt;
    if (found->kind == SettingNode::Kind::scalar)
        if (const auto time = parse_hh_mm(found->scalar)) return time;
    problems_->add(found->position,
                   "'" + std::string(key) + "': expected a time of day such as \"08:00\", " + found_text(*found));
    return std::nullopt;
}

TimeOfDay Section::time(std::string_view key) {
    if (!has(key)) problem(key, "expected a time of day such as \"08:00\"");
    return time_if(key).value_or(TimeOfDay{});
}

std::chrono::minutes Section::minutes_or(std::string_view key, std::chrono::minutes fallback) {
    const SettingNode* found = node(key);
    if (!found) return fallback;
    constexpr int longest_hours = 24 * 366;
    if (found->kind == SettingNode::Kind::scalar && !found->scalar.empty()) {
        int number = 0;
        const char* begin = found->scalar.data();
        const char* end = begin + found->scalar.size() - 1;  // the unit
        const auto [stop, error] = std::from_chars(begin, end, number);
        const bool whole = error == std::errc{} && stop == end && number >= 0;
        if (whole && *end == 'm' && number <= longest_hours * 60) return std::chrono::minutes{number};
        if (whole && *end == 'h' && number <= longest_hours) return std::chrono::hours{number};
        if (whole && *end == 's' && number % 60 == 0) return std::chrono::minutes{number / 60};
    }
    problems_->add(found->position, "'" + std::string(key) +
                                        "': expected a length of time in whole minutes such as \"5m\" or \"2h\", " +
                                        found_text(*found));
    return fallback;
}

std::vector<SchoolDay> Section::days(std::string_view key) {
    const SettingNode* found = node(key);
    if (!found || found->kind == SettingNode::Kind::null) return {};
    const auto complain = [&](const SettingNode& at) {
        problems_->add(at.position, "'" + std::string(key) +
                                        "': expected days such as 2026-11-24, or 2026-12-26..2027-01-12 for all days "
                                        "from the first to the second, " +
                                        found_text(at));
    };
    std::vector<const SettingNode*> entries;
    if (found->kind == SettingNode::Kind::sequence)
        for (const auto& item : found->items) entries.push_back(&item);
    else
        entries.push_back(found);

    constexpr int longest_range = 400;
    std::vector<SchoolDay> all;
    for (const SettingNode* entry : entries) {
        const std::string_view text = entry->scalar;
        const auto dots = text.find("..");
        const auto first = parse_iso_day(text.substr(0, dots));
        const auto last = dots == std::string_view::npos ? first : parse_iso_day(text.substr(dots + 2));
        if (!first || !last || *last < *first ||
            std::chrono::sys_days{*last} - std::chrono::sys_days{*first} > std::chrono::days{longest_range}) {
            complain(*entry);
            continue;
        }
        for (SchoolDay day = *first; day <= *last; day = add_days(day, 1)) all.push_back(day);
    }
    return all;
}

std::vector<std::string> Section::texts(std::string_view key) {
    const SettingNode* found = node(key);
    if (!found || found->kind == SettingNode::Kind::null) return {};
    if (found->kind == SettingNode::Kind::scalar) return {found->scalar};
    std::vector<std::string> all;
    if (found->kind == SettingNode::Kind::mapping)
        problems_->add(found->position,
                       "'" + std::string(key) + "': expected a text or a list of texts, found a mapping");
    for (const auto& item : found->items) {
        if (item.kind == SettingNode::Kind::scalar && !item.scalar.empty())
            all.push_back(item.scalar);
        else
            problems_->add(item.position,
                           "'" + std::string(key) + "': expected a text in the list, " + found_text(item));
    }
    return all;
}

std::string Section::one_of(std::string_view key, const std::vector<std::string>& allowed, std::string fallback) {
    const SettingNode* found = node(key);
    if (!found) return fallback;
    if (found->kind == SettingNode::Kind::scalar && std::ranges::find(allowed, found->scalar) != allowed.end())
        return found->scalar;
    problems_->add(found->position,
                   "'" + std::string(key) + "': expected one of: " + joined(allowed) + "; " + found_text(*found));
    return fallback;
}

Section Section::section(std::string_view key) { return Section(node(key), *problems_); }

std::vector<Section> Section::sections(std::string_view key) {
    const SettingNode* found = node(key);
    if (!found || found->kind == SettingNode::Kind::null) return {};
    std::vector<Section> all;
    if (found->kind != SettingNode::Kind::sequence) {
        problems_->add(
            found->position,
            "'" + std::string(key) + "': expected a list, each entry beginning with '- ', " + found_text(*found));
        return all;
    }
    for (const auto& item : found->items) {
        Section entry(&item, *problems_);
        if (entry.present()) all.push_back(std::move(entry));
    }
    return all;
}

void Section::problem(std::string_view key, std::string message) {
    const SettingNode* found = node(key);
    const std::string name = "'" + std::string(key) + "'";
    if (found)
        problems_->add(found->position, name + ": " + message);
    else if (node_)
        problems_->add(node_->position, name + " is missing here: " + message);
}

void Section::finish() {
    if (!node_) return;
    for (const auto& [name, value] : node_->members)
        if (std::ranges::find(known_, name.scalar) == known_.end())
            problems_->add(name.position, "unknown key '" + name.scalar + "'; " + did_you_mean(name.scalar, known_));
}

}  // namespace todoke
