// Every limit of sending, at the limit and one above it: what is over is refused before the platform sees it, because
// one bad object blocks the whole call.
#include "adapters/line/payload.hpp"
#include "bot/ports/json.hpp"
#include "tests/channels/line/house.hpp"

namespace todoke::test {
namespace {

Value text_message(std::size_t length) { return Value::object({{"type", "text"}, {"text", std::string(length, 'a')}}); }

Value box(Value contents) {
    return Value::object({{"type", "box"}, {"layout", "vertical"}, {"contents", std::move(contents)}});
}

Value bubble(Value contents) { return Value::object({{"type", "bubble"}, {"body", box(std::move(contents))}}); }

Value flex(Value container, std::size_t alt_text = 1) {
    return Value::object(
        {{"type", "flex"}, {"altText", std::string(alt_text, 'a')}, {"contents", std::move(container)}});
}

// A container whose JSON has exactly that many bytes, by texts below their own limit.
Value of_bytes(const std::function<Value(Value)>& container, std::size_t bytes) {
    Value texts = Value::array();
    const auto size = [&] { return json::write(container(texts)).size(); };
    while (size() + 5000 < bytes) texts.push_back(text_message(4000));
    const std::size_t rest = bytes - size() - json::write(text_message(1)).size() + 1 - 1;  // and a comma
    texts.push_back(text_message(rest));
    return container(texts);
}

Value carousel(Value bubbles) { return Value::object({{"type", "carousel"}, {"contents", std::move(bubbles)}}); }

Value postback(std::size_t label, std::size_t data, std::size_t display) {
    return Value::object({{"type", "postback"},
                          {"label", std::string(label, 'l')},
                          {"data", std::string(data, 'd')},
                          {"displayText", std::string(display, 't')}});
}

Value uri(std::size_t length) {
    return Value::object({{"type", "uri"}, {"label", "l"}, {"uri", "https://" + std::string(length - 8, 'u')}});
}

Value button(Value action) {
    return flex(bubble(Value::array({Value::object({{"type", "button"}, {"action", std::move(action)}})})));
}

Value with_quick_replies(int count, Value action) {
    Value items = Value::array();
    for (int i = 0; i < count; ++i) items.push_back(Value::object({{"type", "action"}, {"action", action}}));
    Value message = text_message(1);
    message.set("quickReply", Value::object({{"items", std::move(items)}}));
    return message;
}

Value bubbles(int count) {
    Value all = Value::array();
    for (int i = 0; i < count; ++i) all.push_back(bubble(Value::array({text_message(1)})));
    return all;
}

std::string problem(const Value& message) { return line::check_messages(Value::array({message})).code; }

TEST(LineLimits, each_at_its_edge_and_one_above) {
    const auto in_bubble = [](Value texts) { return bubble(std::move(texts)); };
    const auto in_carousel = [](Value texts) { return carousel(Value::array({bubble(std::move(texts))})); };
    const struct {
        const char* what;
        Value at, above;
        std::string code;
    } rows[] = {
        {"text", text_message(5000), text_message(5001), "too_long"},
        {"altText", flex(carousel(bubbles(1)), 1500), flex(carousel(bubbles(1)), 1501), "too_long"},
        {"postback data", button(postback(1, 300, 1)), button(postback(1, 301, 1)), "too_long"},
        {"displayText", button(postback(1, 1, 300)), button(postback(1, 1, 301)), "too_long"},
        {"label of a Flex button", button(postback(40, 1, 1)), button(postback(41, 1, 1)), "too_long"},
        {"label of a quick reply", with_quick_replies(1, postback(20, 1, 1)), with_quick_replies(1, postback(21, 1, 1)),
         "too_long"},
        {"quick replies", with_quick_replies(13, postback(1, 1, 1)), with_quick_replies(14, postback(1, 1, 1)),
         "quick_replies"},
        {"uri", button(uri(1000)), button(uri(1001)), "too_long"},
        {"bubble", flex(of_bytes(in_bubble, 30 * 1024)), flex(of_bytes(in_bubble, 30 * 1024 + 1)), "too_large"},
        {"carousel", flex(of_bytes(in_carousel, 50 * 1024)), flex(of_bytes(in_carousel, 50 * 1024 + 1)), "too_large"},
        {"bubbles", flex(carousel(bubbles(12))), flex(carousel(bubbles(13))), "bubbles"},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(problem(row.at), "") << row.what;
        EXPECT_EQ(problem(row.above), row.code) << row.what;
    }
}

TEST(LineLimits, the_sizes_of_the_cases_are_what_they_say) {
    const auto in_bubble = [](Value texts) { return bubble(std::move(texts)); };
    EXPECT_EQ(json::write(of_bytes(in_bubble, 30 * 1024)).size(), 30u * 1024);
    EXPECT_EQ(json::write(of_bytes(in_bubble, 30 * 1024 + 1)).size(), 30u * 1024 + 1);
}

TEST(LineLimits, five_objects_in_a_call) {
    Value five = Value::array();
    for (int i = 0; i < 5; ++i) five.push_back(text_message(1));
    EXPECT_EQ(line::check_messages(five).code, "");
    five.push_back(text_message(1));
    EXPECT_EQ(line::check_messages(five).code, "too_many_messages");
}

// The platform takes 2 MB; five of the largest objects it takes are far below, so no check of ours can be missing here.
TEST(LineLimits, the_largest_call_that_passes_is_below_the_platforms_body) {
    const auto in_carousel = [](Value texts) { return carousel(Value::array({bubble(std::move(texts))})); };
    Value five = Value::array();
    for (int i = 0; i < 5; ++i) five.push_back(flex(of_bytes(in_carousel, 50 * 1024), 1500));
    ASSERT_EQ(line::check_messages(five).code, "");
    EXPECT_LT(line::push_body(line_user, five).size(), 2u * 1024 * 1024 / 4);
}

}  // namespace
}  // namespace todoke::test
