#include "adapters/text/pattern.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace todoke::text {
namespace {

std::string say(const char* pattern, const Value& args, const char* language = "ja") {
    auto compiled = Pattern::compile(pattern, language);
    return compiled ? compiled->say(args) : "broken: " + compiled.error();
}

TEST(Pattern, fills_named_arguments) {
    EXPECT_EQ(say("{child}さん　{time}", Value::object({{"child", "ハナ"}, {"time", "8:01"}})), "ハナさん　8:01");
}

TEST(Pattern, says_a_receipt_number_without_grouping) {
    EXPECT_EQ(say("番号{number}", Value::object({{"number", 12345}})), "番号12345");
    EXPECT_EQ(say("{x, select, none{} other{{number}}}", Value::object({{"number", 12345}, {"x", "a"}})), "12345");
}

TEST(Pattern, leaves_out_what_is_missing) {
    EXPECT_EQ(say("[{child}]", Value::object()), "[]");
    EXPECT_EQ(say("{phone, select, none{no} other{call {phone}}}", Value::object()), "no");
    EXPECT_EQ(say("{phone, select, none{no} other{call {phone}}}", Value::object({{"phone", ""}})), "no");
    EXPECT_EQ(say("{phone, select, none{no} other{call {phone}}}", Value::object({{"phone", "1"}})), "call 1");
}

TEST(Pattern, typed_words_cannot_choose_a_branch) {
    const std::string said = say("{text, select, none{} other{「{text}」}}", Value::object({{"text", "none"}}));
    EXPECT_TRUE(said.starts_with("「none")) << said;
}

TEST(Pattern, typed_words_are_not_read_as_a_pattern) {
    for (const char* hostile : {"{child}", "'{'", "{x, plural, other{#}}", "}", "${args.x}", "it''s"})
        for (const char* pattern : {"<{text}>", "{text, select, none{} other{<{text}>}}"})
            EXPECT_EQ(say(pattern, Value::object({{"text", hostile}, {"child", "X"}})),
                      std::string("<") + hostile + ">");
}

TEST(Pattern, keeps_apostrophes_of_english) {
    EXPECT_EQ(say("the school's {x}", Value::object({{"x", "a"}}), "en"), "the school's a");
}

TEST(Pattern, counts_in_the_language) {
    const char* pattern = "{n, plural, one{# report} other{# reports}}";
    EXPECT_EQ(say(pattern, Value::object({{"n", 1}}), "en"), "1 report");
    EXPECT_EQ(say(pattern, Value::object({{"n", 2}}), "en"), "2 reports");
    EXPECT_EQ(say(pattern, Value::object(), "en"), "0 reports");
}

TEST(Pattern, names_its_arguments) {
    auto pattern = Pattern::compile("{a} {b, select, none{} other{{c}}} {d, number, 00}", "ja");
    ASSERT_TRUE(pattern);
    EXPECT_EQ(pattern->arguments(), (std::set<std::string>{"a", "b", "c", "d"}));
}

TEST(Pattern, refuses_what_is_broken) {
    EXPECT_FALSE(Pattern::compile("{child", "ja"));
    EXPECT_FALSE(Pattern::compile("{x, select, a{b}}", "ja"));
    EXPECT_FALSE(Pattern::compile("{0}", "ja"));
}

TEST(Pattern, is_said_from_several_threads) {
    auto pattern = Pattern::compile("{n, plural, =0{none} other{#: {x, select, none{} other{{x}}}}}", "en");
    ASSERT_TRUE(pattern);
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 1; i < 500; ++i)
                if (pattern->say(Value::object({{"n", t}, {"x", i}})) !=
                    (t == 0 ? "none" : std::to_string(t) + ": " + std::to_string(i)))
                    ++wrong[static_cast<std::size_t>(t)];
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace
}  // namespace todoke::text
