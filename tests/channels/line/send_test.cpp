// One row per answer of the platform: what becomes of the message.
#include "bot/ports/json.hpp"
#include "tests/channels/line/house.hpp"

#include <atomic>
#include <thread>

namespace todoke::test {
namespace {

constexpr const char* retry_key = "123e4567-e89b-12d3-a456-426614174000";
constexpr const char* details =
    R"({"message":"The request body has 1 error","details":[{"message":"May not be empty","property":"messages[0].text"}]})";

class LineSend : public testing::Test {
protected:
    ScriptedHttp http;
    House house{line_settings, http};
    HttpResult message_answer = answered(200, R"({"sentMessages":[{"id":"461","quoteToken":"q"}]})");
    int tokens = 0;

    void SetUp() override {
        line::register_channel(house);
        http.answer = [this](const ClientRequest& request) {
            if (request.path == "/oauth2/v3/token")
                return answered(200, R"({"token_type":"Bearer","access_token":"token-)" + std::to_string(++tokens) +
                                         R"(","expires_in":900})");
            return message_answer;
        };
    }
    Envelope envelope(bool with_token = false) {
        Envelope one;
        one.outbox_id = OutboxId{7};
        one.account = "demo";
        one.address = line_user;
        one.idempotency_key = retry_key;
        one.messages = {
            {.payload = Value::object({{"type", "text"}, {"text", "受け付けました"}}), .notice = "", .plain = ""}};
        if (with_token) {
            one.reply_token = "r1";
            one.reply_until = house.clock.now() + std::chrono::seconds{50};
        }
        return one;
    }
    SendResult send(const Envelope& one) { return house.channel().send(one); }
    static std::string header(const ClientRequest& request, std::string_view name) {
        for (const auto& [key, value] : request.headers)
            if (key == name) return value;
        return "";
    }
};

struct Row {
    HttpResult answer;
    SendOutcome outcome;
    std::string reason;
    bool address_unusable = false;
    std::string provider_id = "";
};

TEST_F(LineSend, understands_every_answer_to_a_push) {
    using enum SendOutcome;
    const Row rows[]{
        {answered(200, R"({"sentMessages":[{"id":"461000000000000001","quoteToken":"q"}]})"), accepted, "", false,
         "461000000000000001"},
        {answered(200, R"({"sentMessages":[{"id":461}]})"), accepted, "", false, "461"},
        {answered(200, "{}"), accepted, ""},
        {answered(200, "<html>"), accepted, ""},
        {answered(409, R"({"message":"The retry key is already accepted","sentMessages":[{"id":"462"}]})"), accepted,
         "", false, "462"},
        {answered(429, R"({"message":"You have reached your monthly limit."})"), quota_exhausted, "quota"},
        {answered(429, R"({"message":"The API rate limit has been exceeded. Try again later."})"), throttled,
         "http_429"},
        {answered(429, "<html>too many</html>"), throttled, "http_429"},
        {answered(400, details), rejected, "http_400"},
        {answered(400, R"({"message":"Failed to send messages"})"), rejected, "unknown_recipient", true},
        {answered(400, R"({"message":"The property, 'to', in the request body is invalid"})"), rejected, "bad_address",
         true},
        {answered(400, "<HTML><HEAD><TITLE>Bad Request</TITLE></HEAD></HTML>"), not_started, "proxy_400"},
        {answered(403, R"({"message":"Access to this API is not available for your account"})"), our_fault, "http_403"},
        {answered(404, R"({"message":"Not found"})"), rejected, "http_404"},
        {answered(410, ""), rejected, "http_410"},
        {answered(413, ""), rejected, "too_large"},
        {answered(415, ""), rejected, "http_415"},
        {answered(408, ""), ambiguous, "http_408"},
        {answered(500, R"({"message":"Internal Server Error"})"), ambiguous, "http_500"},
        {answered(503, "<html>"), ambiguous, "http_503"},
        {answered(302, ""), our_fault, "http_302"},
        {unanswered(NoAnswer::not_started, FailureCode::unavailable), not_started, "unreachable"},
        {unanswered(NoAnswer::ambiguous, FailureCode::timeout), ambiguous, "timeout"},
        {unanswered(NoAnswer::ambiguous, FailureCode::unavailable), ambiguous, "connection_lost"},
    };
    for (const Row& row : rows) {
        message_answer = row.answer;
        const SendResult result = send(envelope());
        const std::string about = row.answer ? std::to_string(row.answer->status) + row.answer->body : row.reason;
        EXPECT_EQ(result.outcome, row.outcome) << about;
        EXPECT_EQ(result.reason, row.reason) << about;
        EXPECT_EQ(result.address_unusable, row.address_unusable) << about;
        EXPECT_EQ(result.provider_id, row.provider_id) << about;
    }
}

