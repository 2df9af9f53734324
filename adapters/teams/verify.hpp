// Who speaks to our endpoint: the token proves that it is the Bot connector and that it means this bot. It says nothing
// about the person; that is in the activity, which the connector vouches for.
#pragma once

#include "adapters/teams/keys.hpp"
#include "adapters/teams/service_host.hpp"

#include <expected>
#include <set>
#include <string>
#include <string_view>

namespace todoke::teams {

inline constexpr std::string_view expected_issuer = "https://api.botframework.com";

struct Refusal {
    int status = 401;
    const char* reason = "";  // for the log only; the answer has no body
};

struct TokenFacts {
    std::string service_url;  // claim
    std::set<std::string, std::less<>> endorsements;
};

// The token alone: shape, algorithm, key, signature, issuer, audience, times (±5 minutes).
std::expected<TokenFacts, Refusal> verify_token(const HttpRequest& request, std::string_view app_id, KeyRing& keys,
                                                Instant now);

struct ActivityRules {
    bool require_endorsements = true;
    std::set<std::string, std::less<>> tenants;  // lower case
    const AllowedHosts* hosts = nullptr;
};

// The token against the activity that came with it: channel, endorsement, service URL, its host, tenant.
std::expected<void, Refusal> verify_activity(const TokenFacts& facts, const Value& activity,
                                             const ActivityRules& rules);

// conversation.tenantId or channelData.tenant.id, lower case; "" when there is none.
std::string tenant_of(const Value& activity);

}  // namespace todoke::teams
