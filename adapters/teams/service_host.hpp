// Which hosts our bearer token may be sent to. A serviceUrl comes from outside; it is used only after this judgement.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::teams {

struct ServiceBase {
    std::string origin;  // "https://smba.trafficmanager.net"
    std::string prefix;  // path without a slash at its end: "/jp/<tenant>"; regional, never built by hand
    bool loopback = false;

    std::string url() const { return origin + prefix + "/"; }
};

// A URL of scheme, host, port and path only: no user, query, fragment or "..". nullopt: anything else.
std::optional<ServiceBase> parse_service_url(std::string_view url);

class AllowedHosts {
public:
    // "smba.trafficmanager.net" is exactly that host over https; ".botframework.com" its subdomains; a full origin such
    // as "http://127.0.0.1:5001" exactly that loopback origin. nullopt: not one of these.
    static std::optional<std::string> problem_of(std::string_view entry, bool development);

    explicit AllowedHosts(std::vector<std::string> entries) : entries_(std::move(entries)) {}
    std::optional<ServiceBase> judge(std::string_view service_url) const;  // nullopt: not allowed
    // Where a first message goes before any activity has named a service URL.
    ServiceBase proactive() const;

private:
    std::vector<std::string> entries_;
};

}  // namespace todoke::teams
