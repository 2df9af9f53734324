// Signature and door: vectors of LINE's documentation, and what each broken webhook is answered.
#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"
#include "tests/channels/line/house.hpp"

#include <thread>

namespace todoke::test {
namespace {

constexpr const char* official_body = R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]})";
constexpr const char* official_signature = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=";
constexpr const char* escaped_body =
    R"({"destination":"U00000000000000000000000000000001","events":[{"type":"message","message":{"type":"text","id":"100000000000000001","quoteToken":"q1","text":"\uD83D\uDE37 欠席"},"timestamp":1700000000000,"source":{"type":"user","userId":"U00000000000000000000000000000002"},"replyToken":"r1","mode":"active","webhookEventId":"01HF7YAT00000000000000000A","deliveryContext":{"isRedelivery":false}}]})";

class LineWebhook : public testing::Test {
protected:
    ScriptedHttp http;
    House house{line_settings, http};
    void SetUp() override {
        line::register_channel(house);
        ASSERT_EQ(house.problems(), "");
    }
    HttpResponse signed_post(const std::string& body, const char* secret = line_secret,
                             const std::string& account = "demo") {
        return house.post("/webhooks/line/" + account, body,
                          {{"X-LINE-Signature", crypto::to_base64(crypto::hmac_sha256(secret, body))}});
    }
    static std::string body_of(const std::string& events) {
        return R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[)" + events + "]}";
    }
    static std::string event(const std::string& id, const std::string& members = R"("type":"follow")") {
        return R"({"webhookEventId":")" + id + R"(","timestamp":1788300000123,"source":{"type":"user","userId":")" +
               line_user + R"("},)" + members + "}";
    }
};

TEST_F(LineWebhook, takes_the_official_vector_and_stores_nothing_for_the_verify_button) {
    EXPECT_EQ(house.post("/webhooks/line/demo", official_body, {{"x-line-signature", official_signature}}).status, 200);
    EXPECT_EQ(house.ingest.calls, 0);
}

TEST(LineSignature, is_computed_over_raw_bytes_even_where_emoji_are_escaped) {
    ScriptedHttp http;
    House house(R"(
line:
  - {account: demo, channel_id: "1", channel_secret: 0123456789abcdef0123456789abcdef,
     bot_user_id: U00000000000000000000000000000001}
)",
                http);
    line::register_channel(house);
    ASSERT_EQ(house.problems(), "");
    ASSERT_EQ(std::string(escaped_body).size(), 397u);
    const auto answer = house.post("/webhooks/line/demo", escaped_body,
                                   {{"x-line-signature", "ktcBjk3Q3tQ0vPJct61V8Y8Kyqehal0vGCY3Yx+9ESM="}});
    ASSERT_EQ(answer.status, 200);
    ASSERT_EQ(house.ingest.events.size(), 1u);
    const InboundEvent& event = house.ingest.events[0];
    EXPECT_EQ(event.event_key, "01HF7YAT00000000000000000A");
    EXPECT_EQ(event.kind, "message");
    EXPECT_EQ(event.conversation_key, "line|demo|U00000000000000000000000000000002|U00000000000000000000000000000002|");
    EXPECT_EQ(event.event_at, Instant{std::chrono::seconds{1700000000}});
    EXPECT_EQ(event.received_at, house.clock.now());
    const auto stored = json::parse(event.body);
    ASSERT_TRUE(stored);
    EXPECT_EQ((*stored)["message"]["text"].as_string(), "\xF0\x9F\x98\xB7 欠席");
}

TEST_F(LineWebhook, refuses_every_signature_that_does_not_hold) {
    const std::string good = official_signature;
    for (const std::string& bad : std::vector<std::string>{
             std::string(), good.substr(0, 43), good + "=", " " + good, good + "\n", std::string("A") + good.substr(1),
             std::string(44, 'A'), std::string(4000, 'A'), std::string("GhRKmvmHys4Pi8DxkF4-EayaH0OqtJtaZxgTD9fMDLs="),
             std::string("GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLt=")})  // the last: same bytes, sloppy padding bits
        EXPECT_EQ(house.post("/webhooks/line/demo", official_body, {{"x-line-signature", bad}}).status, 401) << bad;
    EXPECT_EQ(house.post("/webhooks/line/demo", official_body).status, 401);
    EXPECT_EQ(house.post("/webhooks/line/demo", std::string(official_body) + " ", {{"x-line-signature", good}}).status,
              401);
    EXPECT_EQ(house.ingest.calls, 0);
}

TEST_F(LineWebhook, takes_both_secrets_while_one_is_rotated_and_no_third) {
    const std::string body = body_of(event("01A"));
    EXPECT_EQ(signed_post(body).status, 200);
    EXPECT_EQ(signed_post(body, "0123456789abcdef0123456789abcdef").status, 200);
    EXPECT_EQ(signed_post(body, "0123456789abcdef0123456789abcdee").status, 401);
}

