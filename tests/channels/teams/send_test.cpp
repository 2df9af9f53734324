// One row per answer of the connector: what becomes of the message.
#include "adapters/teams/assertion.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"
#include "tests/channels/teams/house.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace todoke::test {
namespace {

class TeamsSend : public testing::Test {
protected:
    ScriptedHttp http;
    House house{teams_settings("http://127.0.0.1:1"), http};
    HttpResult connector = answered(201, R"({"id":"1795"})");
    int tokens = 0;
    const std::string address = std::string(tenant) + "/" + teacher;

    void SetUp() override {
        teams::register_channel(house);
        ASSERT_EQ(house.problems(), "");
        http.answer = [this](const ClientRequest& request) {
            if (request.path.ends_with("/oauth2/v2.0/token"))
                return answered(200,
                                R"({"access_token":"token-)" + std::to_string(++tokens) + R"(","expires_in":3599})");
            if (request.path.ends_with("/v3/conversations")) return answered(201, R"({"id":"a:made"})");
            return connector;
        };
    }
    Envelope envelope() {
        Envelope one;
        one.outbox_id = OutboxId{7};
        one.account = "demo";
        one.address = address;
        one.conversation_reference = Value::object(
            {{"service_url", "http://127.0.0.1:1/jp/t/"}, {"conversation_id", "19:abc@thread.tacv2;messageid=1"}});
        one.messages = {
            {.payload = card_activity("欠席の連絡"), .notice = "欠席の連絡があります", .plain = "欠席の連絡"}};
        return one;
    }
    SendResult send(const Envelope& one) { return house.channel().send(one); }
};

constexpr const char* blocked_writes =
    "{\"errorCode\":209,\"message\":\"{\\r\\n  \\\"subCode\\\": \\\"MessageWritesBlocked\\\",\\r\\n  \\\"details\\\": "
    "\\\"x\\\"\\r\\n}\"}";

std::string error(const char* code) { return std::string(R"({"error":{"code":")") + code + R"(","message":"x"}})"; }

struct Row {
    HttpResult answer;
    SendOutcome outcome;
    std::string reason;
    bool address_unusable = false;
};

TEST_F(TeamsSend, understands_every_answer_to_a_post) {
    using enum SendOutcome;
    const Row rows[]{
        {answered(200, R"({"id":"1"})"), accepted, ""},
        {answered(202, ""), accepted, ""},
        {answered(200, "<html>"), accepted, ""},
        {answered(400, error("BadSyntax")), rejected, "http_400"},
        {answered(403, error("ConversationBlockedByUser")), rejected, "blocked", true},
        {answered(403, blocked_writes), rejected, "blocked", true},
        {answered(403, error("BotNotInConversationRoster")), rejected, "not_in_conversation", true},
        {answered(403, error("ForbiddenOperationException")), rejected, "not_installed"},
        {answered(403, error("BotDisabledByAdmin")), our_fault, "disabled_by_admin"},
        {answered(403, error("NotEnoughPermissions")), our_fault, "permissions"},
        {answered(403, error("InvalidBotApiHost")), our_fault, "wrong_host"},
        {answered(403, "<html>"), rejected, "http_403"},
        {answered(404, "<html>"), rejected, "http_404"},
        {answered(408, ""), ambiguous, "http_408"},
        {answered(412, error("PreconditionFailed")), throttled, "http_412"},
        {answered(413, "<html>"), rejected, "too_large"},
        {answered(429, error("Throttled")), throttled, "http_429"},
        {answered(500, error("ServiceError")), ambiguous, "http_500"},
        {answered(502, "<html>"), ambiguous, "http_502"},
        {answered(504, ""), ambiguous, "http_504"},
        {answered(307, ""), our_fault, "http_307"},
        {unanswered(NoAnswer::not_started), not_started, "unreachable"},
        {unanswered(NoAnswer::ambiguous, FailureCode::timeout), ambiguous, "timeout"},
        {unanswered(NoAnswer::ambiguous, FailureCode::unavailable), ambiguous, "connection_lost"},
    };
    for (const Row& row : rows) {
        connector = row.answer;
        const SendResult result = send(envelope());
        EXPECT_EQ(result.outcome, row.outcome) << row.reason << (row.answer ? row.answer->body : "");
        EXPECT_EQ(result.reason, row.reason);
        EXPECT_EQ(result.address_unusable, row.address_unusable) << row.reason;
    }
}

TEST_F(TeamsSend, waits_as_long_as_it_is_told) {
    connector = answered(429, "", {{"Retry-After", "17"}});
    EXPECT_EQ(send(envelope()).retry_after, std::chrono::seconds{17});
    connector = answered(429, "", {{"Retry-After", "Mon, 23 Nov 2026 22:32:30 GMT"}});
    EXPECT_EQ(send(envelope()).retry_after, std::chrono::seconds{30});
    connector = answered(429, "", {{"Retry-After", "soon"}});
    EXPECT_FALSE(send(envelope()).retry_after);
}

TEST_F(TeamsSend, posts_to_the_known_conversation_with_encoded_id_and_summary) {
    const SendResult result = send(envelope());
    EXPECT_EQ(result.provider_id, "1795");
    EXPECT_TRUE(result.conversation_reference.is_null());
    const auto posts = http.requests("/jp/t/v3/conversations/19%3Aabc%40thread.tacv2%3Bmessageid%3D1/activities");
    ASSERT_EQ(posts.size(), 1u);
    EXPECT_EQ(posts[0].method, "POST");
    EXPECT_FALSE(posts[0].public_address_only);  // a loopback origin of the configuration
    const auto body = json::parse(posts[0].body);
    ASSERT_TRUE(body);
    EXPECT_EQ((*body)["summary"].as_string(), "欠席の連絡があります");
    EXPECT_EQ(http.requests("/" + std::string(tenant) + "/oauth2/v2.0/token").at(0).body,
              "grant_type=client_credentials&client_id=22222222-2222-4222-8222-222222222222&scope=https%3A%2F%2Fapi."
              "botframework.com%2F.default&client_secret=s3cret");
}

TEST_F(TeamsSend, makes_the_conversation_once_when_none_is_known_or_it_is_gone) {
    Envelope one = envelope();
    one.conversation_reference = {};
    SendResult result = send(one);
    EXPECT_EQ(result.outcome, SendOutcome::accepted);
    EXPECT_EQ(result.conversation_reference["conversation_id"].as_string(), "a:made");
    EXPECT_EQ(result.conversation_reference["service_url"].as_string(), "http://127.0.0.1:1/teams/");
    const auto made = http.requests("/teams/v3/conversations");
    ASSERT_EQ(made.size(), 1u);
    EXPECT_EQ(
        made[0].body,
        R"({"isGroup":false,"bot":{"id":"28:22222222-2222-4222-8222-222222222222"},"members":[{"id":"44444444-4444-4444-8444-444444444444"}],"tenantId":"11111111-1111-4111-8111-111111111111","channelData":{"tenant":{"id":"11111111-1111-4111-8111-111111111111"}}})");
    connector = answered(404, error("ConversationNotFound"));
    result = send(envelope());
    EXPECT_EQ(result.outcome, SendOutcome::rejected);
    EXPECT_EQ(http.requests("/teams/v3/conversations").size(), 2u);
    EXPECT_EQ(http.requests("/teams/v3/conversations/a%3Amade/activities").size(), 2u);
}

TEST_F(TeamsSend, does_not_use_a_stored_service_url_that_is_no_longer_allowed) {
    Envelope one = envelope();
    one.conversation_reference.set("service_url", "https://evil.example/jp/");
    EXPECT_EQ(send(one).outcome, SendOutcome::accepted);
    for (const auto& request : http.requests()) EXPECT_EQ(request.origin, "http://127.0.0.1:1");
}

TEST_F(TeamsSend, may_repeat_making_and_replacing_but_not_posting) {
    http.answer = [&](const ClientRequest& request) {
        return request.path.ends_with("token") ? answered(200, R"({"access_token":"t"})")
                                               : unanswered(NoAnswer::ambiguous);
    };
    Envelope one = envelope();
    EXPECT_EQ(send(one).outcome, SendOutcome::ambiguous);
    one.updates_provider_id = "1795";
    EXPECT_EQ(send(one).outcome, SendOutcome::not_started);
    one.conversation_reference = {};
    one.updates_provider_id.clear();
    EXPECT_EQ(send(one).outcome, SendOutcome::not_started);
}

TEST_F(TeamsSend, replaces_a_card_in_place) {
    Envelope one = envelope();
    one.updates_provider_id = "1795";
    connector = answered(200, R"({"id":"1795"})");
    EXPECT_EQ(send(one).outcome, SendOutcome::accepted);
    const auto puts = http.requests("/jp/t/v3/conversations/19%3Aabc%40thread.tacv2%3Bmessageid%3D1/activities/1795");
    ASSERT_EQ(puts.size(), 1u);
    EXPECT_EQ(puts[0].method, "PUT");
    connector = answered(404, error("ActivityNotFoundInConversation"));
    EXPECT_EQ(send(one).reason, "message_gone");
}

TEST_F(TeamsSend, takes_a_new_token_once_and_stops_asking_when_the_secret_is_wrong) {
    connector = answered(401, "");
    EXPECT_EQ(send(envelope()).outcome, SendOutcome::our_fault);
    EXPECT_EQ(tokens, 2);
    House other(teams_settings("http://127.0.0.1:1"), http);
    teams::register_channel(other);
    int asked = 0;
    http.answer = [&](const ClientRequest&) {
        ++asked;
        return answered(401, R"({"error":"invalid_client","error_codes":[7000215]})");
    };
    EXPECT_EQ(other.channel().send(envelope()).reason, "token_refused");
    EXPECT_EQ(other.channel().send(envelope()).outcome, SendOutcome::our_fault);
    EXPECT_EQ(asked, 1);
    other.clock.ahead_ += std::chrono::seconds{61};
    other.channel().send(envelope());
    EXPECT_EQ(asked, 2);
}

TEST_F(TeamsSend, refuses_what_the_platform_would_spoil) {
    Envelope one = envelope();
    one.messages[0].payload.set("text", "also words");
    EXPECT_EQ(send(one).reason, "payload_text_and_card");
    one.messages[0].payload = card_activity(std::string(26 * 1024, 'x'));
    EXPECT_EQ(send(one).reason, "payload_card_too_large");
    one.messages[0].payload = Value::object({{"type", "message"}});
    EXPECT_EQ(send(one).reason, "payload_empty");
    one = envelope();
    one.conversation_reference = {};
    one.address = "nobody";
    EXPECT_TRUE(send(one).address_unusable);
    EXPECT_TRUE(house.log.has(LogLevel::error, "teams.payload_refused"));
}

TEST_F(TeamsSend, answers_a_press_with_the_card_and_joins_several) {
    const Rendered card{.payload = card_activity("確認済"), .notice = "", .plain = "確認済"};
    const Rendered words{.payload = Value::object({{"text", "*x*"}}), .notice = "", .plain = "*x*"};
    const auto answer = [&](const std::vector<Rendered>& rendered) {
        const HttpResponse response = house.channel().answer_invoke(rendered);
        EXPECT_EQ(response.status, 200);
        return json::parse(response.body).value();
    };
    const Value one = answer({card});
    EXPECT_EQ(one["statusCode"].as_integer(), 200);
    EXPECT_EQ(one["type"].as_string(), "application/vnd.microsoft.card.adaptive");
    EXPECT_EQ(one["value"]["body"].items().size(), 1u);
    const Value two = answer({words, card});
    EXPECT_EQ(two["value"]["body"].items().size(), 2u);
    EXPECT_EQ(two.at_path("value.body.0.type").as_string(), "RichTextBlock");
    EXPECT_EQ(two.at_path("value.version").as_string(), "1.5");
    const Value plain = answer({words});
    EXPECT_EQ(plain["type"].as_string(), "application/vnd.microsoft.activity.message");
    EXPECT_EQ(plain["value"].as_string(), "*x*");
    EXPECT_EQ(answer({})["type"].as_string(), "application/vnd.microsoft.activity.message");
}

// A key and its self-signed certificate, made for this run.
struct Credential {
    EVP_PKEY* key = EVP_RSA_gen(2048);
    X509* certificate = X509_new();
    std::string key_pem, certificate_pem, der;

    Credential() {
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        X509_sign(certificate, key, EVP_sha256());
        key_pem = pem([&](BIO* out) { PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
        certificate_pem = pem([&](BIO* out) { PEM_write_bio_X509(out, certificate); });
        der = pem([&](BIO* out) { i2d_X509_bio(out, certificate); });
    }
    ~Credential() {
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    template <class Write>
    static std::string pem(Write write) {
        BIO* out = BIO_new(BIO_s_mem());
        write(out);
        char* data = nullptr;
        const auto size = BIO_get_mem_data(out, &data);
        std::string text(data, static_cast<std::size_t>(size));
        BIO_free(out);
        return text;
    }
    bool signed_ps256(const std::string& data, const std::string& signature) const {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        EVP_PKEY_CTX* padding = nullptr;
        EVP_DigestVerifyInit(context, &padding, EVP_sha256(), nullptr, key);
        EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST);
        const bool holds =
            EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                             reinterpret_cast<const unsigned char*>(data.data()), data.size()) == 1;
        EVP_MD_CTX_free(context);
        return holds;
    }
};

TEST(TeamsCertificate, signs_a_short_lived_assertion_instead_of_sending_a_secret) {
    const Credential credential;
    teams::AccountSettings settings;
    settings.app_id = app_id;
    settings.tenant_id = tenant;
    settings.certificate = credential.certificate_pem;
    settings.certificate_key = credential.key_pem;
    CountingRandom random;
    const auto assertion = teams::client_assertion(settings, Instant{std::chrono::seconds{1795230000}}, random);
    ASSERT_TRUE(assertion);
    const auto first = assertion->find('.'), last = assertion->rfind('.');
    const auto header = json::parse(crypto::from_base64url(assertion->substr(0, first)).value()).value();
    const auto claims =
        json::parse(crypto::from_base64url(assertion->substr(first + 1, last - first - 1)).value()).value();
    EXPECT_EQ(header["alg"].as_string(), "PS256");
    EXPECT_EQ(header["x5t#S256"].as_string(), crypto::to_base64url(crypto::sha256(credential.der)));
    EXPECT_EQ(claims["aud"].as_string(),
              "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token");
    EXPECT_EQ(claims["iss"].as_string(), app_id);
    EXPECT_EQ(claims["exp"].as_integer() - claims["iat"].as_integer(), 300);
    EXPECT_TRUE(credential.signed_ps256(assertion->substr(0, last),
                                        crypto::from_base64url(assertion->substr(last + 1)).value()));
    EXPECT_NE(teams::client_assertion(settings, Instant{}, random), assertion);
    settings.certificate_key = "broken";
    EXPECT_FALSE(teams::client_assertion(settings, Instant{}, random));
}

}  // namespace
}  // namespace todoke::test
