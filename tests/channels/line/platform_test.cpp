// Against the local LINE platform over real HTTP: its books are the judge.
#include "tests/channels/line/house.hpp"
#include "tests/platforms/line/line_double.hpp"

namespace todoke::test {
namespace {

class LinePlatform : public testing::Test {
protected:
    LoopbackHttp http;
    std::unique_ptr<platforms::LineDouble> line_;
    std::unique_ptr<House> house_;
    std::unique_ptr<Door> door_;

    void SetUp() override {
        // The house is built after the platform, whose port it needs; the platform lives by the house's clock.
        line_ = std::make_unique<platforms::LineDouble>(
            platforms::LineOptions{.clock = [this] { return house_ ? house_->clock.now() : ManualClock().now(); },
                                   .books = platforms::collected_books()});
        line_->add_channel({.channel_id = "1650000000",
                            .secret = line_secret,
                            .bot_user_id = "U8e742f61d673b39c7fff3cecb7536ef0",
                            .static_token = ""});
        line_->add_user({.user_id = line_user, .display_name = "佐藤", .account = ""});
        std::string settings = line_settings;
        settings.replace(settings.find("http://127.0.0.1:1"), 18, line_->origin());
        house_ = std::make_unique<House>(settings, http);
        line::register_channel(*house_);
        ASSERT_EQ(house_->problems(), "");
        door_ = std::make_unique<Door>(*house_);
        line_->set_service_url(door_->url());
    }
    void TearDown() override {
        door_.reset();
        line_.reset();
    }
    Envelope envelope(const std::string& words, const std::string& key = "123e4567-e89b-12d3-a456-426614174000") {
        Envelope one;
        one.account = "demo";
        one.address = line_user;
        one.idempotency_key = key;
        one.messages = {{.payload = Value::object({{"type", "text"}, {"text", words}}), .notice = "", .plain = ""}};
        return one;
    }
    SendResult send(const Envelope& one) { return house_->channel().send(one); }
};

TEST_F(LinePlatform, a_typed_line_arrives_and_is_answered_by_its_token) {
    ASSERT_EQ(line_->says(line_user, "今日ハナは熱で休みます").status, 200);
    ASSERT_EQ(house_->ingest.events.size(), 1u);
    const auto inbound = house_->channel().read(house_->ingest.events[0]);
    ASSERT_TRUE(inbound);
    EXPECT_EQ(std::get<answer::Text>(inbound->answer).text, "今日ハナは熱で休みます");
    EXPECT_EQ(inbound->address, line_user);
    Envelope one = envelope("確認してください");
    one.reply_token = inbound->reply_token;
    one.reply_until = inbound->at + std::chrono::seconds{50};
    const SendResult first = send(one);
    EXPECT_EQ(first.outcome, SendOutcome::accepted);
    EXPECT_EQ(line_->quota_used(), 0);
    const auto shown = line_->last_on_screen(line_user);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->at("via").as_string(), "reply");
    EXPECT_EQ(shown->at("id").as_string(), first.provider_id);
    EXPECT_EQ(send(one).outcome, SendOutcome::reply_spent);
}

TEST_F(LinePlatform, the_same_row_pushed_twice_is_shown_once) {
    const SendResult first = send(envelope("8:01 通過しました")), second = send(envelope("8:01 通過しました"));
    EXPECT_EQ(first.outcome, SendOutcome::accepted);
    EXPECT_EQ(second.outcome, SendOutcome::accepted);
    EXPECT_EQ(first.provider_id, second.provider_id);
    EXPECT_EQ(line_->screen(line_user).size(), 1u);
    EXPECT_EQ(line_->quota_used(), 1);
}

TEST_F(LinePlatform, a_push_that_was_taken_but_not_answered_is_ambiguous_and_repeats_harmlessly) {
    line_->misbehave({.match = "/v2/bot/message/push", .drop_after_accepting = true});
    EXPECT_EQ(send(envelope("x")).outcome, SendOutcome::ambiguous);
    EXPECT_EQ(send(envelope("x")).outcome, SendOutcome::accepted);
    EXPECT_EQ(line_->screen(line_user).size(), 1u);
}

TEST_F(LinePlatform, a_reply_that_was_taken_but_not_answered_is_found_out_at_once) {
    ASSERT_EQ(line_->says(line_user, "メニュー").status, 200);
    const auto inbound = house_->channel().read(house_->ingest.events.at(0));
    Envelope one = envelope("x");
    one.reply_token = inbound->reply_token;
    one.reply_until = inbound->at + std::chrono::seconds{50};
    line_->misbehave({.match = "/v2/bot/message/reply", .drop_after_accepting = true});
    EXPECT_EQ(send(one).outcome, SendOutcome::accepted);
    EXPECT_EQ(line_->screen(line_user).size(), 2u);
}

TEST_F(LinePlatform, the_monthly_limit_and_unknown_people_are_final) {
    Envelope stranger = envelope("x", "123e4567-e89b-12d3-a456-426614174001");
    stranger.address = "U00000000000000000000000000000009";
    EXPECT_EQ(send(stranger).reason, "unknown_recipient");
    line_->set_quota(200, 200);
    EXPECT_EQ(send(envelope("x")).outcome, SendOutcome::quota_exhausted);
}

TEST_F(LinePlatform, a_token_that_ended_is_replaced) {
    EXPECT_EQ(send(envelope("x")).outcome, SendOutcome::accepted);
    house_->clock.advance(std::chrono::hours{2});
    EXPECT_EQ(send(envelope("y", "123e4567-e89b-12d3-a456-426614174002")).outcome, SendOutcome::accepted);
}

TEST_F(LinePlatform, wrong_signatures_and_redeliveries_are_met_as_documented) {
    EXPECT_EQ(line_->deliver_raw("{}", "AAAA").status, 401);
    const auto webhook = line_->presses(line_user, "00ff.day.pick", {{"date", "2026-11-25"}});
    EXPECT_EQ(webhook.status, 200);
    EXPECT_EQ(line_->redeliver(webhook.webhook_event_id).status, 200);
    ASSERT_EQ(house_->ingest.events.size(), 2u);
    EXPECT_EQ(house_->ingest.events[0].event_key, house_->ingest.events[1].event_key);
    EXPECT_EQ(line_->deliver({}).status, 200);
}

}  // namespace
}  // namespace todoke::test
