// Every limit at its edge and one step beyond, through the validation door of the double.
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/test/support.hpp"

#include <gtest/gtest.h>

namespace todoke::platforms {
namespace {

namespace json = boost::json;

std::string x(std::size_t count) { return std::string(count, 'x'); }
// Each is one code point, two UTF-16 code units, four bytes.
std::string masks(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "😷";
    return text;
}

json::object text(const std::string& words) { return {{"type", "text"}, {"text", words}}; }
json::object postback(const std::string& label = "はい", const std::string& data = "a=1") {
    return {{"type", "postback"}, {"label", label}, {"data", data}};
}
json::array copies(std::size_t count, const json::value& of) {
    json::array many;
    for (std::size_t i = 0; i < count; ++i) many.push_back(of);
    return many;
}
json::object quick(const json::array& items) {
    auto message = text("?");
    message["quickReply"] = {{"items", items}};
    return message;
}
json::object quick_item(const json::value& action) { return {{"type", "action"}, {"action", action}}; }
json::object flex(const json::value& contents, const std::string& alt = "alt") {
    return {{"type", "flex"}, {"altText", alt}, {"contents", contents}};
}
json::object box(const json::array& contents, const std::string& layout = "vertical") {
    return {{"type", "box"}, {"layout", layout}, {"contents", contents}};
}
json::object bubble(const json::array& contents) { return {{"type", "bubble"}, {"body", box(contents)}}; }
json::object button(const json::value& action) { return {{"type", "button"}, {"action", action}}; }
json::object templated(const json::value& content) {
    return {{"type", "template"}, {"altText", "alt"}, {"template", content}};
}
json::object buttons(const std::string& words, const json::array& actions) {
    return {{"type", "buttons"}, {"text", words}, {"actions", actions}};
}
template <typename Member>
json::object with(json::object object, const char* key, const Member& value) {
    if constexpr (std::is_convertible_v<Member, std::string_view>)
        object[key] = std::string_view(value);
    else
        object[key] = value;
    return object;
}
// A bubble of exactly this many bytes.
json::object sized_bubble(std::size_t bytes) {
    auto result = bubble({});
    auto& contents = result["body"].as_object()["contents"].as_array();
    while (serialize(result).size() + 2100 < bytes) contents.push_back(text(x(2000)));
    contents.push_back(text("x"));
    const auto missing = bytes - serialize(result).size();
    contents.back().as_object()["text"] = x(1 + missing);
    return result;
}

class LineLimits : public testing::Test {
protected:
    static LineDouble& line() {
        static LineDouble shared{[] {
            const char* books = std::getenv("TODOKE_TEST_BOOKS");
            return LineOptions{.books = books ? books : ""};
        }()};
        static const bool once = [] {
            shared.add_channel({.channel_id = "1", .secret = "s", .bot_user_id = "U1", .static_token = "fixed"});
            return true;
        }();
        (void)once;
        return shared;
    }
    static test::Response judge(const json::array& messages) {
        return test::post(line().origin(), "/v2/bot/message/validate/push", {{"messages", messages}},
                          {{"Authorization", "Bearer fixed"}});
    }
    static void expect(const json::value& good, const json::value& bad) {
        const auto taken = judge({good});
        EXPECT_EQ(taken.status, 200) << taken.text;
        EXPECT_EQ(judge({bad}).status, 400) << serialize(bad).substr(0, 300);
    }
};

TEST_F(LineLimits, TextHas5000CodeUnits) {
    expect(text(x(5000)), text(x(5001)));
    expect(text(masks(2500)), text(masks(2500) + "x"));
    expect(text("x"), text(""));
}

TEST_F(LineLimits, FiveMessagesInARequest) {
    EXPECT_EQ(judge(copies(5, text("x"))).status, 200);
    const auto six = judge(copies(6, text("x")));
    EXPECT_EQ(six.status, 400);
    EXPECT_EQ(six.body.at("details").at(0).at("message"), "Size must be between 1 and 5");
    EXPECT_EQ(judge({}).status, 400);
}

TEST_F(LineLimits, BodyHasTwoMegabytes) {
    const auto sized = [](std::size_t bytes) {
        const std::string frame = R"({"messages":[{"type":"text","text":"x"}]})";
        httplib::Client client(line().origin());
        return client
            .Post("/v2/bot/message/validate/push", {{"Authorization", "Bearer fixed"}},
                  frame + std::string(bytes - frame.size(), ' '), "application/json")
            ->status;
    };
    EXPECT_EQ(sized(2 * 1024 * 1024), 200);
    EXPECT_EQ(sized(2 * 1024 * 1024 + 1), 413);
}

TEST_F(LineLimits, UnknownPropertiesAndNullsAreRefused) {
    expect(text("x"), with(text("x"), "emphasis", true));
    expect(text("x"), with(text("x"), "quickReply", nullptr));
    expect(flex(bubble({text("x")})), flex(bubble({with(text("x"), "bold", true)})));
}

TEST_F(LineLimits, QuickReplyHas13ItemsWithLabelsOf20) {
    expect(quick(copies(13, quick_item(postback()))), quick(copies(14, quick_item(postback()))));
    expect(quick({quick_item(postback(x(20)))}), quick({quick_item(postback(x(21)))}));
    expect(quick({quick_item({{"type", "location"}, {"label", "here"}})}), quick({quick_item({{"type", "location"}})}));
}

TEST_F(LineLimits, SenderNameHas20AndNotLine) {
    const auto named = [](const std::string& name) { return with(text("x"), "sender", json::object{{"name", name}}); };
    expect(named(x(20)), named(x(21)));
    expect(named("学校"), named("LINE学校"));
}

TEST_F(LineLimits, PostbackDataHas300) {
    expect(flex(bubble({button(postback("x", x(300)))})), flex(bubble({button(postback("x", x(301)))})));
    expect(flex(bubble({button(with(postback(), "displayText", x(300)))})),
           flex(bubble({button(with(postback(), "displayText", x(301)))})));
    expect(flex(bubble({button(with(with(postback(), "inputOption", "openKeyboard"), "fillInText", "a"))})),
           flex(bubble({button(with(postback(), "fillInText", "a"))})));
}

TEST_F(LineLimits, FlexButtonLabelHas40) {
    expect(flex(bubble({button(postback(x(40)))})), flex(bubble({button(postback(x(41)))})));
}

TEST_F(LineLimits, UriHas1000AndAKnownScheme) {
    const auto to = [](const std::string& uri) {
        return flex(bubble({button({{"type", "uri"}, {"label", "x"}, {"uri", uri}})}));
    };
    expect(to("https://a.test/" + x(985)), to("https://a.test/" + x(986)));
    expect(to("tel:0144-00-0000"), to("ftp://a.test"));
    expect(to("https://a.test/%E5%AD%A6"), to("https://a.test/学"));
}

TEST_F(LineLimits, DatePickerWantsItsMode) {
    const auto picker = [](const json::object& more) {
        json::object action{{"type", "datetimepicker"}, {"label", "日"}, {"data", "d"}, {"mode", "date"}};
        for (const auto& [key, value] : more) action[key] = value;
        return quick({quick_item(action)});
    };
    expect(picker({{"min", "2026-11-24"}, {"max", "2026-12-24"}}),
           picker({{"min", "2026-11-24"}, {"max", "2026-11-24"}}));
    expect(picker({{"initial", "2026-11-24"}}), picker({{"initial", "2026-11-24T08:15"}}));
}

TEST_F(LineLimits, AltTextHas1500) {
    expect(flex(bubble({}), x(1500)), flex(bubble({}), x(1501)));
    expect(flex(bubble({}), "x"), flex(bubble({}), ""));
}

TEST_F(LineLimits, BubbleHas30Kilobytes) {
    ASSERT_EQ(serialize(sized_bubble(30 * 1024)).size(), 30u * 1024);
    expect(flex(sized_bubble(30 * 1024)), flex(sized_bubble(30 * 1024 + 1)));
}

TEST_F(LineLimits, CarouselHas12BubblesOfOneSizeAnd50Kilobytes) {
    const auto carousel = [](const json::array& bubbles) {
        return flex(json::object{{"type", "carousel"}, {"contents", bubbles}});
    };
    expect(carousel(copies(12, bubble({}))), carousel(copies(13, bubble({}))));
    expect(carousel({with(bubble({}), "size", "mega"), bubble({})}),
           carousel({with(bubble({}), "size", "kilo"), bubble({})}));
    // {"type":"carousel","contents":[…,…]} is 35 bytes of frame and a comma.
    const auto frame = serialize(json::object{{"type", "carousel"}, {"contents", json::array{}}}).size() + 1;
    const auto half = (50 * 1024 - frame) / 2, rest = 50 * 1024 - frame - half;
    expect(carousel({sized_bubble(half), sized_bubble(rest)}), carousel({sized_bubble(half), sized_bubble(rest + 1)}));
}

TEST_F(LineLimits, FlexComponentsStandOnlyWhereTheyBelong) {
    const json::object icon{{"type", "icon"}, {"url", "https://a.test/i.png"}};
    expect(flex(bubble({box({icon, text("x")}, "baseline")})), flex(bubble({icon})));
    expect(flex(bubble({box({text("x")}, "baseline")})), flex(bubble({box({button(postback())}, "baseline")})));
    expect(flex(bubble({{{"type", "separator"}}})), flex(bubble({{{"type", "knob"}}})));
    expect(flex(bubble({with(text("x"), "color", "#FF0000")})), flex(bubble({with(text("x"), "color", "red")})));
    expect(flex(bubble({with(text("x"), "size", "14px")})), flex(bubble({with(text("x"), "size", "huge")})));
}

TEST_F(LineLimits, FlexProblemsPointIntoTheContainer) {
    auto broken = bubble({});
    broken["footer"] = box({text("a"), text("b"), {{"type", "button"}}});
    const auto refused = judge({text("fine"), flex(broken)});
    EXPECT_EQ(refused.body.at("message"), "A message (messages[1]) in the request body is invalid");
    EXPECT_EQ(refused.body.at("details").at(0).at("property"), "/footer/contents/2/action");
}

TEST_F(LineLimits, ButtonsTemplateHasFourActionsAndLessTextBesideATitle) {
    expect(templated(buttons(x(160), copies(4, postback()))), templated(buttons(x(160), copies(5, postback()))));
    expect(templated(buttons(x(160), {postback()})), templated(buttons(x(161), {postback()})));
    expect(templated(with(buttons(x(60), {postback()}), "title", x(40))),
           templated(with(buttons(x(61), {postback()}), "title", x(40))));
    expect(templated(buttons("x", {postback(x(20))})), templated(buttons("x", {postback(x(21))})));
}

TEST_F(LineLimits, ConfirmTemplateHasExactlyTwoActions) {
    const auto confirm = [](const std::string& words, std::size_t actions) {
        return templated(json::object{{"type", "confirm"}, {"text", words}, {"actions", copies(actions, postback())}});
    };
    expect(confirm(x(240), 2), confirm(x(241), 2));
    expect(confirm("x", 2), confirm("x", 3));
    expect(confirm("x", 2), confirm("x", 1));
}

TEST_F(LineLimits, CarouselTemplateColumnsAreAlike) {
    const auto column = [](std::size_t actions, const std::string& words = "x") {
        return json::object{{"text", words}, {"actions", copies(actions, postback())}};
    };
    const auto carousel = [](const json::array& columns) {
        return templated(json::object{{"type", "carousel"}, {"columns", columns}});
    };
    expect(carousel(copies(10, column(3))), carousel(copies(11, column(3))));
    expect(carousel({column(2), column(2)}), carousel({column(2), column(1)}));
    expect(carousel({column(1, x(120))}), carousel({column(1, x(121))}));
    expect(carousel({column(3)}), carousel({column(4)}));
}

TEST_F(LineLimits, StickersAndImages) {
    expect({{"type", "sticker"}, {"packageId", "446"}, {"stickerId", "1988"}},
           {{"type", "sticker"}, {"packageId", "446"}});
    const auto image = [](const std::string& url) {
        return json::object{{"type", "image"}, {"originalContentUrl", url}, {"previewImageUrl", url}};
    };
    expect(image("https://a.test/" + x(1985)), image("https://a.test/" + x(1986)));
    expect(image("https://a.test/i.png"), image("http://a.test/i.png"));
}

}  // namespace
}  // namespace todoke::platforms
