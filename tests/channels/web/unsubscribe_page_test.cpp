// The page that ends notices: opened by anybody's scanner, ended by one press.
#include "adapters/text/text.hpp"
#include "adapters/web/register.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {
namespace {

class FakeUnsubscribing : public UnsubscribeDesk {
public:
    std::expected<bool, Failure> is_open(const std::string& token) override {
        if (down) return std::unexpected(Failure{});
        return token == known;
    }
    std::expected<bool, Failure> end(const std::string& token) override {
        if (down) return std::unexpected(Failure{});
        ended.push_back(token);
        return token == known;
    }
    const std::string known = "aaaabbbbccccddddeeeeffffgggg2";
    std::vector<std::string> ended;
    bool down = false;
};

class UnsubscribePage : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(web::register_unsubscribe_page(house, desk, *texts)); }
    static bool has(const HttpResponse& response, const std::string& words) {
        return response.body.find(words) != std::string::npos;
    }

    ScriptedHttp http;
    House house{"service: {}\n", http};
    FakeUnsubscribing desk;
    std::unique_ptr<Texts> texts = *text::make_texts(TODOKE_SOURCE_DIR "/templates", house.log);
    const std::string path = "/unsubscribe/" + desk.known;
};

TEST_F(UnsubscribePage, shows_a_button_and_changes_nothing) {
    const auto page = house.ask("GET", path);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "name=\"List-Unsubscribe\" value=\"One-Click\""));
    EXPECT_TRUE(has(page, "大切な連絡は、これまでどおり届きます"));
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_TRUE(desk.ended.empty());
}

TEST_F(UnsubscribePage, one_press_ends_without_another_page) {
    const auto page = house.post(path, "List-Unsubscribe=One-Click");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(desk.ended, std::vector<std::string>{desk.known});
    EXPECT_FALSE(has(page, "<form"));
}

TEST_F(UnsubscribePage, takes_the_press_in_both_forms_of_the_standard) {
    const std::string body =
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    EXPECT_EQ(house.ask("POST", path, body, {{"Content-Type", "multipart/form-data; boundary=b"}}).status, 200);
    EXPECT_EQ(desk.ended.size(), 1u);
}

TEST_F(UnsubscribePage, a_post_that_is_no_press_ends_nothing) {
    for (const char* body : {"", "List-Unsubscribe=No", "one-click", "%", "x=One-Click"})
        EXPECT_EQ(house.post(path, body).status, 422) << body;
    EXPECT_TRUE(desk.ended.empty());
}

TEST_F(UnsubscribePage, says_when_it_is_gone_or_not_possible) {
    EXPECT_EQ(house.ask("GET", "/unsubscribe/other").status, 410);
    EXPECT_EQ(house.post("/unsubscribe/other", "List-Unsubscribe=One-Click").status, 410);
    desk.down = true;
    EXPECT_EQ(house.ask("GET", path).status, 503);
    EXPECT_EQ(house.post(path, "List-Unsubscribe=One-Click").status, 503);
}

}  // namespace
}  // namespace todoke::test
