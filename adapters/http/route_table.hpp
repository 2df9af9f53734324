// Which handler a request belongs to. Pure.
#pragma once

#include "bot/ports/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace todoke::http {

class RouteTable {
public:
    // Throws std::invalid_argument for a pattern that does not begin with '/' or has an unclosed or empty {name}.
    explicit RouteTable(std::vector<Route> routes);

    struct Match {
        const Route* route = nullptr;
        int status = 404;   // when there is no route: 404, 405, or 400 for a parameter that cannot be decoded
        std::string allow;  // for 405
    };

    // The first route that fits, in the order given. Parameters (never empty, percent-decoded, without control
    // characters) go to `parameters`.
    Match find(std::string_view method, std::string_view path,
               std::map<std::string, std::string, std::less<>>& parameters) const;

private:
    struct Segment {
        std::string text;  // literal, or the parameter's name
        bool is_parameter = false;
    };
    struct Entry {
        Route route;
        std::vector<Segment> segments;
    };
    static bool fits(const Entry& entry, std::string_view path);

    std::vector<Entry> entries_;
};

}  // namespace todoke::http
