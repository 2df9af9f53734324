#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/ports/http.hpp"

namespace todoke::http {

// The table of routes. Patterns are literal segments and {parameters}; a parameter is one non-empty segment.
class Router {
public:
    explicit Router(std::vector<Route> routes);

    struct Match {
        const Route* route = nullptr;
        int status = 200;  // 404: no such path, 405: another method
        std::map<std::string, std::string, std::less<>> parameters;
    };
    Match find(std::string_view method, std::string_view path) const;

private:
    struct Entry {
        Route route;
        std::vector<std::string> segments;
    };
    std::vector<Entry> entries_;
};

}  // namespace todoke::http
