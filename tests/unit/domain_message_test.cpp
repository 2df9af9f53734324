#include "domain/message/message.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

Message full() {
    Message message{.key = "report.ask"};
    message.args = Value::object({{"child", argument::person("ab12", "ハナ")},
                                  {"kind", argument::coded("late", {{"ja", "遅刻"}, {"en", "Late"}})},
                                  {"day", argument::day(SchoolDay{std::chrono::year{2026} / 11 / 24})},
                                  {"deadline", argument::time(TimeOfDay{std::chrono::minutes{480}})},
                                  {"text", argument::text("<b>{child}</b>")},
                                  {"items", Value::array({1, 2.5, true, nullptr})}});
    message.choices = {
        {.code = "phone", .label = "choice.phone", .style = Choice::Style::phone, .extra = "0144-00-0000"},
        {.code = "cancel", .label = "choice.cancel", .style = Choice::Style::danger}};
    message.nonce = "00ff";
    message.updates = "rep:1:2";
    message.update_only = true;
    SlotView day{.name = "day", .input = SlotView::Input::days};
    day.options = {{.code = "pick_day",
                    .label = "choice.pick_day",
                    .slot = "day",
                    .style = Choice::Style::date_picker,
                    .extra = "2026-11-24/2026-12-08"}};
    day.earliest = "2026-11-24";
    day.latest = "2026-12-08";
    day.problem = "report.problem.day_closed";
    day.depends_on = "kind";
    SlotView remarks{.name = "remarks", .input = SlotView::Input::text, .required = false, .multiple_lines = true};
    remarks.max_length = 200;
    remarks.value = argument::text("熱");
    remarks.raw = "熱";
    SlotView time{.name = "expected_time", .input = SlotView::Input::time};
    SlotView kind{.name = "kind"};
    message.question = Question{.form = "report",
                                .version = 7,
                                .nonce = "aa",
                                .slots = {kind, day, time, remarks},
                                .draft = Value::object({{"kind", "late"}})};
    return message;
}

void expect_same(const Message& a, const Message& b) {
    EXPECT_EQ(a.key, b.key);
    EXPECT_EQ(a.args, b.args);
    EXPECT_EQ(a.choices, b.choices);
    EXPECT_EQ(a.nonce, b.nonce);
    EXPECT_EQ(a.updates, b.updates);
    EXPECT_EQ(a.update_only, b.update_only);
    ASSERT_EQ(a.question.has_value(), b.question.has_value());
    if (!a.question) return;
    EXPECT_EQ(a.question->form, b.question->form);
    EXPECT_EQ(a.question->version, b.question->version);
    EXPECT_EQ(a.question->nonce, b.question->nonce);
    EXPECT_EQ(a.question->draft, b.question->draft);
    ASSERT_EQ(a.question->slots.size(), b.question->slots.size());
    for (std::size_t i = 0; i < a.question->slots.size(); ++i) {
        const SlotView &x = a.question->slots[i], &y = b.question->slots[i];
        EXPECT_EQ(x.name, y.name);
        EXPECT_EQ(x.input, y.input);
        EXPECT_EQ(x.options, y.options);
        EXPECT_EQ(x.required, y.required);
        EXPECT_EQ(x.multiple_lines, y.multiple_lines);
        EXPECT_EQ(x.max_length, y.max_length);
        EXPECT_EQ(x.value, y.value);
        EXPECT_EQ(x.raw, y.raw);
        EXPECT_EQ(x.problem, y.problem);
        EXPECT_EQ(x.earliest, y.earliest);
        EXPECT_EQ(x.latest, y.latest);
        EXPECT_EQ(x.depends_on, y.depends_on);
    }
}

TEST(Message, IsTheSameAfterStorage) {
    const auto read = message_from(to_value(full()));
    ASSERT_TRUE(read);
    expect_same(*read, full());
}

TEST(Message, EmptyPartsAreTheSameAfterStorage) {
    const Message bare{.key = "help.thanks"};
    const auto read = message_from(to_value(bare));
    ASSERT_TRUE(read);
    expect_same(*read, bare);
    EXPECT_EQ(to_value(bare).members().size(), 2u) << "defaults are not stored";
}

TEST(Message, EveryStyleAndInputSurvivesStorage) {
    for (const auto style : {Choice::Style::plain, Choice::Style::primary, Choice::Style::danger,
                             Choice::Style::date_picker, Choice::Style::phone, Choice::Style::page}) {
        Message message{.key = "k"};
        message.choices = {{.code = "c", .style = style}};
        EXPECT_EQ(message_from(to_value(message))->choices.front().style, style);
    }
    for (const auto input :
         {SlotView::Input::choice, SlotView::Input::days, SlotView::Input::time, SlotView::Input::text}) {
        Message message{.key = "k"};
        message.question = Question{.form = "f", .slots = {{.name = "s", .input = input}}};
        EXPECT_EQ(message_from(to_value(message))->question->slots.front().input, input);
    }
}

TEST(Message, WhatIsNoMessageIsRefused) {
    EXPECT_FALSE(message_from(Value()));
    EXPECT_FALSE(message_from("report.ask"));
    EXPECT_FALSE(message_from(Value::object({{"args", Value::object()}})));
    EXPECT_FALSE(message_from(Value::object({{"key", 3}})));
    EXPECT_FALSE(
        message_from(Value::object({{"key", "k"}, {"choices", Value::array({Value::object({{"label", "x"}})})}})));
    EXPECT_FALSE(message_from(Value::object(
        {{"key", "k"}, {"choices", Value::array({Value::object({{"code", "c"}, {"style", "blinking"}})})}})));
    EXPECT_FALSE(message_from(Value::object({{"key", "k"}, {"question", Value::object({{"slots", Value::array()}})}})));
}

TEST(Words, FallBackToJapanese) {
    const Words words{{"ja", "発熱"}, {"en", "Fever"}};
    EXPECT_EQ(words_in(words, "en"), "Fever");
    EXPECT_EQ(words_in(words, "ja-easy"), "発熱");
    EXPECT_EQ(words_in(words, "pt"), "発熱");
    EXPECT_EQ(words_in({}, "ja"), "");
}

TEST(Arguments, CarryTheirCodeAndHowToSpeakIt) {
    EXPECT_EQ(argument::day(SchoolDay{std::chrono::year{2026} / 11 / 24}),
              Value::object({{"as", "day"}, {"code", "2026-11-24"}}));
    EXPECT_EQ(argument::time(TimeOfDay{std::chrono::minutes{481}}), Value::object({{"as", "time"}, {"code", "08:01"}}));
    EXPECT_EQ(argument::text("x"), Value::object({{"as", "text"}, {"code", "x"}}));
    EXPECT_EQ(argument::person("id", "ハナ"),
              Value::object({{"as", "person"}, {"code", "id"}, {"words", Value::object({{"ja", "ハナ"}})}}));
    EXPECT_EQ(argument::coded("fever", {{"ja", "発熱"}}),
              Value::object({{"as", "coded"}, {"code", "fever"}, {"words", Value::object({{"ja", "発熱"}})}}));
}

}  // namespace
}  // namespace todoke
