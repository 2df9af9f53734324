#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/test/teams_fixture.hpp"

#include <cjose/cjose.h>
#include <gtest/gtest.h>

namespace todoke::platforms::test {
namespace {

using namespace std::chrono_literals;

class TeamsTokens : public Teams {};

// The published key with this token's kid verifies it (an implementation that is not the double's own).
bool verifies(const std::string& jwt, const json::value& keys) {
    cjose_err error;
    cjose_jws_t* jws = cjose_jws_import(jwt.c_str(), jwt.size(), &error);
    if (!jws) return false;
    cjose_header_t* header = cjose_jws_get_protected(jws);
    const std::string kid = cjose_header_get(header, CJOSE_HDR_KID, &error);
    bool good = false;
    for (const auto& key : keys.at("keys").as_array()) {
        if (key.at("kid") != json::string(kid)) continue;
        const std::string text = serialize(key);
        cjose_jwk_t* jwk = cjose_jwk_import(text.c_str(), text.size(), &error);
        good = jwk && cjose_jws_verify(jws, jwk, &error);
        cjose_jwk_release(jwk);
    }
    cjose_jws_release(jws);
    return good;
}

json::value claims_of(const std::string& jwt) {
    const auto first = jwt.find('.'), last = jwt.rfind('.');
    return json::parse(base64url_decode(jwt.substr(first + 1, last - first - 1)));
}

TEST_F(TeamsTokens, SignsActivitiesWithAPublishedKeyAndTheDocumentedClaims) {
    EXPECT_EQ(teams.says(mori, "今日休みます").status, 200);
    const auto got = service.got().at(0);
    EXPECT_EQ(got.path, "/webhooks/teams/demo");
    const auto metadata = get(teams.origin(), "/v1/.well-known/openidconfiguration").body;
    EXPECT_EQ(metadata.at("issuer"), "https://api.botframework.com");
    EXPECT_EQ(metadata.at("jwks_uri").as_string(), teams.origin() + "/v1/.well-known/keys");
    EXPECT_TRUE(verifies(last_bearer(), published()));
    EXPECT_EQ(published().at("keys").at(0).at("endorsements"), (json::array{"msteams"}));
    const auto claims = claims_of(last_bearer());
    EXPECT_EQ(claims.at("iss"), "https://api.botframework.com");
    EXPECT_EQ(claims.at("aud").as_string(), app);
    EXPECT_EQ(claims.at("serviceurl"), json::parse(got.body).at("serviceUrl"));
    EXPECT_EQ(claims.at("exp").to_number<long long>(), unix_seconds(clock.now()) + 3600);
}

TEST_F(TeamsTokens, ForgedTokensDifferInTheOneWayThatWasAskedFor) {
    const auto token = [&](const TeamsToken& wanted) { return teams.token(wanted, app, teams.service_url_of(tenant)); };
    EXPECT_FALSE(verifies(token({.sign_with_unknown_key = true}), published()));
    EXPECT_TRUE(token({.alg = "none"}).ends_with('.'));
    EXPECT_FALSE(verifies(token({.kid = "unknown"}), published()));
    EXPECT_TRUE(verifies(token({.audience = "someone-else"}), published()));
    EXPECT_EQ(claims_of(token({.audience = "someone-else"})).at("aud"), "someone-else");
    EXPECT_TRUE(claims_of(token({.audience_as_array = true})).at("aud").is_array());
    EXPECT_LT(claims_of(token({.expires = -10min})).at("exp").to_number<long long>(), unix_seconds(clock.now()));
    EXPECT_FALSE(claims_of(token({.without = {"exp"}})).as_object().contains("exp"));
}

TEST_F(TeamsTokens, RotationSignsWithANewKey) {
    teams.says(mori, "一");
    const std::string old_token = last_bearer();
    teams.rotate_key(true);
    teams.says(mori, "二");
    EXPECT_TRUE(verifies(last_bearer(), published()));
    EXPECT_TRUE(verifies(old_token, published()));
    teams.rotate_key(false);
    EXPECT_FALSE(verifies(old_token, published()));
}

TEST_F(TeamsTokens, LoginChecksSecretAuthorityAndScope) {
    EXPECT_EQ(login().body.at("expires_in"), 3599);
    EXPECT_EQ(login("wrong").status, 401);
    EXPECT_EQ(login("wrong").body.at("error_codes").at(0), 7000215);
    EXPECT_EQ(login("s%26cret", "99999999-1111-4111-8111-111111111111").body.at("error_codes").at(0), 90002);
    EXPECT_EQ(login("s%26cret", tenant, "https%3A%2F%2Fgraph.microsoft.com%2F.default").status, 400);
}

TEST_F(TeamsTokens, ConnectorWantsATokenOfItsLoginThatIsStillAlive) {
    EXPECT_EQ(create({}).status, 401);
    EXPECT_EQ(create({{"Authorization", "Bearer " + teams.token({}, app, "x")}}).status, 401);
    const auto headers = bearer();
    clock.advance(3598s);
    EXPECT_EQ(create(headers).status, 201);
    clock.advance(1s);
    EXPECT_EQ(create(headers).status, 401);
}

}  // namespace
}  // namespace todoke::platforms::test
