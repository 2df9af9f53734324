// Message objects against the documented limits, before the platform sees them.
#include "adapters/line/payload.hpp"

#include "bot/ports/json.hpp"
#include "tests/channels/line/house.hpp"

namespace todoke::test {
namespace {

Value text(const std::string& words) { return Value::object({{"type", "text"}, {"text", words}}); }
Value button(Value action) {
    return Value::object(
        {{"type", "flex"},
         {"altText", "x"},
         {"contents",
          Value::object(
              {{"type", "bubble"},
               {"body", Value::object({{"type", "box"},
                                       {"layout", "vertical"},
                                       {"contents", Value::array({Value::object(
                                                        {{"type", "button"}, {"action", std::move(action)}})})}})}})}});
}

TEST(LinePayload, joins_objects_and_lists_up_to_five) {
    const Rendered two{.payload = Value::array({text("a"), text("b")}), .notice = "", .plain = ""};
    const Rendered bare{.payload = Value::object({{"text", "c"}}), .notice = "", .plain = ""};
    const auto messages = line::messages_of({two, bare});
    ASSERT_TRUE(messages);
    EXPECT_EQ(json::write(*messages),
              R"([{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}])");
    EXPECT_EQ(line::messages_of({two, two, two}).error().code, "too_many_messages");
    EXPECT_EQ(line::messages_of({}).error().code, "no_messages");
}

TEST(LinePayload, counts_utf16_units_and_refuses_what_is_over_a_limit) {
    std::string long_text;
    for (int i = 0; i < 2500; ++i) long_text += "\xF0\x9F\x98\xB7";
    EXPECT_EQ(line::check_messages(Value::array({text(long_text)})).code, "");
    EXPECT_EQ(line::check_messages(Value::array({text(long_text + "a")})).code, "too_long");
    const Value send = Value::object({{"type", "postback"}, {"label", "送信"}, {"data", std::string(300, 'd')}});
    EXPECT_EQ(line::check_messages(Value::array({button(send)})).code, "");
    const std::pair<Value, std::string> rows[]{
        {Value::object({{"type", "postback"}, {"label", "送信"}, {"data", std::string(301, 'd')}}), "too_long"},
        {Value::object({{"type", "postback"}, {"label", ""}, {"data", "d"}}), "empty_text"},
        {Value::object({{"type", "postback"}, {"data", "d"}}), "missing"},
        {Value::object({{"type", "postback"}, {"label", std::string(41, 'l')}, {"data", "d"}}), "too_long"},
        {Value::object({{"type", "uri"}, {"label", "電話"}, {"uri", "tel:0144000000"}}), ""},
        {Value::object({{"type", "uri"}, {"label", "x"}, {"uri", "javascript:alert(1)"}}), "uri_scheme"},
        {Value::object({{"type", "datetimepicker"},
                        {"label", "x"},
                        {"data", "d"},
                        {"mode", "date"},
                        {"min", "2026-11-24"},
                        {"max", "2026-11-24"}}),
         "picker_range"},
        {Value::object({{"type", "datetimepicker"}, {"label", "x"}, {"data", "d"}, {"mode", "week"}}), "picker_mode"},
        {Value::object({{"type", "teleport"}, {"label", "x"}}), "unknown_action"},
    };
    for (const auto& [action, code] : rows)
        EXPECT_EQ(line::check_messages(Value::array({button(action)})).code, code) << json::write(action);
    Value null_inside = button(send);
    null_inside.members_mut()[2].second.set("footer", Value());
    EXPECT_EQ(line::check_messages(Value::array({null_inside})).path, "0.contents.footer");
    Value quick = text("x"), items = Value::array();
    for (int i = 0; i < 14; ++i) items.push_back(Value::object({{"type", "action"}, {"action", send}}));
    quick.set("quickReply", Value::object({{"items", items}}));
    EXPECT_EQ(line::check_messages(Value::array({quick})).code, "quick_replies");
    EXPECT_EQ(line::check_messages(Value::array({Value::object({{"type", "poem"}})})).code, "unknown_message");
    EXPECT_EQ(line::check_messages(Value::array({Value("text")})).code, "unknown_message");
}

}  // namespace
}  // namespace todoke::test
