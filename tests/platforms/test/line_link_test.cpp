#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/test/support.hpp"

#include <gtest/gtest.h>

namespace todoke::platforms {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const std::string hana = "U00000000000000000000000000000002", ken = "U00000000000000000000000000000003";
const std::string nonce = "0123456789abcdef0123456789abcdef";

class LineLink : public testing::Test {
protected:
    ManualClock clock{test::tuesday_morning()};
    test::Service service;
    LineDouble line{{.clock = clock.clock(), .service_url = service.url()}};

    LineLink() {
        line.add_channel({.channel_id = "1650000000",
                          .secret = "0123456789abcdef0123456789abcdef",
                          .bot_user_id = "U00000000000000000000000000000001",
                          .static_token = "fixed"});
        for (const auto& user : {hana, ken}) line.add_user({.user_id = user, .display_name = "佐藤"});
    }
    std::string dialog(const std::string& with_nonce = nonce) {
        const auto issued = test::post(line.origin(), "/v2/bot/user/" + hana + "/linkToken", json::object(),
                                       {{"Authorization", "Bearer fixed"}});
        EXPECT_EQ(issued.status, 200);
        return line.origin() + "/dialog/bot/accountLink?linkToken=" + issued.body.at("linkToken").as_string().c_str() +
               "&nonce=" + with_nonce;
    }
    json::value last_event() { return json::parse(service.got().back().body).at("events").at(0); }
};

TEST_F(LineLink, WhoeverTheTokenWasIssuedForIsNamedWithTheNonce) {
    EXPECT_EQ(line.opens_link(hana, dialog()).status, 200);
    const auto event = last_event();
    EXPECT_EQ(event.at("type"), "accountLink");
    EXPECT_EQ(event.at("link").at("result"), "ok");
    EXPECT_EQ(event.at("link").at("nonce").as_string(), nonce);
    EXPECT_EQ(event.at("source").at("userId").as_string(), hana);
    EXPECT_TRUE(event.as_object().contains("replyToken"));
}

TEST_F(LineLink, SomebodyElseFailsAndIsNotNamed) {
    EXPECT_EQ(line.opens_link(ken, dialog()).status, 200);
    const auto event = last_event().as_object();
    EXPECT_EQ(event.at("link").at("result"), "failed");
    EXPECT_FALSE(event.contains("source"));
    EXPECT_FALSE(event.contains("replyToken"));
}

TEST_F(LineLink, ATokenIsGoodOnceAndForTenMinutes) {
    const auto first = dialog(), second = dialog(), third = dialog();
    EXPECT_EQ(line.opens_link(ken, first).status, 200);
    EXPECT_EQ(line.opens_link(hana, first).status, 0);
    clock.advance(599s);
    EXPECT_EQ(line.opens_link(hana, second).status, 200);
    clock.advance(1s);
    EXPECT_EQ(line.opens_link(hana, third).status, 0);
    EXPECT_EQ(service.got().size(), 2u);
}

TEST_F(LineLink, ANonceHasTenToTwoHundredAndFiftyFiveCharacters) {
    EXPECT_EQ(line.opens_link(hana, dialog("123456789")).status, 0);
    EXPECT_EQ(line.opens_link(hana, dialog(std::string(256, 'n'))).status, 0);
    EXPECT_EQ(line.opens_link(hana, dialog(std::string(255, 'n'))).status, 200);
    EXPECT_EQ(line.opens_link(hana, dialog("1234567890")).status, 200);
}

}  // namespace
}  // namespace todoke::platforms
