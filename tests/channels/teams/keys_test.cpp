// Tokens that no platform would send and key lists that no login should publish: headers are bent while the signature
// is right.
#include "adapters/teams/keys.hpp"

#include "adapters/teams/verify.hpp"
#include "bot/ports/crypto.hpp"
#include "tests/channels/teams/house.hpp"
#include "tests/platforms/common/crypto.hpp"

#include <boost/json.hpp>

namespace todoke::test {
namespace {

const platforms::RsaKey& connector_key() {
    static const auto key = platforms::RsaKey::generate();
    return key;
}

class TeamsKeys : public testing::Test {
protected:
    ScriptedHttp http;
    House house{"service: {}\n", http};
    std::string issuer = "https://api.botframework.com", jwks_uri = "https://login.example/keys";
    boost::json::object published = connector_key().jwk();
    teams::KeyRing keys{{.origin = "https://login.example", .path = "/metadata"}, house.services()};

    void SetUp() override {
        published["endorsements"] = {"msteams"};
        http.answer = [this](const ClientRequest& request) {
            if (request.path == "/metadata")
                return answered(200, serialize(boost::json::object{{"issuer", issuer}, {"jwks_uri", jwks_uri}}));
            return answered(200, serialize(boost::json::object{{"keys", {published}}}));
        };
    }
    boost::json::object header() const { return {{"alg", "RS256"}, {"typ", "JWT"}, {"kid", connector_key().kid()}}; }
    boost::json::object claims() const {
        const auto now = std::chrono::floor<std::chrono::seconds>(house.clock.now()).time_since_epoch().count();
        return {{"iss", "https://api.botframework.com"},
                {"aud", app_id},
                {"nbf", now},
                {"exp", now + 3600},
                {"serviceurl", "https://x.example/"}};
    }
    // The reason why the token does not hold; "" when it does.
    std::string judge(const std::string& token) {
        HttpRequest request;
        request.headers = {{"Authorization", "Bearer " + token}};
        const auto facts = teams::verify_token(request, app_id, keys, house.clock.now());
        return facts ? "" : facts.error().reason;
    }
    std::string judge(const boost::json::object& header, const boost::json::object& claims) {
        return judge(platforms::sign_jwt(connector_key(), header, claims));
    }
    std::string judge_text(const std::string& header, const std::string& claims) {
        const std::string data = crypto::to_base64url(header) + "." + crypto::to_base64url(claims);
        return judge(data + "." + crypto::to_base64url(connector_key().sign_rs256(data)));
    }
};

TEST_F(TeamsKeys, a_right_signature_does_not_excuse_a_wrong_header) {
    EXPECT_EQ(judge(header(), claims()), "");
    const auto with = [&](const char* name, boost::json::value value) {
        auto bent = header();
        bent[name] = std::move(value);
        return judge(bent, claims());
    };
    for (const char* algorithm : {"none", "HS256", "RS384", "PS256", "rs256", ""})
        EXPECT_EQ(with("alg", algorithm), "algorithm") << algorithm;
    EXPECT_EQ(with("alg", nullptr), "algorithm");
    EXPECT_EQ(with("crit", {"x"}), "crit");
    EXPECT_EQ(with("kid", ""), "no_kid");
    EXPECT_EQ(with("cty", "JWT"), "");
    EXPECT_EQ(with("jku", "https://evil.example/keys"), "");
    for (const auto& request : http.requests()) EXPECT_EQ(request.origin, "https://login.example");
}

TEST_F(TeamsKeys, claims_of_another_type_or_written_twice_do_not_count) {
    const auto with = [&](const char* name, boost::json::value value) {
        auto bent = claims();
        bent[name] = std::move(value);
        return judge(header(), bent);
    };
    EXPECT_EQ(with("exp", "9999999999"), "no_times");
    EXPECT_EQ(with("nbf", true), "no_times");
    EXPECT_EQ(with("exp", 1e300), "");
    EXPECT_EQ(with("aud", {app_id}), "audience");
    EXPECT_EQ(with("aud", "22222222-2222-4222-8222-22222222222A"), "audience");
    EXPECT_EQ(with("iss", 7), "issuer");
    const std::string good = serialize(claims());
    EXPECT_EQ(judge_text(serialize(header()), good), "");
    EXPECT_EQ(judge_text(serialize(header()), good.substr(0, good.size() - 1) + R"(,"aud":"x"})"), "unreadable");
    EXPECT_EQ(judge_text(R"({"alg":"RS256","alg":"none","kid":"x"})", good), "unreadable");
    EXPECT_EQ(judge_text("[]", good), "unreadable");
}

TEST_F(TeamsKeys, are_taken_from_the_configured_login_only) {
    jwks_uri = "https://evil.example/keys";
    EXPECT_EQ(judge(header(), claims()), "keys_unavailable");
    jwks_uri = "https://login.example.evil.example/keys";
    house.clock.ahead_ += std::chrono::seconds{61};
    EXPECT_EQ(judge(header(), claims()), "keys_unavailable");
    jwks_uri = "https://login.example/keys";
    issuer = "https://evil.example";
    house.clock.ahead_ += std::chrono::seconds{61};
    EXPECT_EQ(judge(header(), claims()), "keys_unavailable");
    issuer = "https://api.botframework.com";
    house.clock.ahead_ += std::chrono::seconds{61};
    EXPECT_EQ(judge(header(), claims()), "");
    for (const auto& request : http.requests()) EXPECT_EQ(request.origin, "https://login.example");
}

TEST_F(TeamsKeys, must_be_signing_keys_of_a_decent_size) {
    published["use"] = "enc";
    EXPECT_EQ(judge(header(), claims()), "keys_unavailable");
    published["use"] = "sig";
    published["kty"] = "EC";
    house.clock.ahead_ += std::chrono::seconds{61};
    EXPECT_EQ(judge(header(), claims()), "keys_unavailable");
    EXPECT_FALSE(teams::PublicKey::make(std::string(128, '\xFF'), "\x01\x00\x01"));
    EXPECT_FALSE(teams::PublicKey::make("", ""));
}

TEST_F(TeamsKeys, a_stranger_cannot_make_us_ask_for_keys) {
    auto foreign = claims();
    foreign["aud"] = "https://api.botframework.com";
    EXPECT_EQ(judge(header(), foreign), "audience");
    EXPECT_TRUE(http.requests().empty());
}

}  // namespace
}  // namespace todoke::test
