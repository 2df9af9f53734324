// Against the local Teams platform over real HTTP: presses, cards, quotes, installations.
#include "tests/channels/teams/house.hpp"

namespace todoke::test {
namespace {

using TeamsPlatform = TeamsHouse;

TEST_F(TeamsPlatform, a_press_is_answered_with_the_workers_card) {
    house_->ingest.invoke_answer =
        std::vector<Rendered>{{.payload = card_activity("確認済"), .notice = "", .plain = ""}};
    const auto delivery = teams_->invokes(teacher, "choice", {{"token", "00ff..acknowledge"}}, "1");
    EXPECT_EQ(delivery.status, 200);
    EXPECT_EQ(delivery.error, "");
    EXPECT_NE(delivery.body.find("確認済"), std::string::npos);
    ASSERT_EQ(house_->ingest.events.size(), 1u);
    EXPECT_TRUE(house_->ingest.events[0].wants_answer);
}

TEST_F(TeamsPlatform, a_press_that_takes_long_is_answered_with_words_and_never_empty) {
    house_->ingest.invoke_answer = std::nullopt;
    const auto delivery = teams_->invokes(teacher, "choice", {{"token", "00ff..acknowledge"}}, "1");
    EXPECT_EQ(delivery.status, 200);
    EXPECT_EQ(delivery.error, "");
    EXPECT_NE(delivery.body.find("受付中"), std::string::npos) << delivery.body;
    house_->ingest.result = IngestResult::unavailable;
    EXPECT_EQ(teams_->invokes(teacher, "choice", {{"token", "00ff..acknowledge"}}, "1").status, 503);
}

TEST_F(TeamsPlatform, other_invokes_are_not_implemented_and_unknown_types_are_ignored) {
    EXPECT_EQ(teams_->deliver(teams_->activity(teacher, "invoke", {{"name", "task/fetch"}})).status, 501);
    EXPECT_EQ(
        teams_->deliver(teams_->activity(teacher, "event", {{"name", "application/vnd.microsoft.readReceipt"}})).status,
        200);
    ASSERT_EQ(house_->ingest.events.size(), 1u);
    EXPECT_EQ(house_->ingest.events[0].kind, "other");
}

TEST_F(TeamsPlatform, the_same_activity_again_has_the_same_key_and_another_has_not) {
    const auto first = teams_->says(teacher, "メニュー");
    teams_->redeliver(first.activity_id);
    teams_->says(teacher, "メニュー");
    const auto& events = house_->ingest.events;
    ASSERT_EQ(events.size(), 3u);
    EXPECT_EQ(events[0].event_key, events[1].event_key);
    EXPECT_NE(events[0].event_key, events[2].event_key);
    EXPECT_EQ(events[0].conversation_key, events[2].conversation_key);
}

TEST_F(TeamsPlatform, a_card_is_shown_replaced_and_quoted) {
    Envelope one;
    one.account = "demo";
    one.address = std::string(tenant) + "/" + teacher;
    one.messages = {{.payload = card_activity("新しい連絡"), .notice = "連絡", .plain = ""}};
    const SendResult sent = house_->channel().send(one);
    ASSERT_EQ(sent.outcome, SendOutcome::accepted);
    one.conversation_reference = sent.conversation_reference;
    one.updates_provider_id = sent.provider_id;
    one.messages[0].payload = card_activity("確認済");
    EXPECT_EQ(house_->channel().send(one).outcome, SendOutcome::accepted);
    EXPECT_EQ(teams_->screen(teacher).size(), 1u);
    EXPECT_TRUE(teams_->last_on_screen(teacher)->at("edited").as_bool());
    teams_->says(teacher, "承知しました", "", sent.provider_id);
    const auto inbound = house_->channel().read(house_->ingest.events.at(0));
    ASSERT_TRUE(inbound);
    const auto& reply = std::get<answer::Reply>(inbound->answer);
    EXPECT_EQ(reply.to_message_id, sent.provider_id);
    EXPECT_EQ(reply.text, "承知しました");
    teams_->block(teacher);
    one.updates_provider_id.clear();
    EXPECT_TRUE(house_->channel().send(one).address_unusable);
}

TEST_F(TeamsPlatform, installing_and_removing_are_understood) {
    teams_->installs(teacher);
    teams_->uninstalls(teacher);
    std::vector<std::string> kinds;
    for (const auto& event : house_->ingest.events) kinds.push_back(event.kind);
    EXPECT_EQ(kinds, (std::vector<std::string>{"other", "installationUpdate", "installationUpdate"}));
    EXPECT_TRUE(std::holds_alternative<answer::Unfollowed>(house_->channel().read(house_->ingest.events[2])->answer));
    Envelope one;
    one.account = "demo";
    one.address = std::string(tenant) + "/" + teacher;
    one.messages = {{.payload = card_activity("x"), .notice = "", .plain = ""}};
    EXPECT_EQ(house_->channel().send(one).reason, "not_installed");
}

}  // namespace
}  // namespace todoke::test
