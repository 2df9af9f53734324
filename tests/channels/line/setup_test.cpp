// `todoke line setup` and the menu of one person, against the local LINE platform.
#include "adapters/line/setup.hpp"

#include "adapters/line/rich_menu.hpp"
#include "adapters/line/show_menu.hpp"
#include "tests/channels/line/house.hpp"
#include "tests/platforms/line/line_double.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace todoke::test {
namespace {

namespace fs = std::filesystem;

std::string user(int n) {
    const std::string number = std::to_string(n);
    return "U" + std::string(32 - number.size(), '0') + number;
}

class LineSetup : public testing::Test {
protected:
    LoopbackHttp http;
    std::unique_ptr<platforms::LineDouble> line_;
    std::unique_ptr<House> house_;
    std::unique_ptr<Door> door_;
    line::Accounts accounts;
    fs::path drawn = fs::temp_directory_path() / ("todoke-menus-" + std::to_string(getpid()));
    std::string said;

    void SetUp() override {
        fs::remove_all(drawn);
        fs::copy(TODOKE_DRAWN, drawn, fs::copy_options::recursive);
        line_ = std::make_unique<platforms::LineDouble>(
            platforms::LineOptions{.clock = [this] { return house_ ? house_->clock.now() : ManualClock().now(); },
                                   .books = platforms::collected_books()});
        line_->add_channel({.channel_id = "1650000000",
                            .secret = line_secret,
                            .bot_user_id = "U8e742f61d673b39c7fff3cecb7536ef0",
                            .static_token = ""});
        house_ = std::make_unique<House>(line_settings, http);
        line::register_channel(*house_);
        door_ = std::make_unique<Door>(*house_);
        line_->set_service_url(door_->url());
        line::AccountSettings settings;
        settings.name = "demo";
        settings.channel_id = "1650000000";
        settings.secrets = {line_secret};
        settings.api_base = settings.data_base = line_->origin();
        accounts.emplace("demo", std::make_unique<line::Account>(settings, house_->services()));
    }
    void TearDown() override {
        fs::remove_all(drawn);
        accounts.clear();
        door_.reset();
        line_.reset();
    }

