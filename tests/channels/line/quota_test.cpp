// The month's messages, and the rate of one account.
#include "adapters/line/quota.hpp"

#include "tests/channels/line/house.hpp"

#include <sstream>

namespace todoke::test {
namespace {

Instant at(int year, unsigned month, unsigned day, int hours) {
    return Instant{std::chrono::sys_days{std::chrono::year{year} / month / day}} + std::chrono::hours{hours};
}

class LineQuota : public testing::Test {
protected:
    ScriptedHttp http;
    std::map<std::string, HttpResult> answers{
        {"/oauth2/v3/token", answered(200, R"({"access_token":"t","expires_in":900})")},
        {"/v2/bot/message/quota", answered(200, R"({"type":"limited","value":5000})")},
        {"/v2/bot/message/quota/consumption", answered(200, R"({"totalUsage":2400})")}};
    House house{line_settings, http};

    void SetUp() override {
        line::register_channel(house);
        http.answer = [this](const ClientRequest& request) { return answers.at(request.path); };
    }
};

TEST_F(LineQuota, reads_what_the_platform_says_for_the_month_in_japan) {
    const auto reading = house.channel().budget("demo");
    ASSERT_TRUE(reading) << reading.error().what;
    EXPECT_EQ(reading->limit, 5000);
    EXPECT_EQ(reading->used, 2400);
    EXPECT_EQ(reading->reserve_percent, 25);
    EXPECT_EQ(reading->period.begins, at(2026, 10, 31, 15));  // 1 November 00:00 in Japan
    EXPECT_EQ(reading->period.ends, at(2026, 11, 30, 15));
    answers["/v2/bot/message/quota"] = answered(200, R"({"type":"none"})");
    EXPECT_FALSE(house.channel().budget("demo")->limit);
}

TEST_F(LineQuota, a_month_begins_and_ends_at_midnight_in_japan) {
    EXPECT_EQ(line::quota_period(at(2026, 11, 30, 15) - Duration{1}).ends, at(2026, 11, 30, 15));
    EXPECT_EQ(line::quota_period(at(2026, 11, 30, 15)).begins, at(2026, 11, 30, 15));
    EXPECT_EQ(line::quota_period(at(2026, 12, 31, 15)).begins, at(2026, 12, 31, 15));
    EXPECT_EQ(line::quota_period(at(2026, 12, 31, 14)).ends, at(2026, 12, 31, 15));
    EXPECT_EQ(line::quota_period(at(2028, 2, 29, 16)).begins, at(2028, 2, 29, 15));
}

TEST_F(LineQuota, takes_nothing_for_an_answer_that_it_does_not_understand) {
    const std::pair<const char*, HttpResult> rows[]{
        {"/v2/bot/message/quota", answered(500, "<html>")},
        {"/v2/bot/message/quota", answered(200, "<html>")},
        {"/v2/bot/message/quota", answered(200, R"({"type":"limited"})")},
        {"/v2/bot/message/quota", answered(200, R"({"type":"limited","value":-1})")},
        {"/v2/bot/message/quota", answered(200, R"({"type":"weekly","value":7})")},
        {"/v2/bot/message/quota", unanswered(NoAnswer::ambiguous)},
        {"/v2/bot/message/quota/consumption", answered(404, R"({"message":"Not found"})")},
        {"/v2/bot/message/quota/consumption", answered(200, "{}")},
        {"/v2/bot/message/quota/consumption", answered(200, R"({"totalUsage":"many"})")},
        {"/oauth2/v3/token", answered(500)},
    };
    for (const auto& [path, answer] : rows) {
        House fresh(line_settings, http);
        line::register_channel(fresh);
        const HttpResult good = answers[path];
        answers[path] = answer;
        EXPECT_FALSE(fresh.channel().budget("demo")) << path;
        answers[path] = good;
    }
    EXPECT_FALSE(house.channel().budget("gone"));
}

TEST_F(LineQuota, takes_a_new_token_once_when_the_old_one_is_refused) {
    int tokens = 0;
    http.answer = [&](const ClientRequest& request) {
        if (request.path == "/oauth2/v3/token")
            return answered(200, R"({"access_token":"t)" + std::to_string(++tokens) + R"(","expires_in":900})");
        for (const auto& [key, value] : request.headers)
            if (key == "Authorization" && value == "Bearer t1") return answered(401, "{}");
        return answers.at(request.path);
    };
    EXPECT_TRUE(house.channel().budget("demo"));
    EXPECT_EQ(tokens, 2);
}

TEST_F(LineQuota, the_rate_is_the_accounts_own_and_never_near_the_platforms) {
    EXPECT_DOUBLE_EQ(house.channel().rate("demo"), 500);
    const std::tuple<const char*, double, bool> rows[]{
        {"    rate: 1\n", 1, true},  {"    rate: 1900\n", 1900, true}, {"    rate: 1901\n", 0, false},
        {"    rate: 0\n", 0, false}, {"    rate: fast\n", 0, false},
    };
    for (const auto& [setting, rate, good] : rows) {
        House one(line_settings + setting, http);
        line::register_channel(one);
        EXPECT_EQ(one.problems().empty(), good) << setting;
        if (good) EXPECT_DOUBLE_EQ(one.channel().rate("demo"), rate);
    }
}

TEST_F(LineQuota, is_printed_for_operators) {
    line::Accounts accounts;
    accounts["demo"] = std::make_unique<line::Account>(
        line::AccountSettings{.name = "demo", .channel_id = "1", .secrets = {"s"}}, house.services());
    std::ostringstream out;
    EXPECT_EQ(line::print_quotas(accounts, house.clock.now(), out), 0);
    EXPECT_EQ(out.str(), "demo: 2400 of 5000 messages of this month are used, 1250 are kept for the search\n");
    answers["/v2/bot/message/quota"] = answered(500);
    EXPECT_EQ(line::print_quotas(accounts, house.clock.now(), out), 1);
}

TEST_F(LineQuota, the_reserve_is_the_accounts_own) {
    House one(line_settings + "    reserve_percent: 40\n", http);
    line::register_channel(one);
    ASSERT_EQ(one.problems(), "");
    EXPECT_EQ(one.channel().budget("demo")->reserve_percent, 40);
    House wrong(line_settings + "    reserve_percent: 91\n", http);
    line::register_channel(wrong);
    EXPECT_NE(wrong.problems(), "");
}

}  // namespace
}  // namespace todoke::test
