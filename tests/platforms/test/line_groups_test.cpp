// Group chats, read marks and loading animations of the LINE double.
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/test/support.hpp"

#include <gtest/gtest.h>

namespace todoke::platforms {
namespace {

namespace json = boost::json;
using test::post;

const std::string mori = "U00000000000000000000000000000002", ito = "U00000000000000000000000000000003";
const std::string room = "C00000000000000000000000000000001";

class LineGroups : public testing::Test {
protected:
    test::Service service;
    LineDouble line{{.service_url = service.url()}};
    httplib::Headers token{{"Authorization", "Bearer fixed"}};

    LineGroups() {
        line.add_channel({.channel_id = "1650000000",
                          .secret = "0123456789abcdef0123456789abcdef",
                          .bot_user_id = "U00000000000000000000000000000001",
                          .static_token = "fixed"});
        line.add_user({.user_id = mori, .display_name = "森"});
        line.add_user({.user_id = ito, .display_name = "伊藤"});
        line.add_group({.group_id = room, .members = {mori, ito}});
    }
    int push() {
        return post(line.origin(), "/v2/bot/message/push",
                    {{"to", room}, {"messages", json::array{{{"type", "text"}, {"text", "x"}}}}}, token)
            .status;
    }
    json::object last_event() { return json::parse(service.got().back().body).at("events").at(0).as_object(); }
};

TEST_F(LineGroups, APushReachesAGroupOnlyWhileTheBotIsInItAndCountsEveryMember) {
    EXPECT_EQ(push(), 400);
    line.joins(room);
    EXPECT_EQ(push(), 200);
    EXPECT_EQ(line.quota_used(), 2);
    EXPECT_EQ(line.screen(room).size(), 1u);
    line.leaves(room);
    EXPECT_EQ(push(), 400);
}

TEST_F(LineGroups, JoinNamesNobodyAndItsReplyTokenAnswersInTheGroup) {
    line.joins(room);
    const auto event = last_event();
    EXPECT_FALSE(event.at("source").as_object().contains("userId"));
    const auto answer = post(
        line.origin(), "/v2/bot/message/reply",
        {{"replyToken", event.at("replyToken")}, {"messages", json::array{{{"type", "text"}, {"text", "こんにちは"}}}}},
        token);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(line.quota_used(), 0);
    EXPECT_EQ(line.last_on_screen(room)->at("via").as_string(), "reply");
}

TEST_F(LineGroups, AnEditKeepsTheIdAndAnUnsendTakesTheMessageFromTheScreen) {
    line.joins(room);
    const auto said = line.says_in(room, mori, "確認します");
    line.edits_in(room, mori, said.message_id, "確認しました");
    EXPECT_EQ(last_event().at("type"), "messageEdited");
    EXPECT_EQ(last_event().at("message").at("id").as_string(), said.message_id);
    EXPECT_FALSE(last_event().at("message").as_object().contains("markAsReadToken"));
    EXPECT_EQ(line.screen(room).back().at("message").at("text"), "確認しました");
    line.unsends_in(room, mori, said.message_id);
    EXPECT_FALSE(last_event().contains("replyToken"));
    EXPECT_TRUE(line.screen(room).empty());
}

TEST_F(LineGroups, MembersComeAndGo) {
    line.joins(room);
    line.members_leave(room, {ito});
    EXPECT_EQ(last_event().at("left").at("members").as_array().size(), 1u);
    EXPECT_EQ(push(), 200);
    EXPECT_EQ(line.quota_used(), 1);
    line.members_join(room, {ito});
    EXPECT_EQ(last_event().at("joined").at("members").at(0).at("userId").as_string(), ito);
}

TEST_F(LineGroups, AReadMarkNeedsATokenOfOursAndALoadingAnimationAPersonAndWholeSteps) {
    line.says(mori, "欠席");
    const std::string read = last_event().at("message").at("markAsReadToken").as_string().c_str();
    const auto mark = [&](const std::string& one) {
        return post(line.origin(), "/v2/bot/chat/markAsRead", {{"markAsReadToken", one}}, token).status;
    };
    EXPECT_EQ(mark(read), 200);
    EXPECT_EQ(mark("nobody's"), 400);
    const auto load = [&](const std::string& chat, int seconds) {
        return post(line.origin(), "/v2/bot/chat/loading/start", {{"chatId", chat}, {"loadingSeconds", seconds}}, token)
            .status;
    };
    EXPECT_EQ(load(mori, 20), 202);
    EXPECT_EQ(load(mori, 60), 202);
    EXPECT_EQ(load(mori, 65), 400);
    EXPECT_EQ(load(mori, 7), 400);
    EXPECT_EQ(load(room, 20), 400);
}

}  // namespace
}  // namespace todoke::platforms