TEST_F(LineWebhook, knows_only_configured_accounts) {
    EXPECT_EQ(signed_post(body_of(event("01A")), line_secret, "other").status, 404);
    EXPECT_EQ(signed_post(body_of(event("01A")), line_secret, "").status, 404);
}

TEST_F(LineWebhook, refuses_a_body_meant_for_another_bot) {
    const std::string body = R"({"destination":"U00000000000000000000000000000009","events":[)" + event("01A") + "]}";
    EXPECT_EQ(signed_post(body).status, 401);
    EXPECT_EQ(signed_post(R"({"events":[]})").status, 401);
    EXPECT_EQ(house.ingest.calls, 0);
}

TEST_F(LineWebhook, answers_400_to_what_is_signed_but_no_webhook) {
    for (const char* broken :
         {"", "{", "[]", "null", R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0"})",
          R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":{}})",
          "{\"destination\":\"U8e742f61d673b39c7fff3cecb7536ef0\",\"events\":[\"\xFF\"]}", R"({"events":[]} x)"})
        EXPECT_EQ(signed_post(broken).status, 400) << broken;
    EXPECT_EQ(signed_post(std::string(100'000, '[')).status, 400);
    EXPECT_EQ(house.ingest.calls, 0);
}

TEST_F(LineWebhook, keeps_all_events_of_a_body_together_and_marks_those_to_ignore) {
    const std::string unsend = R"("type":"unsend","unsend":{"messageId":"3"})";
    const std::string standby = R"("type":"message","mode":"standby","message":{"type":"text","id":"1","text":"x"})";
    EXPECT_EQ(signed_post(body_of(event("01A") + "," + event("01B", unsend) + "," + event("01C", standby) + "," +
                                  event("01D", R"("type":"membership")") + "," +
                                  event("01E", R"("type":"invented2031")") + ",7," + event("") + "," + event("a b")))
                  .status,
              200);
    EXPECT_EQ(house.ingest.calls, 1);
    std::vector<std::string> kinds;
    for (const auto& one : house.ingest.events) kinds.push_back(one.event_key + " " + one.kind);
    EXPECT_EQ(kinds, (std::vector<std::string>{"01A follow", "01B unsend", "01C other", "01D other", "01E other"}));
    EXPECT_TRUE(house.log.has(LogLevel::warning, "line.event_without_key"));
}

TEST_F(LineWebhook, knows_which_message_an_event_brings_or_takes_back) {
    const std::string text = R"("type":"message","message":{"type":"text","id":"461","text":"x"})";
    const std::string hostile = R"("type":"unsend","unsend":{"messageId":"4\u00001"})";
    EXPECT_EQ(
        signed_post(body_of(event("01A", text) + "," + event("01B", R"("type":"unsend","unsend":{"messageId":"461"})") +
                            "," + event("01C", hostile) + "," + event("01D", R"("type":"unfollow")")))
            .status,
        200);
    ASSERT_EQ(house.ingest.events.size(), 4u);
    EXPECT_EQ(house.ingest.events[0].message_id, "461");
    EXPECT_FALSE(house.ingest.events[0].never_throttled);
    EXPECT_EQ(house.ingest.events[1].withdraws, "461");
    EXPECT_TRUE(house.ingest.events[1].never_throttled);
    EXPECT_EQ(house.ingest.events[2].withdraws, "");
    EXPECT_TRUE(house.ingest.events[3].never_throttled);
}

TEST_F(LineWebhook, hands_on_every_kind_that_a_school_meets) {
    std::string events;
    for (const char* kind : {"message", "postback", "follow", "unfollow", "unsend", "messageEdited", "accountLink",
                             "join", "leave", "memberJoined", "memberLeft"})
        events += (events.empty() ? "" : ",") + event(kind, std::string(R"("type":")") + kind + '"');
    EXPECT_EQ(signed_post(body_of(events)).status, 200);
    ASSERT_EQ(house.ingest.events.size(), 11u);
    for (const auto& one : house.ingest.events) EXPECT_EQ(one.kind, one.event_key);
}

TEST(LineAccounts, are_told_apart_by_their_path_and_each_has_its_own_secret) {
    ScriptedHttp http;
    House house(R"(
line:
  - {account: north, channel_id: "1", channel_secret: 8c570fa6dd201bb328f1c1eac23a96d8, bot_user_id: U00000000000000000000000000000001}
  - {account: south, channel_id: "2", channel_secret: 0123456789abcdef0123456789abcdef, bot_user_id: U00000000000000000000000000000002}
)",
                http);
    line::register_channel(house);
    ASSERT_EQ(house.problems(), "");
    const auto post = [&](const std::string& account, const std::string& bot, const char* secret) {
        const std::string body =
            R"({"destination":")" + bot +
            R"(","events":[{"webhookEventId":"01A","type":"follow","timestamp":1788300000123,"source":{"type":"user","userId":"U1"}}]})";
        return house
            .post("/webhooks/line/" + account, body,
                  {{"x-line-signature", crypto::to_base64(crypto::hmac_sha256(secret, body))}})
            .status;
    };
    const std::string one = "U00000000000000000000000000000001", two = "U00000000000000000000000000000002";
    EXPECT_EQ(post("north", one, "8c570fa6dd201bb328f1c1eac23a96d8"), 200);
    EXPECT_EQ(post("south", two, "0123456789abcdef0123456789abcdef"), 200);
    ASSERT_EQ(house.ingest.events.size(), 2u);
    EXPECT_EQ(house.ingest.events[0].account, "north");
    EXPECT_EQ(house.ingest.events[1].account, "south");
    EXPECT_NE(house.ingest.events[0].conversation_key, house.ingest.events[1].conversation_key);
    EXPECT_EQ(post("south", two, "8c570fa6dd201bb328f1c1eac23a96d8"), 401);
    EXPECT_EQ(post("south", one, "0123456789abcdef0123456789abcdef"), 401);
}

TEST_F(LineWebhook, orders_by_chat_and_sender_in_groups_and_copes_without_a_source) {
    const auto with_source = [](const std::string& id, const std::string& source) {
        return R"({"webhookEventId":")" + id + R"(","type":"message","timestamp":1)" + source + "}";
    };
    EXPECT_EQ(signed_post(body_of(with_source("1", R"(,"source":{"type":"group","groupId":"C1","userId":"U1"})") + "," +
                                  with_source("2", R"(,"source":{"type":"room","roomId":"R1"})") + "," +
                                  with_source("3", "")))
                  .status,
              200);
    ASSERT_EQ(house.ingest.events.size(), 3u);
    EXPECT_EQ(house.ingest.events[0].conversation_key, "line|demo|C1|U1|");
    EXPECT_EQ(house.ingest.events[1].conversation_key, "line|demo|R1||");
    EXPECT_EQ(house.ingest.events[2].conversation_key, "line|demo|||");
}

TEST_F(LineWebhook, says_503_when_the_event_is_not_safe_so_that_line_sends_it_again) {
    const std::string body = body_of(event("01A"));
    const std::pair<IngestResult, int> table[]{{IngestResult::stored, 200},
                                               {IngestResult::duplicate, 200},
                                               {IngestResult::overloaded, 503},
                                               {IngestResult::unavailable, 503}};
    for (const auto& [result, status] : table) {
        house.ingest.result = result;
        EXPECT_EQ(signed_post(body).status, status);
    }
}

TEST(LineBotInfo, is_read_in_the_background_and_then_judges_destinations) {
    ScriptedHttp http;
    http.answer = [](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token") return answered(200, R"({"access_token":"t1","expires_in":900})");
        return answered(200, R"({"userId":"U8e742f61d673b39c7fff3cecb7536ef0"})");
    };
    House house(R"(
line: [{account: demo, channel_id: "1", channel_secret: 8c570fa6dd201bb328f1c1eac23a96d8}]
)",
                http);
    line::register_channel(house);
    const std::string other = R"({"destination":"U00000000000000000000000000000009","events":[]})";
    const Headers headers{{"x-line-signature", crypto::to_base64(crypto::hmac_sha256(line_secret, other))}};
    EXPECT_EQ(house.post("/webhooks/line/demo", other, headers).status, 200);
    int status = 200;
    for (int i = 0; i < 200 && status == 200; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
        status = house.post("/webhooks/line/demo", other, headers).status;
    }
    EXPECT_EQ(status, 401);
    ASSERT_EQ(http.requests("/v2/bot/info").size(), 1u);
    EXPECT_EQ(http.requests("/v2/bot/info")[0].headers[0].second, "Bearer t1");
}

TEST(LineSettings, name_what_is_wrong_and_where) {
    ScriptedHttp http;
    House house(R"(
line:
  - {account: demo, channel_id: "1", channel_secret: [a, b, c], api_base: "http://api.line.me", webhook: x}
  - {account: demo, channel_id: "2", channel_secret: gone}
)",
                http);
    house.unreadable = {"gone"};
    line::register_channel(house);
    EXPECT_NE(house.problems().find("todoke.yaml:3:"), std::string::npos) << house.problems();
    EXPECT_NE(house.problems().find("list of two"), std::string::npos);
    EXPECT_NE(house.problems().find("expected an origin"), std::string::npos);
    EXPECT_NE(house.problems().find("webhook"), std::string::npos);
    EXPECT_NE(house.problems().find("cannot be read"), std::string::npos);
}

TEST(LineSettings, may_be_absent) {
    ScriptedHttp http;
    House house("service: {}\n", http);
    line::register_channel(house);
    EXPECT_TRUE(house.routes.empty());
    EXPECT_TRUE(house.channels.empty());
}

}  // namespace
}  // namespace todoke::test
