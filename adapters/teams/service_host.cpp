#include "adapters/teams/service_host.hpp"

#include <algorithm>

namespace todoke::teams {
namespace {

constexpr std::string_view https = "https://", http = "http://";

bool is_host_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

bool is_host(std::string_view host) {
    return !host.empty() && host.size() <= 253 && host.front() != '.' && host.back() != '.' &&
           std::ranges::all_of(host, is_host_character);
}

bool is_loopback_origin(std::string_view origin) {
    for (const std::string_view start : {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"})
        if (origin.starts_with(start))
            return origin.size() > start.size() && origin.size() <= start.size() + 5 &&
                   origin.find_first_not_of("0123456789", start.size()) == origin.npos;
    return false;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

}  // namespace

std::optional<ServiceBase> parse_service_url(std::string_view url) {
    if (url.size() > 1000) return std::nullopt;
    const bool secure = url.starts_with(https);
    if (!secure && !url.starts_with(http)) return std::nullopt;
    const std::size_t start = secure ? https.size() : http.size();
    const std::size_t slash = std::min(url.find('/', start), url.size());
    ServiceBase base;
    base.origin = lower(url.substr(0, slash));
    std::string_view path = url.substr(slash);
    while (path.ends_with('/')) path.remove_suffix(1);
    const bool plain = std::ranges::all_of(path, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' ||
               c == '_' || c == '.' || c == '~';
    });
    if (!plain || path.find("..") != path.npos || path.find("//") != path.npos) return std::nullopt;
    base.prefix = path;
    if (secure) {  // default port only
        if (!is_host(std::string_view(base.origin).substr(https.size()))) return std::nullopt;
    } else {
        if (!is_loopback_origin(base.origin)) return std::nullopt;
        base.loopback = true;
    }
    return base;
}

std::optional<std::string> AllowedHosts::problem_of(std::string_view entry, bool development) {
    if (entry.starts_with(http)) {
        if (!is_loopback_origin(entry))
            return "expected a host name, or a loopback origin such as \"http://127.0.0.1:5001\"";
        if (!development) return "a loopback origin is for development only";
        return std::nullopt;
    }
    const std::string_view host = entry.starts_with('.') ? entry.substr(1) : entry;
    if (!is_host(host) || host.find('.') == host.npos)
        return "expected a host such as \"smba.trafficmanager.net\", or \".example.com\" for its subdomains";
    if (entry == ".trafficmanager.net")
        return "anybody can register a name below trafficmanager.net; name the host itself";
    return std::nullopt;
}

std::optional<ServiceBase> AllowedHosts::judge(std::string_view service_url) const {
    const auto base = parse_service_url(service_url);
    if (!base) return std::nullopt;
    const std::string_view host =
        base->loopback ? std::string_view() : std::string_view(base->origin).substr(https.size());
    for (const std::string& entry : entries_) {
        const bool fits = base->loopback           ? entry == base->origin
                          : entry.starts_with('.') ? host.size() > entry.size() && host.ends_with(entry)
                                                   : host == entry;
        if (fits) return base;
    }
    return std::nullopt;
}

ServiceBase AllowedHosts::proactive() const {
    for (const std::string& entry : entries_) {
        if (entry.starts_with('.')) continue;
        const bool loopback = entry.starts_with(http);
        return {.origin = loopback ? entry : std::string(https) + entry, .prefix = "/teams", .loopback = loopback};
    }
    return {.origin = "https://smba.trafficmanager.net", .prefix = "/teams"};
}

}  // namespace todoke::teams
