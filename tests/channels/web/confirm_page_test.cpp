// The page behind a confirmation link: a look changes nothing, a press is taken once.
#include "adapters/text/text.hpp"
#include "adapters/web/register.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {
namespace {

class FakeConfirmDesk : public ConfirmDesk {
public:
    std::expected<ConfirmFate, Failure> look(const std::string& token) override {
        if (down) return std::unexpected(Failure{});
        return token == known ? fate : ConfirmFate::gone;
    }
    std::expected<ConfirmFate, Failure> confirm(const std::string& token) override {
        ++presses;
        if (const auto seen = look(token); seen == ConfirmFate::open) fate = ConfirmFate::done;
        return look(token);
    }
    const std::string known = "0123456789abcdef0123456789abcdef";
    ConfirmFate fate = ConfirmFate::open;
    int presses = 0;
    bool down = false;
};

class ConfirmPage : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(web::register_confirm_page(house, desk, *texts)); }
    static bool has(const HttpResponse& response, const std::string& words) {
        return response.body.find(words) != std::string::npos;
    }

    ScriptedHttp http;
    House house{"service: {}\n", http};
    FakeConfirmDesk desk;
    std::unique_ptr<Texts> texts = *text::make_texts(TODOKE_SOURCE_DIR "/templates", house.log);
    const std::string path = "/confirm/" + desk.known;
};

TEST_F(ConfirmPage, a_look_shows_the_button_and_changes_nothing) {
    for (int look = 0; look < 3; ++look) {
        const auto page = house.ask("GET", path);
        EXPECT_EQ(page.status, 200);
        EXPECT_TRUE(has(page, "<form method=\"post\""));
        EXPECT_TRUE(has(page, "わたしの返信です"));
        EXPECT_FALSE(has(page, "<script"));
    }
    EXPECT_EQ(desk.presses, 0);
}

TEST_F(ConfirmPage, a_press_is_taken_and_the_button_is_gone) {
    EXPECT_EQ(house.post(path, "").status, 200);
    EXPECT_EQ(desk.presses, 1);
    const auto again = house.ask("GET", path);
    EXPECT_EQ(again.status, 200);
    EXPECT_FALSE(has(again, "<form"));
}

TEST_F(ConfirmPage, what_is_over_unknown_or_down_says_so) {
    EXPECT_EQ(house.ask("GET", "/confirm/elsewhere").status, 410);
    EXPECT_EQ(house.post("/confirm/" + std::string(32, '0'), "").status, 410);
    desk.fate = ConfirmFate::gone;
    EXPECT_EQ(house.ask("GET", path).status, 410);
    desk.down = true;
    EXPECT_EQ(house.post(path, "").status, 503);
}

TEST_F(ConfirmPage, speaks_the_language_that_was_chosen) {
    EXPECT_TRUE(has(house.ask("GET", path + "?lang=en"), "It was my reply"));
}

}  // namespace
}  // namespace todoke::test
