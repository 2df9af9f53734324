// The page for linking: what it shows, what it refuses, and what browsers are told about it.
#include "adapters/text/text.hpp"
#include "adapters/web/form.hpp"
#include "adapters/web/register.hpp"
#include "adapters/web/throttle.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using Fate = LinkEntry::Fate;

class FakeDesk : public LinkDesk {
public:
    std::expected<std::optional<LinkPage>, Failure> page(const std::string& token) override {
        if (down) return std::unexpected(Failure{});
        return token == open_token ? std::optional(shown) : std::nullopt;
    }
    std::expected<LinkEntry, Failure> enter(const std::string& token, const std::string& typed,
                                            const std::string& peer_address) override {
        if (down) return std::unexpected(Failure{});
        entered.push_back({token, typed, peer_address});
        if (token != open_token) return LinkEntry{.fate = Fate::gone};
        return entry;
    }
    LinkPage shown;
    const std::string open_token = "0123456789abcdef0123456789abcdef";
    LinkEntry entry{.fate = Fate::failed};
    struct Entered {
        std::string token, typed, peer_address;
    };
    std::vector<Entered> entered;
    bool down = false;
};

class LinkPage : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(web::register_pages(house, desk, *texts)); }
    HttpResponse get(const std::string& query = "", Headers headers = {}) {
        return house.ask("GET", path + query, {}, std::move(headers));
    }
    HttpResponse enter(const std::string& body = "code=ABCDE-FGHIJ&agree=yes") { return house.post(path, body); }
    static bool has(const HttpResponse& response, const std::string& words) {
        return response.body.find(words) != std::string::npos;
    }
    static std::string header(const HttpResponse& response, const std::string& name) {
        for (const auto& [key, value] : response.headers)
            if (key == name) return value;
        return {};
    }

    ScriptedHttp http;
    House house{"service: {}\n", http};
    FakeDesk desk;
    std::unique_ptr<Texts> texts = *text::make_texts(TODOKE_SOURCE_DIR "/templates", house.log);
    const std::string path = "/link/" + desk.open_token;
};

TEST_F(LinkPage, shows_the_terms_and_a_form_and_changes_nothing) {
    const auto page = get();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "<form method=\"post\""));
    EXPECT_TRUE(has(page, "「退会」と送れば、いつでもやめられます。"));
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_TRUE(desk.entered.empty());
}

TEST_F(LinkPage, tells_browsers_to_be_strict) {
    for (const auto& page : {get(), enter(), house.ask("GET", "/link/elsewhere")}) {
        const std::string policy = header(page, "Content-Security-Policy");
        EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
        for (const char* part : {"form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"})
            EXPECT_NE(policy.find(part), std::string::npos) << part;
        EXPECT_EQ(policy.find("unsafe"), std::string::npos);
        EXPECT_EQ(header(page, "Cache-Control"), "no-store");
        EXPECT_EQ(header(page, "Referrer-Policy"), "no-referrer");
        EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(header(page, "X-Frame-Options"), "DENY");
    }
}

TEST_F(LinkPage, speaks_the_language_that_was_chosen_or_that_the_browser_speaks) {
    EXPECT_TRUE(has(get("?lang=en"), "<html lang=\"en\""));
    EXPECT_TRUE(has(get("?lang=ja-easy"), "<html lang=\"ja-easy\""));
    EXPECT_TRUE(has(get("?lang=xx"), "<html lang=\"ja\""));
    EXPECT_TRUE(has(get("?lang=%zz"), "<html lang=\"ja\""));
    EXPECT_TRUE(has(get("", {{"Accept-Language", "pt-BR,pt;q=0.9"}}), "<html lang=\"en\""));
    EXPECT_TRUE(has(get("", {{"Accept-Language", "ja,en;q=0.5"}}), "<html lang=\"ja\""));
    EXPECT_TRUE(has(get("?lang=ja", {{"Accept-Language", "en"}}), "<html lang=\"ja\""));
}

TEST_F(LinkPage, hands_the_code_and_the_callers_address_on) {
    enter("agree=yes&code=abcde+fghij");
    ASSERT_EQ(desk.entered.size(), 1u);
    EXPECT_EQ(desk.entered[0].token, desk.open_token);
    EXPECT_EQ(desk.entered[0].typed, "abcde fghij");
    EXPECT_EQ(desk.entered[0].peer_address, "192.0.2.1");
}

TEST_F(LinkPage, leads_to_the_platform_when_the_code_was_right) {
    desk.entry = {.fate = Fate::ready, .child = "<b>ハナ</b>", .next = "https://access.line.me/x?linkToken=a&nonce=b"};
    const auto page = enter();
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "href=\"https://access.line.me/x?linkToken=a&amp;nonce=b\""));
    EXPECT_TRUE(has(page, "&lt;b&gt;ハナ&lt;/b&gt;さん"));
    EXPECT_FALSE(has(page, "<form"));
}

