#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/test/support.hpp"

#include <gtest/gtest.h>

namespace todoke::platforms {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using test::get;
using test::post;

const std::string hana = "U00000000000000000000000000000002";
const std::string secret = "0123456789abcdef0123456789abcdef";
const std::string key = "123e4567-e89b-12d3-a456-426614174000";

class Line : public testing::Test {
protected:
    ManualClock clock{test::tuesday_morning()};
    test::Service service;
    LineDouble line{{.clock = clock.clock(), .service_url = service.url()}};
    httplib::Headers token{{"Authorization", "Bearer fixed"}};

    Line() {
        line.add_channel({.channel_id = "1650000000",
                          .secret = secret,
                          .bot_user_id = "U00000000000000000000000000000001",
                          .static_token = "fixed"});
        line.add_user({.user_id = hana, .display_name = "佐藤"});
    }
    static json::value text(const std::string& words) { return {{"type", "text"}, {"text", words}}; }
    json::value push_body(const json::value& message, const std::string& to = hana) {
        return {{"to", to}, {"messages", json::array{message}}};
    }
    test::Response push(const json::value& body, const std::string& retry_key = "") {
        auto headers = token;
        if (!retry_key.empty()) headers.emplace("X-Line-Retry-Key", retry_key);
        return post(line.origin(), "/v2/bot/message/push", body, headers);
    }
    test::Response reply(const std::string& reply_token) {
        return post(line.origin(), "/v2/bot/message/reply",
                    {{"replyToken", reply_token}, {"messages", json::array{text("はい")}}}, token);
    }
    std::string last_reply_token() {
        return json::parse(service.got().back().body).at("events").at(0).at("replyToken").as_string().c_str();
    }
};

TEST_F(Line, SignsTheRawBodyOfAWebhookWithTheChannelSecret) {
    const auto webhook = line.says(hana, "今日ハナは熱で休みます");
    EXPECT_EQ(webhook.status, 200);
    const auto got = service.got().at(0);
    EXPECT_EQ(got.path, "/webhooks/line/demo");
    EXPECT_EQ(got.headers.at("x-line-signature"), base64(hmac_sha256(secret, got.body)));
    const auto body = json::parse(got.body);
    EXPECT_EQ(body.at("destination"), "U00000000000000000000000000000001");
    EXPECT_EQ(body.at("events").at(0).at("message").at("id").as_string(), webhook.message_id);
}

TEST_F(Line, SignatureAgreesWithTheOfficialVector) {
    EXPECT_EQ(base64(hmac_sha256("8c570fa6dd201bb328f1c1eac23a96d8",
                                 R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]})")),
              "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=");
}

TEST_F(Line, ReplyTokenWorksOnce) {
    line.says(hana, "メニュー");
    EXPECT_EQ(reply(last_reply_token()).status, 200);
    const auto again = reply(last_reply_token());
    EXPECT_EQ(again.status, 400);
    EXPECT_EQ(again.body.at("message"), "Invalid reply token");
    EXPECT_EQ(line.screen(hana).size(), 2u);
}

TEST_F(Line, ReplyTokenLivesOneMinuteAndNotLonger) {
    line.says(hana, "メニュー");
    clock.advance(60s);
    EXPECT_EQ(reply(last_reply_token()).status, 200);
    line.says(hana, "メニュー");
    clock.advance(60s + 1us);
    EXPECT_EQ(reply(last_reply_token()).status, 400);
}

TEST_F(Line, RedeliveryRevivesAnUnusedReplyTokenUpToTwentyMinutesAfterTheEvent) {
    const auto webhook = line.says(hana, "メニュー");
    clock.advance(19min + 30s);
    const auto again = line.redeliver(webhook.webhook_event_id);
    EXPECT_EQ(again.webhook_event_id, webhook.webhook_event_id);
    const auto event = json::parse(service.got().back().body).at("events").at(0);
    EXPECT_TRUE(event.at("deliveryContext").at("isRedelivery").as_bool());
    clock.advance(31s);
    EXPECT_EQ(reply(last_reply_token()).status, 400) << "within the minute, but 20 minutes after the event";
}

