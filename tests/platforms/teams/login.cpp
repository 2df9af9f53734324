// Tokens: the login that issues them to bots, and the ones the connector sends to the bot with the keys it publishes.
#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/teams/teams_state.hpp"

#include <cmath>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::platforms {

namespace {

constexpr const char* scope_of_bots = "https://api.botframework.com/.default";
constexpr const char* audience_of_bots = "https://api.botframework.com";
constexpr long long bot_token_seconds = 3599;

Answer login_error(int status, const std::string& error, int code, const std::string& description) {
    return json_answer(status, {{"error", error},
                                {"error_description", fmt::format("AADSTS{}: {}", code, description)},
                                {"error_codes", boost::json::array{code}}});
}

}  // namespace

Answer TeamsDouble::issue_token(const Request& request, const std::string& authority) {
    if (!request.header("content-type").starts_with("application/x-www-form-urlencoded"))
        return login_error(400, "invalid_request", 900144, "The request body must be a form");
    const auto form = request.form();
    const auto value = [&](const char* key) {
        const auto found = form.find(key);
        return found == form.end() ? std::string() : found->second;
    };
    if (value("grant_type") != "client_credentials")
        return login_error(400, "unsupported_grant_type", 70003, "The grant type is not supported");
    if (value("scope") != scope_of_bots)
        return login_error(400, "invalid_scope", 70011,
                           "The provided value for the input parameter 'scope' is not valid");
    std::lock_guard lock(state_->mutex);
    const TeamsApp* app = nullptr;
    bool tenant_known = authority == "botframework.com";
    for (const auto& candidate : state_->apps) {
        if (candidate.app_id == value("client_id")) app = &candidate;
        tenant_known = tenant_known || candidate.tenant_id == authority;
    }
    if (!tenant_known) return login_error(400, "invalid_request", 90002, "Tenant not found");
    if (!app || (app->tenant_id != authority && authority != "botframework.com"))
        return login_error(400, "unauthorized_client", 700016, "Application was not found in the directory");
    if (app->secret != value("client_secret"))
        return login_error(401, "invalid_client", 7000215, "Invalid client secret provided");
    const long long issued = unix_seconds(now());
    const std::string token =
        sign_jwt(*state_->login_key, {{"typ", "JWT"}, {"alg", "RS256"}, {"kid", state_->login_key->kid()}},
                 {{"aud", audience_of_bots},
                  {"iss", "https://sts.windows.net/" + app->tenant_id + "/"},
                  {"iat", issued},
                  {"nbf", issued},
                  {"exp", issued + bot_token_seconds},
                  {"appid", app->app_id},
                  {"tid", app->tenant_id}});
    return json_answer(200, {{"token_type", "Bearer"},
                             {"expires_in", bot_token_seconds},
                             {"ext_expires_in", bot_token_seconds},
                             {"access_token", token}});
}

std::string TeamsDouble::app_of_bearer(const Request& request) const {
    const std::string authorization = request.header("authorization");
    if (!authorization.starts_with("Bearer ")) return "";
    const std::string token = authorization.substr(7);
    const auto first = token.find('.'), last = token.rfind('.');
    if (first == std::string::npos || first == last) return "";
    std::lock_guard lock(state_->mutex);
    if (!state_->login_key->verify_rs256(token.substr(0, last), base64url_decode(token.substr(last + 1)))) return "";
    boost::system::error_code failed;
    const auto claims = boost::json::parse(base64url_decode(token.substr(first + 1, last - first - 1)), failed);
    if (failed || claims.at("aud") != audience_of_bots) return "";
    if (claims.at("exp").to_number<long long>() <= unix_seconds(now())) return "";
    return std::string(claims.at("appid").as_string());
}

std::string TeamsDouble::token(const TeamsToken& wanted, const std::string& app_id,
                               const std::string& service_url) const {
    std::lock_guard lock(state_->mutex);
    const RsaKey& key = state_->keys.back();
    if (wanted.sign_with_unknown_key && !state_->stranger) state_->stranger = RsaKey::generate();
    const RsaKey& signer = wanted.sign_with_unknown_key ? *state_->stranger : key;
    const long long at = unix_seconds(now());
    const std::string audience = wanted.audience.empty() ? app_id : wanted.audience;
    boost::json::object claims{{"serviceurl", wanted.service_url.empty() ? service_url : wanted.service_url},
                               {"nbf", at + wanted.not_before.count()},
                               {"exp", at + wanted.expires.count()},
                               {"iss", wanted.issuer},
                               {"aud", wanted.audience_as_array ? boost::json::value(boost::json::array{audience})
                                                                : boost::json::value(audience)}};
    for (const auto& claim : wanted.without) claims.erase(claim);
    const boost::json::object header{
        {"typ", "JWT"}, {"alg", wanted.alg}, {"kid", wanted.kid.empty() ? key.kid() : wanted.kid}, {"cty", "JWT"}};
    if (wanted.alg == "RS256") return sign_jwt(signer, header, claims);
    const std::string signed_part = base64url(serialize(header)) + "." + base64url(serialize(claims));
    return signed_part + "." + (wanted.alg == "HS256" ? base64url(hmac_sha256(app_id, signed_part)) : "");
}

Answer TeamsDouble::handle(const Request& request) {
    const auto& segments = request.segments;
    if (request.method == "GET" && request.path == "/v1/.well-known/openidconfiguration")
        return json_answer(200, {{"issuer", "https://api.botframework.com"},
                                 {"authorization_endpoint", "https://invalid.botframework.com"},
                                 {"jwks_uri", origin() + "/v1/.well-known/keys"},
                                 {"id_token_signing_alg_values_supported", boost::json::array{"RS256"}},
                                 {"token_endpoint_auth_methods_supported", boost::json::array{"private_key_jwt"}}});
    if (request.method == "GET" && request.path == "/v1/.well-known/keys") {
        std::lock_guard lock(state_->mutex);
        boost::json::array keys;
        for (const auto& key : state_->keys) {
            auto published = key.jwk();
            boost::json::array endorsements;
            for (const auto& channel : state_->endorsements) endorsements.emplace_back(channel);
            if (!endorsements.empty()) published["endorsements"] = endorsements;
            keys.push_back(published);
        }
        return json_answer(200, {{"keys", keys}});
    }
    if (request.method == "POST" && segments.size() == 4 && segments[1] == "oauth2" && segments[2] == "v2.0" &&
        segments[3] == "token")
        return issue_token(request, segments[0]);

    for (std::size_t i = 0; i + 1 < segments.size(); ++i) {
        if (segments[i] != "v3" || segments[i + 1] != "conversations") continue;
        const std::string app_id = app_of_bearer(request);
        if (app_id.empty()) return json_answer(401, {{"message", "Authorization has been denied for this request."}});
        return conversations(request, {segments.begin() + static_cast<std::ptrdiff_t>(i) + 2, segments.end()}, app_id);
    }
    return connector_error(404, "NotFound", "no such operation");
}

}  // namespace todoke::platforms
