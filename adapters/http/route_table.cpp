#include "adapters/http/route_table.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace todoke::http {
namespace {

// Takes the part up to the next '/' off the front of `path`, which begins with '/'.
std::string_view next_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto length = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, length);
    path.remove_prefix(length);
    return segment;
}

}  // namespace

RouteTable::RouteTable(std::vector<Route> routes) {
    for (auto& route : routes) {
        const std::string pattern = route.pattern;
        const auto refuse = [&] { throw std::invalid_argument("not a route pattern: " + pattern); };
        if (!pattern.starts_with('/') || route.method.empty() || !route.handler) refuse();
        Entry entry{std::move(route), {}};
        for (std::string_view rest = pattern; !rest.empty();) {
            auto text = next_segment(rest);
            const bool is_parameter = text.starts_with('{');
            if (is_parameter) {
                if (!text.ends_with('}') || text.size() < 3) refuse();
                text = text.substr(1, text.size() - 2);
            }
            if (text.find_first_of("{}") != std::string_view::npos) refuse();
            entry.segments.push_back({std::string(text), is_parameter});
        }
        entries_.push_back(std::move(entry));
    }
}

bool RouteTable::fits(const Entry& entry, std::string_view path) {
    for (const auto& segment : entry.segments) {
        if (path.empty()) return false;
        const auto text = next_segment(path);
        if (segment.is_parameter ? text.empty() : text != segment.text) return false;
    }
    return path.empty();
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path,
                                   std::map<std::string, std::string, std::less<>>& parameters) const {
    Match match;
    if (!path.starts_with('/')) return match;
    for (const auto& entry : entries_) {
        if (!fits(entry, path)) continue;
        if (entry.route.method != method) {
            match.status = 405;
            match.allow += (match.allow.empty() ? "" : ", ") + entry.route.method;
            continue;
        }
        for (const auto& segment : entry.segments) {
            const auto text = next_segment(path);
            if (!segment.is_parameter) continue;
            auto decoded = percent_decode(text);
            if (!decoded || std::ranges::any_of(*decoded, [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
                return {nullptr, 400, {}};
            parameters.insert_or_assign(segment.text, std::move(*decoded));
        }
        return {&entry.route, 200, {}};
    }
    return match;
}

}  // namespace todoke::http