TEST_F(Line, WebhooksThatWereRefusedAreDeliveredAgainOnRequest) {
    service.answers = [](const auto&, auto& to) { to.status = 503; };
    EXPECT_EQ(line.says(hana, "休みます").status, 503);
    EXPECT_EQ(line.redeliver_failed().failed, 1u);
    service.answers = [](const auto&, auto& to) { to.status = 200; };
    EXPECT_EQ(line.redeliver_failed().accepted, 1u);
    EXPECT_EQ(line.redeliver_failed().accepted, 0u);
}

TEST_F(Line, SeveralEventsOrNoneTravelInOneBody) {
    EXPECT_EQ(line.deliver({line.text_event(hana, "一"), line.text_event(hana, "二")}).status, 200);
    EXPECT_EQ(json::parse(service.got().at(0).body).at("events").as_array().size(), 2u);
    EXPECT_EQ(line.deliver({}).status, 200);
    EXPECT_TRUE(json::parse(service.got().at(1).body).at("events").as_array().empty());
}

TEST_F(Line, RetryKeyIsExecutedOnceFor24Hours) {
    const auto first = push(push_body(text("登校しました")), key);
    ASSERT_EQ(first.status, 200);
    clock.advance(24h - 1s);
    const auto again = push(push_body(text("登校しました")), key);
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.body.at("sentMessages"), first.body.at("sentMessages"));
    EXPECT_EQ(again.headers.find("x-line-accepted-request-id")->second,
              first.headers.find("x-line-request-id")->second);
    EXPECT_EQ(line.screen(hana).size(), 1u);
    clock.advance(1s);
    EXPECT_EQ(push(push_body(text("登校しました")), key).status, 200);
    EXPECT_EQ(line.screen(hana).size(), 2u);
}

TEST_F(Line, RetryKeyIsNotForRepliesAndNotUsedUpByAFailure) {
    line.says(hana, "メニュー");
    auto headers = token;
    headers.emplace("X-Line-Retry-Key", key);
    EXPECT_EQ(post(line.origin(), "/v2/bot/message/reply",
                   {{"replyToken", last_reply_token()}, {"messages", json::array{text("はい")}}}, headers)
                  .status,
              400);
    EXPECT_EQ(push(push_body(text("")), key).status, 400);
    EXPECT_EQ(push(push_body(text("良い")), key).status, 200);
    EXPECT_EQ(push(push_body(text("良い")), "no-uuid").status, 400);
}

TEST_F(Line, DroppedAfterAcceptingMeansTheRetryFindsItAccepted) {
    line.misbehave({.match = "/v2/bot/message/push", .drop_after_accepting = true});
    EXPECT_EQ(push(push_body(text("一度だけ")), key).status, 0);
    EXPECT_EQ(push(push_body(text("一度だけ")), key).status, 409);
    EXPECT_EQ(line.screen(hana).size(), 1u);
    EXPECT_EQ(line.books().entries().at(0).misbehaved, "drop_after_accepting");
    EXPECT_TRUE(*line.books().entries().at(0).delivered);
}

TEST_F(Line, BlockedPersonSeesNothingThoughTheAnswerIs200AndNothingIsCounted) {
    line.block(hana);
    EXPECT_EQ(push(push_body(text("届かない"))).status, 200);
    EXPECT_TRUE(line.screen(hana).empty());
    EXPECT_FALSE(*line.books().entries().back().delivered);
    EXPECT_EQ(line.quota_used(), 0);
    EXPECT_EQ(get(line.origin(), "/v2/bot/profile/" + hana, token).status, 404);
}

TEST_F(Line, MonthlyLimitAnswers429AndRepliesAreFree) {
    line.set_quota(1, 0);
    EXPECT_EQ(push(push_body(text("一"))).status, 200);
    const auto over = push(push_body(text("二")));
    EXPECT_EQ(over.status, 429);
    EXPECT_EQ(over.body.at("message"), "You have reached your monthly limit.");
    line.says(hana, "メニュー");
    EXPECT_EQ(reply(last_reply_token()).status, 200);
    EXPECT_EQ(get(line.origin(), "/v2/bot/message/quota", token).body.at("value"), 1);
    EXPECT_EQ(get(line.origin(), "/v2/bot/message/quota/consumption", token).body.at("totalUsage"), 1);
}

TEST_F(Line, OrderedRateLimitUsesTheOther429Text) {
    line.misbehave({.match = "push", .status = 429});
    EXPECT_EQ(push(push_body(text("一"))).body.at("message"), "The API rate limit has been exceeded. Try again later.");
    line.misbehave({.match = "push", .status = 400});
    EXPECT_TRUE(push(push_body(text("一"))).text.starts_with("<HTML>"));
    EXPECT_TRUE(line.screen(hana).empty());
}

