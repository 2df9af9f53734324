#include "adapters/teams/verify.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>
#include <optional>

namespace todoke::teams {
namespace {

constexpr std::size_t longest_token = 16 * 1024;
constexpr double skew = 300;  // seconds

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
    return out;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view without_slashes(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

// Exactly one header, scheme and token parted by one space.
std::optional<std::string_view> bearer_of(const HttpRequest& request) {
    std::optional<std::string_view> token;
    for (const auto& [name, value] : request.headers) {
        if (!same_name(name, "authorization")) continue;
        if (token || !value.starts_with("Bearer ")) return std::nullopt;
        token = std::string_view(value).substr(7);
        if (token->empty() || token->size() > longest_token || token->find(' ') != token->npos) return std::nullopt;
    }
    return token;
}

std::optional<Value> object_of(std::string_view part) {
    const auto text = crypto::from_base64url(part);
    if (!text) return std::nullopt;
    auto value = json::parse(*text);
    if (!value || !value->is_object()) return std::nullopt;
    return std::move(*value);
}

}  // namespace

std::expected<TokenFacts, Refusal> verify_token(const HttpRequest& request, std::string_view app_id, KeyRing& keys,
                                                Instant now) {
    const auto refuse = [](const char* reason, int status = 401) { return std::unexpected(Refusal{status, reason}); };
    const auto token = bearer_of(request);
    if (!token) return refuse("no_bearer");
    const auto first = token->find('.'), last = token->rfind('.');
    if (first == token->npos || first == last || token->find('.', first + 1) != last) return refuse("not_three_parts");
    const auto header = object_of(token->substr(0, first));
    const auto claims = object_of(token->substr(first + 1, last - first - 1));
    const auto signature = crypto::from_base64url(token->substr(last + 1));
    if (!header || !claims || !signature) return refuse("unreadable");
    // jku, x5u, jwk and x5c name keys of the sender's choice and are never looked at.
    if ((*header)["alg"].as_string() != "RS256") return refuse("algorithm");
    if (header->find("crit")) return refuse("crit");
    const std::string& kid = (*header)["kid"].as_string();
    if (kid.empty()) return refuse("no_kid");
    // What needs no key comes first, so that a stranger cannot make us fetch keys with a token that could not hold
    // anyway.
    if ((*claims)["iss"].as_string() != expected_issuer) return refuse("issuer");
    if (!same_name((*claims)["aud"].as_string(), app_id) || app_id.empty()) return refuse("audience");
    const Value &ends = (*claims)["exp"], &begins = (*claims)["nbf"];
    if (!ends.is_number() || !begins.is_number()) return refuse("no_times");
    const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
    if (ends.as_double() < seconds - skew) return refuse("expired");
    if (begins.as_double() > seconds + skew) return refuse("not_yet");
    SigningKey key;
    switch (keys.find(kid, key)) {
        case KeyRing::Found::no_keys:
            return refuse("keys_unavailable", 503);  // the connector may come again
        case KeyRing::Found::unknown:
            return refuse("unknown_kid");
        case KeyRing::Found::yes:
            break;
    }
    if (!key.key->signed_rs256(token->substr(0, last), *signature)) return refuse("signature");
    return TokenFacts{(*claims)["serviceurl"].as_string(), std::move(key.endorsements)};
}

std::string tenant_of(const Value& activity) {
    const std::string& tenant = activity["conversation"]["tenantId"].as_string();
    return lower(tenant.empty() ? activity["channelData"]["tenant"]["id"].as_string() : tenant);
}

std::expected<void, Refusal> verify_activity(const TokenFacts& facts, const Value& activity,
                                             const ActivityRules& rules) {
    const auto refuse = [](const char* reason) { return std::unexpected(Refusal{401, reason}); };
    if (activity["channelId"].as_string() != "msteams") return refuse("channel");
    if (rules.require_endorsements && !facts.endorsements.contains("msteams")) return refuse("endorsement");
    const std::string& service_url = activity["serviceUrl"].as_string();
    if (facts.service_url.empty() || without_slashes(facts.service_url) != without_slashes(service_url))
        return refuse("service_url");
    if (!rules.hosts->judge(service_url)) return refuse("service_host");
    const std::string tenant = tenant_of(activity);
    if (tenant.empty() || !rules.tenants.contains(tenant)) return refuse("tenant");
    if (const Value* other = activity["channelData"]["tenant"].find("id"); other && lower(other->as_string()) != tenant)
        return refuse("tenant");
    return {};
}

}  // namespace todoke::teams
