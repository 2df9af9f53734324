// Forged, bent and honest tokens: the table of teams.md 10.2, with our stricter column.
#include "adapters/teams/service_host.hpp"
#include "tests/channels/teams/house.hpp"

namespace todoke::test {
namespace {

using platforms::TeamsToken;
using namespace std::chrono_literals;

using TeamsVerify = TeamsHouse;

TEST_F(TeamsVerify, takes_an_honest_activity_and_stores_it_as_it_came) {
    const auto activity = message("今日休みます");
    ASSERT_EQ(teams_->deliver(activity).status, 200);
    ASSERT_EQ(house_->ingest.events.size(), 1u);
    const InboundEvent& event = house_->ingest.events[0];
    EXPECT_EQ(event.kind, "message");
    EXPECT_EQ(event.body, serialize(activity));
    EXPECT_EQ(event.event_key.size(), 64u);
    EXPECT_EQ(event.event_at, std::chrono::floor<std::chrono::seconds>(house_->clock.now()));
    EXPECT_FALSE(event.wants_answer);
}

TEST_F(TeamsVerify, judges_every_claim) {
    const std::pair<const char*, std::pair<TeamsToken, int>> rows[]{
        {"good", {{}, 200}},
        {"expired 4 minutes ago", {{.not_before = -3600s, .expires = -240s}, 200}},
        {"valid in 4 minutes", {{.not_before = 240s}, 200}},
        {"expired 10 minutes ago", {{.not_before = -3600s, .expires = -600s}, 401}},
        {"valid in 6 minutes", {{.not_before = 360s}, 401}},
        {"other audience", {{.audience = "33333333-3333-4333-8333-333333333333"}, 401}},
        {"audience of bots' own tokens", {{.audience = "https://api.botframework.com"}, 401}},
        {"audience as list", {{.audience_as_array = true}, 401}},
        {"emulator issuer", {{.issuer = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"}, 401}},
        {"government issuer", {{.issuer = "https://api.botframework.us"}, 401}},
        {"other service", {{.service_url = "https://smba.trafficmanager.net/jp/"}, 401}},
        {"no service url", {{.without = {"serviceurl"}}, 401}},
        {"no exp", {{.without = {"exp"}}, 401}},
        {"no nbf", {{.without = {"nbf"}}, 401}},
        {"no aud", {{.without = {"aud"}}, 401}},
        {"no iss", {{.without = {"iss"}}, 401}},
        {"no signature", {{.alg = "none"}, 401}},
        {"keyed hash", {{.alg = "HS256"}, 401}},
        {"unknown kid", {{.kid = "invented"}, 401}},
        {"unpublished key under a published kid", {{.sign_with_unknown_key = true}, 401}},
    };
    for (const auto& [name, row] : rows) EXPECT_EQ(status_of(row.first), row.second) << name;
    EXPECT_EQ(house_->ingest.events.size(), 3u);
}

TEST_F(TeamsVerify, takes_the_service_url_with_or_without_its_last_slash) {
    std::string url = teams_->service_url_of(tenant);
    while (url.ends_with('/')) url.pop_back();
    EXPECT_EQ(status_of({.service_url = url}), 200);
}

TEST_F(TeamsVerify, refuses_whatever_is_no_single_well_formed_bearer) {
    const std::string body = serialize(message());
    const std::string good = teams_->token({}, app_id, teams_->service_url_of(tenant));
    for (const std::string& bad : std::vector<std::string>{
             "", good, "bearer " + good, "Bearer  " + good, "Bearer " + good + " ", "Basic " + good, "Bearer a.b",
             "Bearer a.b.c.d", "Bearer " + good + "=", "Bearer " + good + ".", "Bearer " + std::string(17000, 'a')})
        EXPECT_EQ(house_->post("/webhooks/teams/demo", body, {{"Authorization", bad}}).status, 401)
            << bad.substr(0, 40);
    EXPECT_EQ(house_
                  ->post("/webhooks/teams/demo", body,
                         {{"Authorization", "Bearer " + good}, {"authorization", "Bearer " + good}})
                  .status,
              401);
    EXPECT_EQ(teams_->deliver_raw(body, "Bearer " + good, "demo").status, 200);
    EXPECT_EQ(teams_->deliver_raw(body, "Bearer " + good, "other").status, 404);
}

TEST_F(TeamsVerify, notices_every_changed_byte_of_a_token) {
    const std::string body = serialize(message());
    const std::string good = teams_->token({}, app_id, teams_->service_url_of(tenant));
    for (std::size_t at = 0; at < good.size(); at += 7) {
        std::string bent = good;
        bent[at] = bent[at] == 'A' ? 'B' : 'A';
        EXPECT_EQ(house_->post("/webhooks/teams/demo", body, {{"Authorization", "Bearer " + bent}}).status, 401) << at;
    }
}

TEST_F(TeamsVerify, binds_the_activity_to_token_tenant_and_channel) {
    const auto bent = [&](auto change) {
        auto activity = message();
        change(activity);
        return teams_
            ->deliver_raw(serialize(activity), "Bearer " + teams_->token({}, app_id, teams_->service_url_of(tenant)),
                          "demo")
            .status;
    };
    EXPECT_EQ(bent([](auto&) {}), 200);
    EXPECT_EQ(bent([](auto& a) { a["channelId"] = "webchat"; }), 401);
    EXPECT_EQ(bent([](auto& a) { a["serviceUrl"] = "https://evil.example/"; }), 401);
    EXPECT_EQ(bent([](auto& a) { a["conversation"].as_object()["tenantId"] = "99999999-9999-4999-8999-999999999999"; }),
              401);
    EXPECT_EQ(bent([](auto& a) { a["channelData"] = {{"tenant", {{"id", "99999999-9999-4999-8999-999999999999"}}}}; }),
              401);
    EXPECT_EQ(bent([](auto& a) {
                  a.erase("channelData");
                  a["conversation"].as_object().erase("tenantId");
              }),
              401);
    EXPECT_EQ(bent([](auto& a) { a.erase("type"); }), 400);
    EXPECT_EQ(bent([](auto& a) { a["conversation"].as_object().erase("id"); }), 400);
    EXPECT_EQ(
        teams_->deliver_raw("{", "Bearer " + teams_->token({}, app_id, teams_->service_url_of(tenant)), "demo").status,
        400);
}

TEST_F(TeamsVerify, refuses_a_host_that_is_not_on_the_list_even_with_a_good_token) {
    auto activity = message();
    const std::string elsewhere = "https://smba.evil.example/jp/";
    activity["serviceUrl"] = elsewhere;
    EXPECT_EQ(teams_->deliver_raw(serialize(activity), "Bearer " + teams_->token({}, app_id, elsewhere), "demo").status,
              401);
}

TEST_F(TeamsVerify, wants_the_key_to_be_endorsed_for_teams) {
    teams_->set_endorsements({"webchat"});
    EXPECT_EQ(status_of({}), 401);
    teams_->set_endorsements({});
    open();
    EXPECT_EQ(status_of({}), 401);
    open("    require_endorsements: false\n");
    EXPECT_EQ(status_of({}), 200);
}

TEST_F(TeamsVerify, learns_a_new_key_at_once_but_asks_at_most_once_a_minute) {
    EXPECT_EQ(status_of({}), 200);
    house_->clock.ahead_ += 61s;
    teams_->rotate_key(false);
    EXPECT_EQ(status_of({}), 200);
    teams_->rotate_key(false);
    EXPECT_EQ(status_of({}), 401);
    house_->clock.ahead_ += 61s;
    EXPECT_EQ(status_of({}), 200);
}

TEST_F(TeamsVerify, keeps_old_keys_while_the_login_is_down) {
    EXPECT_EQ(status_of({}), 200);
    house_->clock.ahead_ += 25h;
    teams_->misbehave({.match = "/v1/.well-known", .status = 503, .times = -1});
    EXPECT_EQ(status_of({}), 200);
    EXPECT_TRUE(house_->log.has(LogLevel::warning, "teams.keys_not_renewed"));
}

TEST_F(TeamsVerify, says_503_as_long_as_no_key_could_ever_be_had) {
    teams_->misbehave({.match = "/v1/.well-known", .status = 500, .times = -1});
    open();
    EXPECT_EQ(status_of({}), 503);
    teams_->behave();
    house_->clock.ahead_ += 61s;
    EXPECT_EQ(status_of({}), 200);
}

TEST_F(TeamsVerify, answers_at_api_messages_too_while_there_is_one_account) {
    const std::string body = serialize(message());
    const std::string good = "Bearer " + teams_->token({}, app_id, teams_->service_url_of(tenant));
    EXPECT_EQ(house_->post("/api/messages", body, {{"Authorization", good}}).status, 200);
}

TEST_F(TeamsVerify, writes_no_token_and_no_words_into_the_log) {
    const std::string good = teams_->token({.audience = "x"}, app_id, teams_->service_url_of(tenant));
    teams_->deliver_raw(serialize(message("ひみつ")), "Bearer " + good, "demo");
    const std::string log = house_->log.text();
    EXPECT_NE(log.find("reason=audience"), std::string::npos);
    EXPECT_EQ(log.find(good.substr(0, 30)), std::string::npos);
    EXPECT_EQ(log.find("ひみつ"), std::string::npos);
}

TEST(TeamsServiceHost, lets_only_listed_hosts_have_our_token) {
    const teams::AllowedHosts hosts({"smba.trafficmanager.net", ".botframework.com", "http://127.0.0.1:5001"});
    for (const char* good :
         {"https://smba.trafficmanager.net/jp/11111111-1111-4111-8111-111111111111/", "https://smba.trafficmanager.net",
          "https://SMBA.trafficmanager.net/teams", "https://asia.botframework.com/x/", "http://127.0.0.1:5001/jp/t/"})
        EXPECT_TRUE(hosts.judge(good)) << good;
    for (const char* bad : {"",
                            "http://smba.trafficmanager.net/",
                            "https://smba.trafficmanager.net:8443/",
                            "https://evil.trafficmanager.net/",
                            "https://smba.trafficmanager.net.evil.example/",
                            "https://smba.trafficmanager.net@evil.example/",
                            "https://evil.example/?https://smba.trafficmanager.net",
                            "https://evil.example#smba.trafficmanager.net",
                            "https://smba.trafficmanager.net\\@evil.example/",
                            "https://botframework.com/",
                            "https://.botframework.com/",
                            "https://evilbotframework.com/",
                            "http://127.0.0.1:5002/",
                            "http://127.0.0.1/",
                            "http://127.0.0.1:5001.evil.example/",
                            "http://localhost:5001/",
                            "https://127.0.0.1:5001/",
                            "http://10.0.0.1:5001/",
                            "https://smba.trafficmanager.net/../x",
                            "https://smba.trafficmanager.net/%2e%2e/x",
                            "https://smba.trafficmanager.net/a b",
                            "ftp://smba.trafficmanager.net/",
                            "https://smba.trafficmanager.net./"})
        EXPECT_FALSE(hosts.judge(bad)) << bad;
    EXPECT_EQ(hosts.judge("https://smba.trafficmanager.net/jp/t/")->url(), "https://smba.trafficmanager.net/jp/t/");
    EXPECT_EQ(hosts.proactive().url(), "https://smba.trafficmanager.net/teams/");
}

TEST(TeamsSettings, name_what_is_wrong_and_where) {
    ScriptedHttp http;
    House house(R"(
teams:
  - {account: demo, app_id: a, tenant_id: t, login_base: "http://evil.example", allowed_service_hosts: [".trafficmanager.net", "http://10.0.0.1:80"], secret: x}
  - {account: two, app_id: a, tenant_id: t, client_secret: s, client_certificate: c}
)",
                http);
    teams::register_channel(house);
    const std::string problems = house.problems();
    for (const char* part : {"todoke.yaml:3:", "client_secret, or client_certificate", "expected an https address",
                             "anybody can register", "10.0.0.1", "unknown key 'secret'", "belong together"})
        EXPECT_NE(problems.find(part), std::string::npos) << part << "\n" << problems;
}

}  // namespace
}  // namespace todoke::test
