// Rich menus of the LINE double: every limit at its edge and one step beyond, and the order of things.
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/line/rich_menus.hpp"
#include "tests/platforms/test/support.hpp"

#include <gtest/gtest.h>

namespace todoke::platforms {
namespace {

namespace json = boost::json;
using test::get;
using test::post;

const std::string hana = "U00000000000000000000000000000002";
const std::string stranger = "U00000000000000000000000000000009";

json::object area(int x = 0, int y = 0, int width = 100, int height = 100) {
    return {{"bounds", {{"x", x}, {"y", y}, {"width", width}, {"height", height}}},
            {"action", {{"type", "postback"}, {"label", "連絡"}, {"data", "cmd:report"}}}};
}

json::object menu(int width = 800, int height = 400) {
    return {{"size", {{"width", width}, {"height", height}}},
            {"selected", true},
            {"name", "one"},
            {"chatBarText", "メニュー"},
            {"areas", json::array{area()}}};
}

// Only what the platform looks at: signature, header, size.
std::string png(std::uint32_t width, std::uint32_t height, std::size_t bytes = 100) {
    std::string image("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    for (const std::uint32_t number : {width, height})
        for (int shift = 24; shift >= 0; shift -= 8) image.push_back(static_cast<char>(number >> shift));
    image.resize(bytes, 'x');
    return image;
}

class LineRichMenus : public testing::Test {
protected:
    ManualClock clock{test::tuesday_morning()};
    test::Service service;
    LineDouble line{{.clock = clock.clock(), .service_url = service.url()}};
    httplib::Headers token{{"Authorization", "Bearer fixed"}};

    LineRichMenus() {
        line.add_channel({.channel_id = "1650000000",
                          .secret = "0123456789abcdef0123456789abcdef",
                          .bot_user_id = "U00000000000000000000000000000001",
                          .static_token = "fixed"});
        line.add_user({.user_id = hana, .display_name = "佐藤"});
    }
    test::Response ask(const std::string& path, const json::value& body = json::object()) {
        return post(line.origin(), "/v2/bot/" + path, body, token);
    }
    test::Response read(const std::string& path) { return get(line.origin(), "/v2/bot/" + path, token); }
    test::Response remove(const std::string& path) {
        return test::read(httplib::Client(line.origin()).Delete("/v2/bot/" + path, token));
    }
    int upload(const std::string& id, const std::string& image, const char* type = "image/png") {
        return test::read(
                   httplib::Client(line.origin()).Post("/v2/bot/richmenu/" + id + "/content", token, image, type))
            .status;
    }
    std::string make(const json::object& object = menu()) {
        const auto made = ask("richmenu", object);
        return made.status == 200 ? std::string(made.body.at("richMenuId").as_string()) : "";
    }
    std::string drawn(const std::string& name = "one") {
        json::object object = menu();
        object["name"] = name;
        const std::string id = make(object);
        EXPECT_EQ(upload(id, png(800, 400)), 200);
        return id;
    }
    int valid(const json::object& object) { return ask("richmenu/validate", object).status; }
};

TEST_F(LineRichMenus, SizesAndTextsAtTheEdge) {
    EXPECT_EQ(valid(menu(800, 250)), 200);
    EXPECT_EQ(valid(menu(799, 250)), 400);
    EXPECT_EQ(valid(menu(2500, 1686)), 200);
    EXPECT_EQ(valid(menu(2501, 1686)), 400);
    EXPECT_EQ(valid(menu(800, 249)), 400);
    EXPECT_EQ(valid(menu(870, 600)), 200);  // 1.45
    EXPECT_EQ(valid(menu(869, 600)), 400);
    for (const auto& [key, most] : {std::pair{"name", 300}, std::pair{"chatBarText", 14}}) {
        json::object object = menu();
        object[key] = std::string(static_cast<std::size_t>(most), 'x');
        EXPECT_EQ(valid(object), 200) << key;
        object[key] = std::string(static_cast<std::size_t>(most) + 1, 'x');
        EXPECT_EQ(valid(object), 400) << key;
        object.erase(key);
        EXPECT_EQ(valid(object), 400) << key;
    }
}

TEST_F(LineRichMenus, AreasLieInsideAndTheirActionsAreChecked) {
    json::object object = menu();
    object["areas"] = json::array(20, area());
    EXPECT_EQ(valid(object), 200);
    object["areas"] = json::array(21, area());
    EXPECT_EQ(valid(object), 400);
    object["areas"] = json::array{area(700, 300)};
    EXPECT_EQ(valid(object), 200);
    object["areas"] = json::array{area(701, 300)};
    EXPECT_EQ(valid(object), 400);
    json::object one = area();
    one["action"].as_object()["label"] = std::string(20, 'x');
    object["areas"] = json::array{one};
    EXPECT_EQ(valid(object), 200);
    one["action"].as_object()["label"] = std::string(21, 'x');
    object["areas"] = json::array{one};
    EXPECT_EQ(valid(object), 400);
    one["action"] = {{"type", "richmenuswitch"}, {"richMenuAliasId", "Upper"}, {"data", "x"}};
    object["areas"] = json::array{one};
    EXPECT_EQ(valid(object), 400);
}

TEST_F(LineRichMenus, APictureFitsItsMenuAndIsPutOnOnce) {
    const std::string id = make();
    EXPECT_EQ(read("richmenu/" + id + "/content").status, 404);
    EXPECT_EQ(upload(id, png(800, 401)), 400);
    EXPECT_EQ(upload(id, "no picture at all, only words"), 400);
    EXPECT_EQ(upload(id, png(800, 400), "image/gif"), 400);
    EXPECT_EQ(upload(id, png(800, 400, most_image_bytes + 1)), 400);
    EXPECT_EQ(upload(id, png(800, 400, most_image_bytes)), 200);
    EXPECT_EQ(upload(id, png(800, 400)), 400);
    EXPECT_EQ(read("richmenu/" + id + "/content").text.size(), most_image_bytes);
    EXPECT_EQ(upload("richmenu-unknown", png(800, 400)), 404);
}

TEST_F(LineRichMenus, NobodyIsShownAMenuWithoutAPicture) {
    const std::string bare = make();
    EXPECT_EQ(ask("user/all/richmenu/" + bare).status, 400);
    EXPECT_EQ(ask("user/" + hana + "/richmenu/" + bare).status, 400);
    EXPECT_EQ(ask("richmenu/bulk/link", {{"richMenuId", bare}, {"userIds", json::array{hana}}}).status, 400);
    EXPECT_EQ(ask("richmenu/alias", {{"richMenuAliasId", "a"}, {"richMenuId", bare}}).status, 400);
}

TEST_F(LineRichMenus, OnesOwnMenuGoesBeforeTheDefaultAndGoesWithItsMenu) {
    const std::string all = drawn("for all"), own = drawn("own");
    EXPECT_EQ(read("user/all/richmenu").status, 404);
    EXPECT_EQ(ask("user/all/richmenu/" + all).status, 200);
    EXPECT_EQ(line.rich_menu_of(hana), "for all");
    EXPECT_EQ(ask("user/" + hana + "/richmenu/" + own).status, 200);
    EXPECT_EQ(line.rich_menu_of(hana), "own");
    EXPECT_EQ(remove("user/" + hana + "/richmenu").status, 200);
    EXPECT_EQ(line.rich_menu_of(hana), "for all");
    EXPECT_EQ(ask("richmenu/bulk/link", {{"richMenuId", own}, {"userIds", json::array{hana}}}).status, 202);
    EXPECT_EQ(line.rich_menu_of(hana), "own");
    EXPECT_EQ(remove("richmenu/" + own).status, 200);
    EXPECT_EQ(line.rich_menu_of(hana), "for all");
    EXPECT_EQ(remove("richmenu/" + own).status, 404);
}

TEST_F(LineRichMenus, WhoCannotBeReachedAnswers200AndIsNotLinked) {
    const std::string own = drawn();
    line.block(hana);
    for (const std::string& user : {hana, stranger}) {
        EXPECT_EQ(ask("user/" + user + "/richmenu/" + own).status, 200);
        EXPECT_EQ(read("user/" + user + "/richmenu").status, 404);
    }
    EXPECT_EQ(ask("user/not-an-id/richmenu/" + own).status, 400);
}

TEST_F(LineRichMenus, FiveHundredPeopleAtOnce) {
    const std::string own = drawn();
    EXPECT_EQ(ask("richmenu/bulk/link", {{"richMenuId", own}, {"userIds", json::array(500, json::value(hana))}}).status,
              202);
    EXPECT_EQ(ask("richmenu/bulk/link", {{"richMenuId", own}, {"userIds", json::array(501, json::value(hana))}}).status,
              400);
    EXPECT_EQ(ask("richmenu/bulk/link", {{"richMenuId", own}, {"userIds", json::array{hana, "x"}}}).status, 400);
    EXPECT_EQ(ask("richmenu/bulk/unlink", {{"userIds", json::array{hana}}}).status, 202);
    EXPECT_EQ(line.rich_menu_of(hana), "");
}

TEST_F(LineRichMenus, AnAliasIsMadeOnceAndMoved) {
    const std::string first = drawn("first"), second = drawn("second");
    const json::object body{{"richMenuAliasId", std::string(32, 'a')}, {"richMenuId", first}};
    EXPECT_EQ(ask("richmenu/alias", body).status, 200);
    EXPECT_EQ(ask("richmenu/alias", body).body.at("message"), "conflict richmenu alias id");
    EXPECT_EQ(ask("richmenu/alias", {{"richMenuAliasId", std::string(33, 'a')}, {"richMenuId", first}}).status, 400);
    EXPECT_EQ(ask("richmenu/alias", {{"richMenuAliasId", "Upper"}, {"richMenuId", first}}).status, 400);
    EXPECT_EQ(ask("richmenu/alias/" + std::string(32, 'a'), {{"richMenuId", second}}).status, 200);
    EXPECT_EQ(read("richmenu/alias/" + std::string(32, 'a')).body.at("richMenuId").as_string(), second);
    EXPECT_EQ(read("richmenu/alias/list").body.at("aliases").as_array().size(), 1u);
    EXPECT_EQ(remove("richmenu/alias/" + std::string(32, 'a')).status, 200);
    EXPECT_EQ(read("richmenu/alias/" + std::string(32, 'a')).status, 404);
}

TEST_F(LineRichMenus, AHundredAreMadeInAnHour) {
    for (std::size_t i = 0; i < most_changes_an_hour; ++i) ASSERT_NE(make(), "");
    EXPECT_EQ(ask("richmenu", menu()).status, 429);
    clock.advance(std::chrono::hours(1));
    EXPECT_NE(make(), "");
}

TEST_F(LineRichMenus, TheWebhookAddressIsHttpsAndCanBeTried) {
    EXPECT_EQ(read("channel/webhook/endpoint").status, 404);
    const auto put = [&](const char* address) {
        return test::read(httplib::Client(line.origin())
                              .Put("/v2/bot/channel/webhook/endpoint", token,
                                   serialize(json::object{{"endpoint", address}}), "application/json"))
            .status;
    };
    EXPECT_EQ(put("http://attend.example.ed.jp/x"), 400);
    EXPECT_EQ(put("https://attend.example.ed.jp/x"), 200);
    EXPECT_EQ(read("channel/webhook/endpoint").body.at("endpoint"), "https://attend.example.ed.jp/x");
    EXPECT_EQ(ask("channel/webhook/test").body.at("success"), true);
    EXPECT_EQ(service.got().back().path, "/webhooks/line/demo");
}

}  // namespace
}  // namespace todoke::platforms
