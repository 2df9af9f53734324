#include "adapters/http/router.hpp"

namespace todoke::http {
namespace {

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    std::size_t begin = 1;
    while (begin <= path.size()) {
        const auto end = std::min(path.find('/', begin), path.size());
        segments.emplace_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

}  // namespace

Router::Router(std::vector<Route> routes) {
    for (Route& route : routes) {
        auto segments = segments_of(route.pattern);
        entries_.push_back({std::move(route), std::move(segments)});
    }
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    Match result{.status = 404};
    const auto given = segments_of(path);
    for (const Entry& entry : entries_) {
        if (entry.segments.size() != given.size()) continue;
        std::map<std::string, std::string, std::less<>> parameters;
        bool fits = true;
        for (std::size_t i = 0; i < given.size() && fits; ++i) {
            const std::string& wanted = entry.segments[i];
            if (wanted.size() > 2 && wanted.front() == '{') {
                const auto decoded = percent_decode(given[i]);
                fits = decoded && !decoded->empty();
                if (fits) parameters[wanted.substr(1, wanted.size() - 2)] = *decoded;
            } else {
                fits = wanted == given[i];
            }
        }
        if (!fits) continue;
        if (entry.route.method == method) return {&entry.route, 200, std::move(parameters)};
        result.status = 405;
    }
    return result;
}

}  // namespace todoke::http
