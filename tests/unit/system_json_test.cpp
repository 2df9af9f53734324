#include "bot/ports/json.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace todoke::json {
namespace {

std::string nested(int depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonParse, KeepsTypesAndTheOrderOfMembers) {
    const auto value = parse(R"( {"b":1,"a":[true,false,null,-2.5,"欠席 \uD83D\uDE37\n"],"":{}} )");
    ASSERT_TRUE(value);
    EXPECT_EQ(value->members()[0].first, "b");
    EXPECT_EQ(value->members()[1].first, "a");
    EXPECT_EQ((*value)["a"], Value::array({true, false, nullptr, -2.5, "欠席 😷\n"}));
    EXPECT_TRUE((*value)[""].is_object());
}

TEST(JsonParse, ReadsLongNumbersAsFarAsTheyGo) {
    EXPECT_EQ(parse("9223372036854775807"), Value(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(parse("-9223372036854775808"), Value(std::numeric_limits<std::int64_t>::min()));
    EXPECT_EQ(parse("9223372036854775808"), Value(9223372036854775808.0));
    EXPECT_EQ(parse("18446744073709551616"), Value(18446744073709551616.0));
    EXPECT_EQ(parse("1.0"), Value(1.0));
}

TEST(JsonParse, RefusesHostileTexts) {
    const std::pair<const char*, std::string> table[] = {
        {"nothing", ""},
        {"only white space", " \n"},
        {"cut object", R"({"a":1)"},
        {"cut string", R"("abc)"},
        {"cut escape", R"("\u12)"},
        {"a second value", "{} {}"},
        {"text after the value", "[1]x"},
        {"NUL after the value", std::string("[1]\0", 4)},
        {"trailing comma", "[1,]"},
        {"comment", "/* */ 1"},
        {"single quotes", "{'a':1}"},
        {"bare word", "{a:1}"},
        {"plus sign", "+1"},
        {"leading zero", "01"},
        {"hexadecimal", "0x10"},
        {"NaN", "NaN"},
        {"infinity", "Infinity"},
        {"number without end", "1e999"},
        {"lone point", "1."},
        {"control character in a string", "\"a\nb\""},
        {"NUL in a string", std::string("\"a\0b\"", 5)},
        {"unknown escape", R"("\x41")"},
        {"lone leading surrogate", R"("\uD83D")"},
        {"lone trailing surrogate", R"("\uDE37")"},
        {"overlong UTF-8", "\"\xc0\xaf\""},
        {"cut UTF-8", "\"\xe6\xac\""},
        {"surrogate in UTF-8", "\"\xed\xa0\x80\""},
        {"beyond Unicode", "\"\xf4\x90\x80\x80\""},
        {"byte order mark", "\xef\xbb\xbf{}"},
        {"same key twice", R"({"a":1,"b":2,"a":3})"},
        {"same key twice in another spelling", R"({"a":1,"\u0061":3})"},
        {"same empty key twice", R"({"":1,"":1})"},
        {"same key twice deep inside", R"([{"x":{"k":1,"k":1}}])"},
        {"one level too deep", nested(33)},
        {"very deep", std::string(1'000'000, '[')},
        {"very deep objects",
         [] {
             std::string t;
             for (int i = 0; i < 100'000; ++i) t += "{\"a\":";
             return t;
         }()},
    };
    for (const auto& [name, text] : table) {
        const auto value = parse(text);
        ASSERT_FALSE(value) << name;
        EXPECT_EQ(value.error().code, FailureCode::malformed) << name;
    }
}

TEST(JsonParse, AllowsThirtyTwoLevels) { EXPECT_TRUE(parse(nested(32))); }

TEST(JsonParse, FindsADuplicateAmongVeryManyKeys) {
    std::string text = "{";
    for (int i = 0; i < 20'000; ++i) text += "\"key" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(parse(text + "\"another\":1}"));
    EXPECT_FALSE(parse(text + "\"key77\":1}"));
}

TEST(JsonParse, SaysWhereAndNeverWhat) {
    const auto value = parse(R"({"name":"佐藤ハナ" oops)");
    ASSERT_FALSE(value);
    EXPECT_NE(value.error().what.find("byte 23"), std::string::npos) << value.error().what;
    EXPECT_EQ(value.error().what.find("oops"), std::string::npos);
    EXPECT_EQ(value.error().what.find("佐藤"), std::string::npos);
}

TEST(JsonWrite, IsCompactAndEscapesWhatItMust) {
    const auto value = Value::object({{"z", Value::array({1, -1.5, true, nullptr})},
                                      {"a\"\\", "line\nend\ttab\x01 欠席 😷 </script>"},
                                      {"empty", Value::object()}});
    EXPECT_EQ(write(value), R"({"z":[1,-1.5,true,null],"a\"\\":"line\nend\ttab\u0001 欠席 😷 </script>","empty":{}})");
}

TEST(JsonWrite, ReplacesInvalidUtf8) {
    EXPECT_EQ(write(Value("a\xff"
                          "b\xe6\xac"
                          "c\xed\xa0\x80")),
              "\"a\xef\xbf\xbd"
              "b\xef\xbf\xbd"
              "c\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST(JsonWrite, IsReadBackAsTheSameTree) {
    const auto value = Value::object({{"i", std::numeric_limits<std::int64_t>::min()},
                                      {"d", 0.1},
                                      {"whole", 3.0},
                                      {"large", 1e300},
                                      {"small", -5e-324},
                                      {"s", std::string("NUL \0 inside", 12)},
                                      {"list", Value::array({Value::array(), Value::object({{"", ""}})})}});
    EXPECT_EQ(parse(write(value)), value);
}

TEST(JsonWrite, HasNoInfinity) { EXPECT_EQ(write(Value(std::numeric_limits<double>::infinity())), "null"); }

}  // namespace
}  // namespace todoke::json