TEST_F(LinkPage, every_failure_is_the_same_page) {
    const auto first = enter("code=KLMNO-PQRST&agree=yes");
    const auto second = enter("code=nonsense&agree=yes");
    EXPECT_EQ(first.status, 422);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(first.headers, second.headers);
    EXPECT_FALSE(has(first, "KLMNO"));  // what was typed is not said back
}

TEST_F(LinkPage, needs_the_consent_before_it_looks_at_the_code) {
    for (const char* body : {"code=ABCDE-FGHIJ", "code=ABCDE-FGHIJ&agree=no", "", "%", "agree=%zz&agree=yes"})
        EXPECT_EQ(enter(body).status, 422) << body;
    EXPECT_TRUE(desk.entered.empty());
}

TEST_F(LinkPage, sent_by_mail_it_names_the_school_and_ends_by_itself) {
    desk.shown = {.by_mail = true, .school = {{"ja", "あおば<小>学校"}, {"en", "Aoba School"}}};
    EXPECT_TRUE(has(get(), "あおば&lt;小&gt;学校"));
    EXPECT_TRUE(has(get("?lang=en"), "Aoba School"));
    EXPECT_TRUE(has(get(), "name=\"code\""));
    desk.entry = {.fate = Fate::linked, .child = "ハナ"};
    const auto done = enter();
    EXPECT_EQ(done.status, 200);
    EXPECT_TRUE(has(done, "ハナさんの登録ができました。"));
    EXPECT_FALSE(has(done, "<form"));
    EXPECT_FALSE(has(done, "class=\"button\""));
    desk.entry = {.fate = Fate::full};
    EXPECT_TRUE(has(enter(), "登録できる人数がもういっぱいです"));
}

TEST_F(LinkPage, one_more_address_needs_consent_and_no_code) {
    desk.shown = {.by_mail = true, .needs_code = false, .school = {{"ja", "あおば小学校"}}};
    const auto page = get();
    EXPECT_FALSE(has(page, "name=\"code\""));
    EXPECT_TRUE(has(page, "name=\"agree\""));
    EXPECT_EQ(enter("agree=no").status, 422);
    EXPECT_TRUE(desk.entered.empty());
    desk.entry = {.fate = Fate::full};
    EXPECT_TRUE(has(enter("agree=yes"), "メールアドレスは、これ以上加えられません"));
}

TEST_F(LinkPage, says_when_it_is_closed_gone_or_not_possible) {
    desk.entry = {.fate = Fate::closed};
    EXPECT_EQ(enter().status, 429);
    desk.entry = {.fate = Fate::own, .child = "ハナ"};
    EXPECT_TRUE(has(enter(), "ハナさんの登録は、もうできています。"));
    EXPECT_EQ(house.ask("GET", "/link/0123456789abcdef0123456789abcde0").status, 410);
    EXPECT_EQ(house.post("/link/short", "code=ABCDE-FGHIJ&agree=yes").status, 410);
    EXPECT_EQ(enter(std::string(3000, 'x')).status, 413);
    desk.down = true;
    EXPECT_EQ(get().status, 503);
    EXPECT_EQ(enter().status, 503);
}

TEST_F(LinkPage, twenty_a_minute_from_one_address) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get().status, 200);
    EXPECT_EQ(get().status, 429);
    EXPECT_EQ(enter().status, 429);
    EXPECT_TRUE(desk.entered.empty());
    house.peer_address = "192.0.2.2";
    EXPECT_EQ(get().status, 200);
    house.peer_address = "192.0.2.1";
    house.clock.ahead_ += 61s;
    EXPECT_EQ(get().status, 200);
}

TEST(AddressThrottle, a_household_with_ipv6_is_one_address) {
    EXPECT_EQ(web::throttle_key("2001:db8:1:2::1"), web::throttle_key("2001:db8:1:2:ffff::9"));
    EXPECT_NE(web::throttle_key("2001:db8:1:2::1"), web::throttle_key("2001:db8:1:3::1"));
    EXPECT_NE(web::throttle_key("192.0.2.1"), web::throttle_key("192.0.2.2"));
}

TEST(Form, is_read_as_browsers_write_it) {
    const auto form = web::read_form("code=abcde+fghij&agree=yes&empty=&bare&code=second");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->at("code"), "abcde fghij");
    EXPECT_EQ(form->at("empty"), "");
    EXPECT_EQ(form->at("bare"), "");
    EXPECT_EQ(web::read_form("%E3%83%8F=%26")->at("ハ"), "&");
    EXPECT_FALSE(web::read_form("a=%4"));
    EXPECT_TRUE(web::read_form("")->empty());
}

}  // namespace
}  // namespace todoke::test