TEST_F(LineSend, pushes_with_the_retry_key_of_the_row_and_the_documented_body) {
    send(envelope());
    const auto pushes = http.requests("/v2/bot/message/push");
    ASSERT_EQ(pushes.size(), 1u);
    EXPECT_EQ(header(pushes[0], "X-Line-Retry-Key"), retry_key);
    EXPECT_EQ(header(pushes[0], "Authorization"), "Bearer token-1");
    EXPECT_EQ(pushes[0].content_type, "application/json");
    EXPECT_EQ(pushes[0].body,
              std::string(R"({"to":")") + line_user + R"(","messages":[{"type":"text","text":"受け付けました"}]})");
    const auto tokens_asked = http.requests("/oauth2/v3/token");
    ASSERT_EQ(tokens_asked.size(), 1u);
    EXPECT_EQ(tokens_asked[0].body,
              "grant_type=client_credentials&client_id=1650000000&client_secret=8c570fa6dd201bb328f1c1eac23a96d8");
}

TEST_F(LineSend, replies_without_a_retry_key_while_the_token_is_fresh) {
    EXPECT_EQ(send(envelope(true)).outcome, SendOutcome::accepted);
    const auto replies = http.requests("/v2/bot/message/reply");
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(header(replies[0], "X-Line-Retry-Key"), "");
    EXPECT_EQ(replies[0].body, R"({"replyToken":"r1","messages":[{"type":"text","text":"受け付けました"}]})");
    EXPECT_TRUE(http.requests("/v2/bot/message/push").empty());
}

TEST_F(LineSend, pushes_when_the_reply_token_is_too_old) {
    Envelope one = envelope(true);
    house.clock.advance(std::chrono::seconds{51});
    EXPECT_EQ(send(one).outcome, SendOutcome::accepted);
    EXPECT_TRUE(http.requests("/v2/bot/message/reply").empty());
    EXPECT_EQ(http.requests("/v2/bot/message/push").size(), 1u);
}

TEST_F(LineSend, says_that_the_token_is_spent_when_it_is_refused) {
    message_answer = answered(400, R"({"message":"Invalid reply token"})");
    EXPECT_EQ(send(envelope(true)).outcome, SendOutcome::reply_spent);
    message_answer = answered(400, details);
    EXPECT_EQ(send(envelope(true)).outcome, SendOutcome::rejected);
}

TEST_F(LineSend, repeats_a_reply_once_and_reads_a_spent_token_as_taken) {
    int replies = 0;
    http.answer = [&](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token") return answered(200, R"({"access_token":"t","expires_in":900})");
        return ++replies == 1 ? unanswered(NoAnswer::ambiguous) : answered(400, R"({"message":"Invalid reply token"})");
    };
    EXPECT_EQ(send(envelope(true)).outcome, SendOutcome::accepted);
    EXPECT_EQ(replies, 2);
    message_answer = unanswered(NoAnswer::ambiguous);
    http.answer = [&](const ClientRequest&) { return message_answer; };
    EXPECT_EQ(send(envelope(true)).outcome, SendOutcome::ambiguous);
}

TEST_F(LineSend, takes_a_new_token_once_when_the_old_one_is_refused) {
    http.answer = [&](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token")
            return answered(200, R"({"access_token":"token-)" + std::to_string(++tokens) + R"(","expires_in":900})");
        return header(request, "Authorization") == "Bearer token-2" ? answered(200, "{}") : answered(401, "{}");
    };
    EXPECT_EQ(send(envelope()).outcome, SendOutcome::accepted);
    EXPECT_EQ(tokens, 2);
    const auto pushes = http.requests("/v2/bot/message/push");
    ASSERT_EQ(pushes.size(), 2u);
    EXPECT_EQ(header(pushes[0], "X-Line-Retry-Key"), header(pushes[1], "X-Line-Retry-Key"));
    message_answer = answered(401, R"({"message":"Authentication failed due to the following reason: x"})");
    http.answer = [&](const ClientRequest& request) {
        return request.path == "/oauth2/v3/token" ? answered(200, R"({"access_token":"t","expires_in":900})")
                                                  : message_answer;
    };
    const SendResult result = send(envelope());
    EXPECT_EQ(result.outcome, SendOutcome::our_fault);
}

TEST_F(LineSend, renews_the_token_at_about_twelve_minutes_and_keeps_the_old_one_while_the_issuer_is_down) {
    send(envelope());
    house.clock.advance(std::chrono::minutes{11});
    send(envelope());
    EXPECT_EQ(tokens, 1);
    house.clock.advance(std::chrono::seconds{61});
    send(envelope());
    EXPECT_EQ(tokens, 2);
    house.clock.advance(std::chrono::seconds{721});
    http.answer = [&](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token") return answered(500);
        EXPECT_EQ(header(request, "Authorization"), "Bearer token-2");
        return answered(200, "{}");
    };
    EXPECT_EQ(send(envelope()).outcome, SendOutcome::accepted);
    house.clock.advance(std::chrono::minutes{3});
    EXPECT_EQ(send(envelope()).outcome, SendOutcome::not_started);  // too near its end, and no other can be had
}

TEST_F(LineSend, has_one_answer_for_each_way_of_getting_no_token) {
    const std::tuple<HttpResult, SendOutcome, std::string> rows[]{
        {unanswered(NoAnswer::ambiguous), SendOutcome::not_started, "token_unreachable"},
        {answered(400, R"({"error":"invalid_client"})"), SendOutcome::our_fault, "token_refused"},
        {answered(401, "{}"), SendOutcome::our_fault, "token_refused"},
        {answered(429, "{}"), SendOutcome::throttled, "token_throttled"},
        {answered(502, "<html>"), SendOutcome::not_started, "token_unavailable"},
        {answered(200, "<html>"), SendOutcome::not_started, "token_unreadable"},
    };
    for (const auto& [answer, outcome, reason] : rows) {
        house.clock.ahead_ += std::chrono::seconds{61};  // what needs a person is asked again after a minute
        http.answer = [&](const ClientRequest&) { return answer; };
        const SendResult result = send(envelope());
        EXPECT_EQ(result.outcome, outcome) << reason;
        EXPECT_EQ(result.reason, reason);
    }
    EXPECT_TRUE(http.requests("/v2/bot/message/push").empty());
}

TEST_F(LineSend, does_not_ask_again_at_once_for_a_token_that_was_refused) {
    http.answer = [&](const ClientRequest&) { return answered(400, R"({"error":"invalid_client"})"); };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(send(envelope()).reason, "token_refused");
    EXPECT_EQ(http.requests("/oauth2/v3/token").size(), 2u);  // once with each secret
    house.clock.ahead_ += std::chrono::seconds{61};
    send(envelope());
    EXPECT_EQ(http.requests("/oauth2/v3/token").size(), 4u);
}

TEST_F(LineSend, gets_a_token_with_either_secret_while_they_are_rotated) {
    for (const int refusal : {400, 401}) {
        House rotating{line_settings, http};
        line::register_channel(rotating);
        http.answer = [&](const ClientRequest& request) {
            if (request.path != "/oauth2/v3/token") return answered(200, R"({"sentMessages":[{"id":"461"}]})");
            return request.body.ends_with("=0123456789abcdef0123456789abcdef")
                       ? answered(200, R"({"access_token":"t","expires_in":900})")
                       : answered(refusal, R"({"error":"invalid_client"})");
        };
        EXPECT_EQ(rotating.channel().send(envelope()).outcome, SendOutcome::accepted) << refusal;
    }
}

TEST_F(LineSend, names_every_message_of_a_call_and_what_it_took_of_the_quota) {
    message_answer = answered(200, R"({"sentMessages":[{"id":"461"},{"id":"462"},{"id":463}]})");
    Envelope three = envelope(true);
    three.messages.push_back(three.messages[0]);
    three.messages.push_back(three.messages[0]);
    const SendResult reply = send(three);
    EXPECT_EQ(reply.provider_ids, (std::vector<std::string>{"461", "462", "463"}));
    EXPECT_EQ(reply.provider_id, "461");
    EXPECT_EQ(reply.cost, 0);
    three.reply_token.clear();
    EXPECT_EQ(send(three).cost, 1) << "a push is one message, whatever the number of its objects";
}

TEST_F(LineSend, a_quota_that_is_used_up_says_until_when) {
    message_answer = answered(429, R"({"message":"You have reached your monthly limit."})");
    const SendResult used_up = send(envelope());
    ASSERT_TRUE(used_up.quota_period);
    EXPECT_LE(used_up.quota_period->begins, house.clock.now());
    EXPECT_GT(used_up.quota_period->ends, house.clock.now());
    message_answer = answered(429, R"({"message":"The API rate limit has been exceeded. Try again later."})",
                              {{"retry-after", "7"}});
    const SendResult too_fast = send(envelope());
    EXPECT_FALSE(too_fast.quota_period);
    EXPECT_EQ(too_fast.retry_after, std::chrono::milliseconds{7000});
}

TEST_F(LineSend, asks_for_one_token_however_many_senders_start_at_once) {
    std::atomic<int> asked = 0;
    http.answer = [&](const ClientRequest& request) {
        if (request.path != "/oauth2/v3/token") return answered(200, "{}");
        ++asked;
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
        return answered(200, R"({"access_token":"t","expires_in":900})");
    };
    std::vector<std::thread> senders;
    for (int i = 0; i < 8; ++i)
        senders.emplace_back([&] { EXPECT_EQ(send(envelope()).outcome, SendOutcome::accepted); });
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(asked, 1);
}

TEST_F(LineSend, uses_a_static_token_as_it_is) {
    House fixed(line_settings + "    access_token: fixed\n", http);
    line::register_channel(fixed);
    ASSERT_EQ(fixed.problems(), "");
    message_answer = answered(401, "{}");
    EXPECT_EQ(fixed.channel().send(envelope()).outcome, SendOutcome::our_fault);
    ASSERT_EQ(http.requests().size(), 1u);
    EXPECT_EQ(header(http.requests()[0], "Authorization"), "Bearer fixed");
}

TEST_F(LineSend, does_not_bother_the_platform_with_what_it_would_refuse) {
    Envelope one = envelope();
    one.address = "U123";
    const SendResult result = send(one);
    EXPECT_EQ(result.outcome, SendOutcome::rejected);
    EXPECT_TRUE(result.address_unusable);
    one = envelope();
    one.messages[0].payload = Value::object({{"type", "text"}, {"text", ""}});
    EXPECT_EQ(send(one).reason, "payload_empty_text");
    EXPECT_TRUE(house.log.has(LogLevel::error, "line.payload_refused"));
    one = envelope();
    one.account = "gone";
    EXPECT_EQ(send(one).outcome, SendOutcome::our_fault);
    EXPECT_TRUE(http.requests().empty());
}

TEST_F(LineSend, writes_no_secret_and_no_words_of_people_into_the_log) {
    message_answer = answered(400, R"({"message":"受け付けました","details":[]})");
    send(envelope(true));
    message_answer = answered(500, "受け付けました");
    send(envelope());
    const std::string log = house.log.text();
    EXPECT_NE(log.find("line.call"), std::string::npos);
    for (const char* secret : {"token-1", "r1", line_user, line_secret, "受け付け"})
        EXPECT_EQ(log.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace todoke::test
