// One bot registration as it is configured, and what is learned about it while running.
#pragma once

#include "adapters/teams/keys.hpp"
#include "adapters/teams/service_host.hpp"
#include "adapters/teams/token.hpp"
#include "adapters/teams/verify.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace todoke::teams {

struct AccountSettings {
    std::string name;
    std::string app_id;
    std::string tenant_id;  // home tenant of the registration: the authority that issues our tokens
    std::set<std::string, std::less<>>
        tenants;                // whose activities are taken, lower case; the home tenant when none is named
    std::string client_secret;  // one of these two
    std::string certificate, certificate_key;  // PEM
    std::string login_base = "https://login.microsoftonline.com";
    KeySource keys{.origin = "https://login.botframework.com", .path = "/v1/.well-known/openidconfiguration"};
    bool require_endorsements = true;
    std::vector<std::string> allowed_service_hosts{"smba.trafficmanager.net"};
};

class Account {
public:
    Account(AccountSettings settings, const Services& services)
        : settings_(std::move(settings)),
          services_(services),
          hosts_(settings_.allowed_service_hosts),
          keys_(settings_.keys, services),
          tokens_(services, [this] { return issue_token(settings_, services_); }) {}

    const AccountSettings& settings() const { return settings_; }
    const Services& services() const { return services_; }
    const AllowedHosts& hosts() const { return hosts_; }
    ActivityRules rules() const { return {settings_.require_endorsements, settings_.tenants, &hosts_}; }
    KeyRing& keys() { return keys_; }
    TokenCache& tokens() { return tokens_; }

private:
    AccountSettings settings_;
    const Services& services_;
    AllowedHosts hosts_;
    KeyRing keys_;
    TokenCache tokens_;
};

using Accounts = std::map<std::string, std::unique_ptr<Account>, std::less<>>;

}  // namespace todoke::teams
