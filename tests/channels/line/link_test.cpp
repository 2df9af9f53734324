// LINE's dialog for linking an account, and links that open a chat.
#include "adapters/line/read.hpp"
#include "tests/channels/line/house.hpp"

namespace todoke::test {
namespace {

class LineLink : public testing::Test {
protected:
    LineLink() {
        http.answer = [this](const ClientRequest& request) {
            if (request.path == "/oauth2/v3/token") return answered(200, R"({"access_token":"t","expires_in":900})");
            if (request.path.ends_with("/linkToken")) return link_token;
            return answered(200, R"({"userId":"U8e742f61d673b39c7fff3cecb7536ef0","basicId":"@216abcde"})");
        };
        line::register_channel(house);
    }
    HttpResult link_token = answered(200, R"({"linkToken":"NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY"})");
    ScriptedHttp http;
    House house{line_settings, http};
};

TEST_F(LineLink, the_dialog_is_for_the_user_whose_token_was_issued) {
    const auto url = house.channel().account_link("demo", line_user, "0123456789abcdef0123456789abcdef");
    ASSERT_TRUE(url);
    EXPECT_EQ(*url,
              "https://access.line.me/dialog/bot/accountLink?linkToken=NMZTNuVrPTqlr2IF8Bnymkb7rXfYv5EY&nonce="
              "0123456789abcdef0123456789abcdef");
    const auto asked = http.requests(std::string("/v2/bot/user/") + line_user + "/linkToken");
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].method, "POST");
}

TEST_F(LineLink, without_a_token_there_is_no_dialog) {
    link_token = answered(404, R"({"message":"Not found"})");
    EXPECT_FALSE(house.channel().account_link("demo", line_user, "n"));
    EXPECT_FALSE(house.channel().account_link("demo", "not/a/user", "n"));
    EXPECT_FALSE(house.channel().account_link("elsewhere", line_user, "n"));
    link_token = answered(200, "<html>");
    EXPECT_FALSE(house.channel().account_link("demo", line_user, "n"));
    link_token = unanswered(NoAnswer::ambiguous);
    EXPECT_FALSE(house.channel().account_link("demo", line_user, "n"));
}

TEST_F(LineLink, a_chat_is_opened_by_the_basic_id_of_the_account) {
    EXPECT_EQ(*house.channel().chat_link("demo"), "https://line.me/R/oaMessage/%40216abcde/?");
    House named{line_settings + "    basic_id: \"@aoba\"\n", http};
    line::register_channel(named);
    EXPECT_EQ(*named.channel().chat_link("demo"), "https://line.me/R/oaMessage/%40aoba/?");
}

TEST_F(LineLink, the_outcome_is_read_with_and_without_a_sender) {
    InboundEvent event;
    event.body = R"({"type":"accountLink","mode":"active","timestamp":1788300000123,"replyToken":"r1",
        "source":{"type":"user","userId":"U00000000000000000000000000000002"},"webhookEventId":"01K4",
        "link":{"result":"ok","nonce":"0123456789abcdef"}})";
    const auto ok = line::read_event(event);
    ASSERT_TRUE(ok);
    EXPECT_TRUE(ok->in_private);
    EXPECT_EQ(ok->address, line_user);
    EXPECT_EQ(ok->reply_token, "r1");
    EXPECT_TRUE(std::get<answer::AccountLinked>(ok->answer).ok);
    EXPECT_EQ(std::get<answer::AccountLinked>(ok->answer).nonce, "0123456789abcdef");
    event.body = R"({"type":"accountLink","mode":"active","timestamp":1788300000123,"webhookEventId":"01K4",
        "link":{"result":"failed","nonce":"0123456789abcdef"}})";
    const auto failed = line::read_event(event);
    ASSERT_TRUE(failed);
    EXPECT_TRUE(failed->address.empty());
    EXPECT_FALSE(std::get<answer::AccountLinked>(failed->answer).ok);
}

}  // namespace
}  // namespace todoke::test
