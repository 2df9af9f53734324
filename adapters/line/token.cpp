#include "adapters/line/token.hpp"

#include "adapters/line/account.hpp"

namespace todoke::line {
namespace {

// POST /oauth2/v3/token, form → {"token_type":"Bearer","access_token":"ey…","expires_in":900}
IssuedToken issue_with(const std::string& secret, const AccountSettings& settings, const Services& services) {
    ClientRequest request;
    request.origin = settings.api_base;
    request.path = "/oauth2/v3/token";
    request.body = "grant_type=client_credentials&client_id=" + percent_encode(settings.channel_id) +
                   "&client_secret=" + percent_encode(secret);
    return ask_for_token(services, std::move(request), std::chrono::minutes{15}, "line.token", settings.name);
}

// While a secret is rotated, the platform knows one of the two.
IssuedToken issue(const AccountSettings& settings, const Services& services) {
    IssuedToken issued;
    for (const std::string& secret : settings.secrets) {
        issued = issue_with(secret, settings, services);
        if (!issued.failure || issued.failure->outcome != SendOutcome::our_fault) break;
    }
    return issued;
}

}  // namespace

Tokens::Tokens(const AccountSettings& settings, const Services& services)
    : settings_(settings), issued_(services, [&settings, &services] { return issue(settings, services); }) {}

Token Tokens::get() { return settings_.access_token.empty() ? issued_.get() : Token{settings_.access_token, {}}; }

bool Tokens::refused(const std::string& token) {
    if (!settings_.access_token.empty()) return false;
    issued_.refused(token);
    return true;
}

}  // namespace todoke::line
