// Loading animation and read mark: asked for in LINE's words, and never anybody's problem.
#include "bot/ports/crypto.hpp"
#include "tests/channels/line/house.hpp"

#include <thread>

namespace todoke::test {
namespace {

class LineCourtesy : public testing::Test {
protected:
    ScriptedHttp http;
    House house{line_settings, http};
    void SetUp() override {
        line::register_channel(house);
        ASSERT_EQ(house.problems(), "");
        http.answer = [](const ClientRequest& request) {
            if (request.path == "/oauth2/v3/token") return answered(200, R"({"access_token":"t1","expires_in":900})");
            return answered(200, "{}");
        };
    }
    void be_courteous(Courtesy::Kind kind, const std::string& address, const std::string& read_token = "") {
        house.channel().be_courteous({kind, "demo", address, read_token});
    }
};

TEST_F(LineCourtesy, asks_for_the_loading_animation_in_a_private_chat_only) {
    be_courteous(Courtesy::Kind::working, line_user);
    be_courteous(Courtesy::Kind::working, "C00000000000000000000000000000002");
    be_courteous(Courtesy::Kind::working, "nobody");
    const auto asked = http.requests("/v2/bot/chat/loading/start");
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].body, std::string(R"({"chatId":")") + line_user + R"(","loadingSeconds":20})");
    EXPECT_EQ(asked[0].headers[0].second, "Bearer t1");
}

TEST_F(LineCourtesy, marks_as_read_with_the_token_of_the_message) {
    be_courteous(Courtesy::Kind::read, line_user, "m1");
    be_courteous(Courtesy::Kind::read, line_user, "");
    const auto asked = http.requests("/v2/bot/chat/markAsRead");
    ASSERT_EQ(asked.size(), 1u);
    EXPECT_EQ(asked[0].body, R"({"markAsReadToken":"m1"})");
}

TEST_F(LineCourtesy, does_not_mind_a_platform_that_refuses_or_is_silent) {
    http.answer = [](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token") return answered(200, R"({"access_token":"t1","expires_in":900})");
        if (request.path == "/v2/bot/chat/markAsRead") return answered(400, "<HTML>");
        return unanswered(NoAnswer::not_started);
    };
    be_courteous(Courtesy::Kind::read, line_user, "m1");
    be_courteous(Courtesy::Kind::working, line_user);
    house.channel().be_courteous({Courtesy::Kind::working, "another", line_user, ""});
    EXPECT_EQ(house.log.text().find("m1"), std::string::npos);
}

TEST(LineCourtesies, leave_the_read_mark_to_an_account_that_sets_it_by_itself) {
    ScriptedHttp http;
    http.answer = [](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token") return answered(200, R"({"access_token":"t1","expires_in":900})");
        return answered(200, R"({"userId":"U8e742f61d673b39c7fff3cecb7536ef0","markAsReadMode":"auto"})");
    };
    House house(R"(
line: [{account: demo, channel_id: "1", channel_secret: 8c570fa6dd201bb328f1c1eac23a96d8}]
)",
                http);
    line::register_channel(house);
    const std::string body = R"({"destination":"U00000000000000000000000000000009","events":[]})";
    const Headers headers{{"x-line-signature", crypto::to_base64(crypto::hmac_sha256(line_secret, body))}};
    for (int i = 0; i < 200 && house.post("/webhooks/line/demo", body, headers).status != 401; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    house.channel().be_courteous({Courtesy::Kind::read, "demo", line_user, "m1"});
    EXPECT_TRUE(http.requests("/v2/bot/chat/markAsRead").empty());
}

}  // namespace
}  // namespace todoke::test
