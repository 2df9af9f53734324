#include "adapters/teams/token.hpp"

#include "adapters/teams/account.hpp"
#include "adapters/teams/assertion.hpp"

namespace todoke::teams {
namespace {

// The rest of the form; nullopt: the key makes no assertion.
std::optional<std::string> credentials(const AccountSettings& settings, const Services& services) {
    if (settings.certificate.empty()) return "&client_secret=" + percent_encode(settings.client_secret);
    const auto assertion = client_assertion(settings, services.clock.now(), services.random);
    if (!assertion) return std::nullopt;
    return "&client_assertion_type=" + percent_encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
           "&client_assertion=" + *assertion;
}

}  // namespace

// POST {login_base}/{home tenant}/oauth2/v2.0/token → {"token_type":"Bearer","expires_in":3599,"access_token":"…"}
IssuedToken issue_token(const AccountSettings& settings, const Services& services) {
    const auto credential = credentials(settings, services);
    if (!credential) {
        services.log.error("teams.token", {{"account", Code{settings.name}}, {"reason", Code{"token_assertion"}}});
        return {.text = "", .failure = SendResult{.outcome = SendOutcome::our_fault, .reason = "token_assertion"}};
    }
    ClientRequest request;
    request.origin = settings.login_base;
    request.path = "/" + percent_encode(settings.tenant_id) + "/oauth2/v2.0/token";
    request.body = "grant_type=client_credentials&client_id=" + percent_encode(settings.app_id) +
                   "&scope=https%3A%2F%2Fapi.botframework.com%2F.default" + *credential;
    return ask_for_token(services, std::move(request), std::chrono::hours{1}, "teams.token", settings.name);
}

}  // namespace todoke::teams