TEST_F(Line, UnknownAndMalformedRecipientsAre400) {
    const auto unknown = push(push_body(text("?"), "U000000000000000000000000000000ff"));
    EXPECT_EQ(unknown.status, 400);
    EXPECT_EQ(unknown.body.at("message"), "Failed to send messages");
    const auto malformed = push(push_body(text("?"), "satou"));
    EXPECT_EQ(malformed.status, 400);
    EXPECT_EQ(malformed.body.at("message"), "The property, 'to', in the request body is invalid (line: -, column: -)");
}

TEST_F(Line, OneMalformedRecipientStopsAWholeMulticast) {
    const json::value good{{"to", json::array{hana}}, {"messages", json::array{text("皆")}}};
    const json::value bad{{"to", json::array{hana, "x"}}, {"messages", json::array{text("皆")}}};
    EXPECT_EQ(post(line.origin(), "/v2/bot/message/multicast", bad, token).status, 400);
    EXPECT_TRUE(line.screen(hana).empty());
    EXPECT_EQ(post(line.origin(), "/v2/bot/message/multicast", good, token).text, "{}");
    EXPECT_EQ(line.screen(hana).size(), 1u);
}

TEST_F(Line, StatelessTokenLivesFifteenMinutes) {
    httplib::Client client(line.origin());
    const auto issue = [&](const std::string& with) {
        return test::read(client.Post("/oauth2/v3/token",
                                      "grant_type=client_credentials&client_id=1650000000&client_secret=" + with,
                                      "application/x-www-form-urlencoded"));
    };
    EXPECT_EQ(issue("wrong").status, 400);
    const auto issued = issue(secret);
    ASSERT_EQ(issued.body.at("expires_in"), 900);
    token = {{"Authorization", "Bearer " + std::string(issued.body.at("access_token").as_string())}};
    clock.advance(15min - 1us);
    EXPECT_EQ(push(push_body(text("一"))).status, 200);
    clock.advance(1us);
    EXPECT_EQ(push(push_body(text("二"))).status, 401);
}

TEST_F(Line, BooksHideTokensAndSecretsAndSurviveOnDisk) {
    const auto directory = std::filesystem::path(testing::TempDir()) / ("books" + random_hex(4));
    {
        LineDouble other({.books = directory});
        other.add_channel({.channel_id = "1", .secret = secret, .bot_user_id = "U1", .static_token = "very-secret"});
        get(other.origin(), "/v2/bot/info", {{"Authorization", "Bearer very-secret"}});
        httplib::Client(other.origin())
            .Post("/oauth2/v3/token", "client_secret=" + secret, "application/x-www-form-urlencoded");
    }
    std::ifstream file(directory / "line.jsonl");
    const std::string all{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2);
    EXPECT_EQ(all.find("very-secret"), std::string::npos);
    EXPECT_EQ(all.find(secret), std::string::npos);
    std::filesystem::remove_all(directory);
}

TEST_F(Line, ControlDoorServesOtherProcesses) {
    EXPECT_EQ(post(line.origin(), "/_double/send",
                   {{"user", hana}, {"postback", "a=1"}, {"params", {{"date", "2026-11-25"}}}})
                  .body.at("status"),
              200);
    EXPECT_EQ(json::parse(service.got().back().body).at("events").at(0).at("postback").at("params").at("date"),
              "2026-11-25");
    EXPECT_EQ(post(line.origin(), "/_double/misbehave", {{"match", "push"}, {"status", 500}}).status, 200);
    EXPECT_EQ(push(push_body(text("一"))).status, 500);
    EXPECT_EQ(push(push_body(text("一"))).status, 200);
    EXPECT_EQ(get(line.origin(), "/_double/screen/" + hana).body.as_array().size(), 1u);
    const auto books = get(line.origin(), "/_double/books?since=1").body.as_array();
    ASSERT_EQ(books.size(), 2u);
    EXPECT_EQ(books.at(0).at("status"), 500);
    EXPECT_EQ(post(line.origin(), "/_double/misbehave", {{"typo", 1}}).status, 400);
}

}  // namespace
}  // namespace todoke::platforms