    StandingRow person(int n, Standing standing, const std::string& language = "ja") {
        line_->add_user({.user_id = user(n), .display_name = "保護者", .account = ""});
        StandingRow row;
        row.channel = "line";
        row.account = "demo";
        row.address = row.address_index = user(n);
        row.standing = standing;
        row.language = language;
        return row;
    }
    void link(int n, Standing standing, const std::string& language = "ja") {
        house_->standings.rows.push_back(person(n, standing, language));
    }
    int set_up(std::vector<std::string> args = {}) {
        Services services = house_->services();
        services.drawn_dir = drawn.string();
        std::ostringstream out;
        const int code = line::set_up(accounts, services, args, out);
        said = out.str();
        return code;
    }
    bool says(const std::string& words) const { return said.find(words) != std::string::npos; }
    std::string shown(int n) {
        const std::string name = line_->rich_menu_of(user(n));
        return name.substr(0, name.rfind(' '));  // without the hash
    }
    // Requests that change something, by their beginning.
    long changes(const std::string& path) {
        const auto books = line_->books().since(0);
        return std::ranges::count_if(books, [&](const auto& entry) {
            return entry.method != "GET" && entry.direction == "in" && entry.path.starts_with(path);
        });
    }
    void redraw(const std::string& what) {
        std::ofstream(drawn / "line" / (what + ".json"), std::ios::app) << ' ';  // the same menu, another hash
    }
};

TEST_F(LineSetup, every_drawn_menu_is_one_that_line_takes) {
    const auto menus = line::read_drawn_menus(TODOKE_DRAWN);
    ASSERT_TRUE(menus) << menus.error().what;
    EXPECT_EQ(menus->size(), 10u);
    for (const auto& menu : *menus) {
        EXPECT_LE(menu.png.size(), 1'000'000u) << menu.what;
        EXPECT_LE(line::alias_of(menu.what).size(), 32u) << menu.what;
        for (const Value& area : menu.object["areas"].items()) {
            EXPECT_TRUE(area["action"]["data"].as_string().starts_with("cmd:")) << menu.what;
            EXPECT_FALSE(area["action"]["label"].as_string().empty()) << menu.what;
            EXPECT_GE(area["bounds"]["width"].as_integer(), 800) << menu.what;  // a thumb's breadth on a phone
            EXPECT_GE(area["bounds"]["height"].as_integer(), 800) << menu.what;
        }
    }
    ASSERT_EQ(set_up(), 0) << said;  // the platform checks the rest
}

TEST_F(LineSetup, an_id_of_another_account_is_said_before_anything_is_changed) {
    struct Row {
        const char *bot_user_id, *basic_id, *said;
    };
    const Row table[] = {{"", "@todoke", ""},
                         {"", "todoke", ""},
                         {"U8e742f61d673b39c7fff3cecb7536ef0", "", ""},
                         {"", "@other", "the configuration names another account; LINE says @todoke"},
                         {"U0000000000000000000000000000beef", "", "the configuration names another bot"}};
    for (const Row& row : table) {
        line::AccountSettings settings = accounts.at("demo")->settings();
        settings.bot_user_id = row.bot_user_id;
        settings.basic_id = row.basic_id;
        accounts.clear();
        accounts.emplace("demo", std::make_unique<line::Account>(settings, house_->services()));
        const long before = changes("/v2/bot/");
        const bool good = std::string_view(row.said).empty();
        EXPECT_EQ(set_up(), good ? 0 : 1) << said;
        EXPECT_TRUE(says(row.said)) << said;
        if (!good) {
            EXPECT_EQ(changes("/v2/bot/"), before) << said;
        }
    }
}

TEST_F(LineSetup, a_new_account_gets_everything_and_a_second_time_nothing) {
    link(1, Standing::guardian);
    link(2, Standing::guardian, "en");
    link(3, Standing::staff, "ja-easy");
    link(4, Standing::student, "ko");  // a language without menus of its own
    person(5, Standing::unlinked);
    ASSERT_EQ(set_up(), 0) << said;
    EXPECT_EQ(shown(1), "todoke guardian.ja");
    EXPECT_EQ(shown(2), "todoke guardian.en");
    EXPECT_EQ(shown(3), "todoke staff.ja-easy");
    EXPECT_EQ(shown(4), "todoke student.ja");
    EXPECT_EQ(shown(5), "todoke unlinked.ja");
    EXPECT_TRUE(says("make         menu guardian.ja")) << said;
    EXPECT_TRUE(says("link         1 people to menu guardian.en")) << said;
    EXPECT_TRUE(says("set          webhook address https://attend.example.ed.jp/webhooks/line/demo")) << said;
    EXPECT_TRUE(says("LINE reaches this service")) << said;
    EXPECT_TRUE(says("応答メッセージ：オフ")) << said;
    EXPECT_TRUE(says("Webhookの再送：オン")) << said;

    const long before = changes("/v2/bot/");
    ASSERT_EQ(set_up(), 0) << said;
    EXPECT_EQ(changes("/v2/bot/"), before + 1) << said;  // the test of the webhook
    EXPECT_TRUE(says("nothing had to be changed")) << said;
}

TEST_F(LineSetup, a_dry_run_only_says_it) {
    link(1, Standing::guardian);
    ASSERT_EQ(set_up({"--dry-run"}), 0) << said;
    EXPECT_EQ(changes("/v2/bot/"), 0);
    EXPECT_EQ(shown(1), "");
    EXPECT_TRUE(says("would make   menu guardian.ja")) << said;
    EXPECT_TRUE(says("would link   1 people to menu guardian.ja")) << said;
    EXPECT_TRUE(says("would set    default menu unlinked.ja")) << said;
}

TEST_F(LineSetup, only_what_differs_is_made_anew_and_the_old_one_goes_last) {
    link(1, Standing::guardian);
    link(2, Standing::staff);
    ASSERT_EQ(set_up(), 0) << said;
    const std::string before = line_->rich_menu_of(user(1)), staff = line_->rich_menu_of(user(2));
    const long made = changes("/v2/bot/richmenu/validate"), linked = changes("/v2/bot/richmenu/bulk/link");
    redraw("guardian.ja");
    ASSERT_EQ(set_up(), 0) << said;
    EXPECT_EQ(changes("/v2/bot/richmenu/validate"), made + 1);
    EXPECT_EQ(changes("/v2/bot/richmenu/bulk/link"), linked + 1);
    EXPECT_NE(line_->rich_menu_of(user(1)), before);
    EXPECT_EQ(shown(1), "todoke guardian.ja");
    EXPECT_EQ(line_->rich_menu_of(user(2)), staff);
    EXPECT_TRUE(says("move         alias todoke-guardian-ja")) << said;
    EXPECT_TRUE(says("remove       menu of before: " + before)) << said;
}

TEST_F(LineSetup, what_broke_off_in_the_middle_is_finished_by_the_next_run) {
    link(1, Standing::guardian);
    line_->misbehave({.match = "/content", .status = 500});
    EXPECT_EQ(set_up(), 1);
    EXPECT_TRUE(says("FAILED       picture of guardian.en")) << said;
    ASSERT_EQ(set_up(), 0) << said;
    EXPECT_TRUE(says("draw         menu guardian.en, made before without its picture")) << said;
    EXPECT_EQ(shown(1), "todoke guardian.ja");
}

TEST_F(LineSetup, six_hundred_people_are_linked_by_two_calls) {
    for (int n = 1; n <= 600; ++n) link(n, Standing::guardian);
    ASSERT_EQ(set_up(), 0) << said;
    EXPECT_EQ(changes("/v2/bot/richmenu/bulk/link"), 2);
    EXPECT_EQ(shown(600), "todoke guardian.ja");
}

TEST_F(LineSetup, people_are_linked_one_by_one_when_line_refuses_the_list) {
    link(1, Standing::guardian);
    link(2, Standing::guardian);
    line_->misbehave({.match = "/v2/bot/richmenu/bulk/link", .status = 400, .body = R"({"message":"bad id"})"});
    ASSERT_EQ(set_up(), 0) << said;
    EXPECT_EQ(shown(1), "todoke guardian.ja");
    EXPECT_EQ(shown(2), "todoke guardian.ja");
}

TEST_F(LineSetup, wrong_use_and_a_wrong_secret_are_said) {
    EXPECT_EQ(set_up({"--account"}), 2);
    EXPECT_EQ(set_up({"--account", "nobody"}), 2);
    EXPECT_EQ(set_up({"--account", "demo"}), 0) << said;
    line_->misbehave({.match = "/v2/bot/info", .status = 401, .times = 2});
    EXPECT_EQ(set_up(), 1);
    EXPECT_TRUE(says("FAILED       reading the account")) << said;
    fs::remove_all(drawn / "line");
    EXPECT_EQ(set_up(), 1);
    EXPECT_TRUE(says("no rich menus in")) << said;
}

TEST_F(LineSetup, one_person_gets_the_menu_of_now_and_loses_it) {
    ASSERT_EQ(set_up(), 0) << said;
    line::MenuShower shower(accounts, house_->services());
    StandingRow row = person(1, Standing::guardian);
    EXPECT_TRUE(shower.show(row).done);
    EXPECT_EQ(shown(1), "todoke guardian.ja");
    row.language = "en";
    EXPECT_TRUE(shower.show(row).done);
    EXPECT_EQ(shown(1), "todoke guardian.en");
    row.standing = Standing::unlinked;
    const StandingShown gone = shower.show(row);
    EXPECT_TRUE(gone.done);
    EXPECT_EQ(gone.as, line::shows_default);
    EXPECT_EQ(shown(1), "todoke unlinked.ja");
}

TEST_F(LineSetup, a_menu_that_was_replaced_meanwhile_is_looked_up_again) {
    ASSERT_EQ(set_up(), 0) << said;
    line::MenuShower shower(accounts, house_->services());
    ASSERT_TRUE(shower.show(person(1, Standing::guardian)).done);
    redraw("guardian.ja");
    ASSERT_EQ(set_up(), 0) << said;
    ASSERT_TRUE(shower.show(person(2, Standing::guardian)).done);
    EXPECT_EQ(shown(2), "todoke guardian.ja");
}

TEST_F(LineSetup, without_menus_nothing_is_shown_and_without_line_it_is_for_later) {
    line::MenuShower shower(accounts, house_->services());
    const StandingRow row = person(1, Standing::guardian);
    const StandingShown nothing = shower.show(row);
    EXPECT_TRUE(nothing.done);
    EXPECT_EQ(nothing.as, line::shows_nothing);
    ASSERT_EQ(set_up(), 0) << said;
    house_->clock.ahead_ = std::chrono::minutes(2);  // what was not there is asked for again
    line_->misbehave({.match = "/richmenu/richmenu-", .status = 500});
    EXPECT_FALSE(shower.show(row).done);
    line_->misbehave({.match = "/richmenu/richmenu-", .status = 429});
    EXPECT_FALSE(shower.show(row).done);
    EXPECT_TRUE(shower.show(row).done);
    EXPECT_EQ(shown(1), "todoke guardian.ja");
}

}  // namespace
}  // namespace todoke::test
