#include "bot/render/renderer.hpp"
#include "bot/render/speak.hpp"
#include "tests/unit/template_samples.hpp"

#include <map>
#include <thread>

#include <gtest/gtest.h>

namespace todoke {
namespace {

// A few words and layouts of the test's own, so that changing a sentence in templates/ breaks nothing here.
class SmallTexts final : public Texts {
public:
    std::string say(std::string_view key, const Value& args, std::string_view language) const override {
        const auto found = words.find(key);
        if (found == words.end()) return std::string(key);
        std::string out = found->second;
        for (const auto& [name, value] : args.members()) {
            const std::string hole = "{" + name + "}";
            const std::string said = value.is_integer() ? std::to_string(value.as_integer()) : value.as_string();
            for (auto at = out.find(hole); at != std::string::npos; at = out.find(hole, at + said.size()))
                out.replace(at, hole.size(), said);
        }
        return language == "en" ? out + "@en" : out;
    }
    bool has(std::string_view key) const override { return words.contains(key); }
    std::vector<std::string> languages() const override { return {"ja", "en"}; }
    std::string say_day(SchoolDay day, std::string_view) const override { return "day " + to_iso(day); }
    std::string say_time(TimeOfDay time, std::string_view) const override { return "time " + to_hh_mm(time); }
    std::map<std::string, std::string, std::less<>> words = {{"a.text", "text {child}"},
                                                             {"a.notice", "notice {child}"},
                                                             {"notice.default", "something"},
                                                             {"b.text", "b"},
                                                             {"b.each_rows", "{child}:{number}"},
                                                             {"b.each_names", "<{item}>"},
                                                             {"common.list_separator", ", "},
                                                             {"choice.send", "Send"},
                                                             {"choice.back", "Back"},
                                                             {"choice.phone", "Call"},
                                                             {"line", "just a line"},
                                                             {"q.text", "q"},
                                                             {"q.intro", "first of all"},
                                                             {"slot.report.kind.label", "Kind"},
                                                             {"slot.report.kind.ask", "Which kind?"},
                                                             {"bad", "That was wrong"}};
};

class SmallLayouts final : public Layouts {
public:
    const Value* find(std::string_view channel, std::string_view name) const override {
        const auto found = all.find(std::string(channel) + "/" + std::string(name));
        return found == all.end() ? nullptr : &found->second;
    }
    std::map<std::string, Value> all;
};

class Rendering : public ::testing::Test {
protected:
    SmallTexts texts;
    SmallLayouts layouts;
    std::unique_ptr<TextAnalysis> analysis = text::make_text_analysis();
    Renderer renderer{texts, *analysis, layouts};

    Value payload(const Message& message, const Value& layout) {
        layouts.all = {{"x/" + message.key, layout}};
        const Renderer fresh(texts, *analysis, layouts);
        return fresh.render(message, "ja", "x").payload;
    }
    static Message with(const std::string& key, std::initializer_list<Value::Member> args) {
        Message message{.key = key};
        message.args = Value::object(args);
        return message;
    }
};

TEST_F(Rendering, speaks_tagged_arguments_in_the_persons_language) {
    const Speaker speaker(texts, *analysis, "en");
    const Value kind = argument::coded("late", {{"ja", "遅刻"}, {"en", "Late"}});
    const Value spoken =
        speaker.spoken(Value::object({{"kind", kind},
                                      {"child", argument::person("p", "ハナ")},
                                      {"day", argument::day(SchoolDay{std::chrono::year{2026} / 11 / 24})},
                                      {"time", argument::time({std::chrono::minutes{481}})},
                                      {"rows", Value::array({Value::object({{"kind", kind}, {"number", 4}})})},
                                      {"key", samples::said("choice", "send")},
                                      {"none", Value{}}}));
    EXPECT_EQ(spoken["kind"].as_string(), "Late");
    EXPECT_EQ(spoken["child"].as_string(), "ハナ");
    EXPECT_EQ(spoken["day"].as_string(), "day 2026-11-24");
    EXPECT_EQ(spoken["time"].as_string(), "time 08:01");
    EXPECT_EQ(spoken.at_path("rows.0.kind").as_string(), "Late");
    EXPECT_EQ(spoken.at_path("rows.0.number").as_integer(), 4);
    EXPECT_EQ(spoken["key"].as_string(), "Send@en");
    EXPECT_TRUE(spoken["none"].is_null());
    EXPECT_EQ(speaker.spoken(samples::said("flag", "")).as_string(), "");
    EXPECT_EQ(Speaker(texts, *analysis, "ja-easy").spoken(kind).as_string(), "遅刻");
}

TEST_F(Rendering, typed_text_loses_what_reorders_a_screen_and_keeps_its_lines) {
    const Speaker speaker(texts, *analysis, "ja");
    EXPECT_EQ(speaker.spoken(argument::text("a\u202Eb\nc\x07")).as_string(), "ab\nc");
    EXPECT_EQ(speaker.spoken(argument::person("p", "ハナ\nX")).as_string(), "ハナ X");
}

TEST_F(Rendering, a_phone_number_can_be_tapped) {
    EXPECT_EQ(tel_uri("0144-00-0000"), "tel:0144000000");
    EXPECT_EQ(tel_uri("+81 (144) 00"), "tel:+8114400");
    EXPECT_EQ(tel_uri("なし"), "");
    EXPECT_EQ(tel_uri(""), "");
    EXPECT_EQ(tel_uri("0144;ext=1"), "");
    const Speaker speaker(texts, *analysis, "ja");
    EXPECT_EQ(speaker.spoken(Value::object({{"phone", "090-1"}}))["phone_uri"].as_string(), "tel:0901");
}

TEST_F(Rendering, lists_are_said_item_by_item) {
    const Speaker speaker(texts, *analysis, "ja");
    const Value args = Value::object({{"rows", Value::array({Value::object({{"child", "A"}, {"number", 1}}),
                                                             Value::object({{"child", "B"}, {"number", 2}})})},
                                      {"names", Value::array({"x", "y"})},
                                      {"kind", argument::coded("late", {{"ja", "遅刻"}})}});
    const Value said = speaker.sayable(args, speaker.spoken(args), "b");
    EXPECT_EQ(said["rows"].as_string(), "A:1\nB:2");
    EXPECT_EQ(said["rows_count"].as_integer(), 2);
    EXPECT_EQ(said["names"].as_string(), "<x>, <y>");
    EXPECT_EQ(said["kind_code"].as_string(), "late");
    const Value unsaid = speaker.sayable(args, speaker.spoken(args), "a");
    EXPECT_EQ(unsaid["names"].as_string(), "x, y");
    EXPECT_EQ(unsaid["rows"].as_string(), "");
}

TEST_F(Rendering, finds_the_nearest_layout) {
    const auto used = [&](std::initializer_list<const char*> names, bool question) {
        layouts.all.clear();
        for (const char* name : names) layouts.all.emplace(name, Value::object({{"used", name}}));
        const Renderer fresh(texts, *analysis, layouts);
        Message message{.key = "q.deep.key"};
        if (question) message.question = Question{.form = "report"};
        return fresh.render(message, "ja", "x").payload["used"].as_string();
    };
    EXPECT_EQ(used({"x/q.deep.key", "x/q.deep", "x/q", "x/default"}, false), "x/q.deep.key");
    EXPECT_EQ(used({"x/q.deep", "x/q", "x/default"}, false), "x/q.deep");
    EXPECT_EQ(used({"x/q", "x/default"}, false), "x/q");
    EXPECT_EQ(used({"x/default", "y/q"}, false), "x/default");
    EXPECT_EQ(used({"x/q", "x/default", "x/question"}, true), "x/question");
    EXPECT_EQ(used({"x/q.deep.key", "x/question"}, true), "x/q.deep.key");
}

TEST_F(Rendering, a_channel_without_layouts_gets_the_words) {
    const Rendered out = renderer.render(with("a", {{"child", "ハナ"}}), "ja", "pigeon");
    EXPECT_EQ(out.payload["text"].as_string(), "text ハナ");
    EXPECT_EQ(out.notice, "notice ハナ");
    EXPECT_EQ(renderer.render(with("b", {}), "ja", "pigeon").notice, "something");
    EXPECT_EQ(renderer.render(with("line", {}), "ja", "pigeon").plain, "just a line");
}

TEST_F(Rendering, choices_carry_label_token_and_style) {
    Message message = with("b", {});
    message.nonce = "00ff";
    message.choices = {
        {.code = "send", .label = "choice.send", .style = Choice::Style::primary},
        {.code = "x", .label = argument::person("x", "ケン"), .slot = "child"},
        {.code = "pick",
         .label = "choice.back",
         .slot = "day",
         .style = Choice::Style::date_picker,
         .extra = "2026-11-24/2026-12-24"},
        {.code = "phone", .label = "choice.phone", .style = Choice::Style::phone, .extra = "0144-00-0000"}};
    const Value out = payload(message, Value::object({{"c", "${choices}"}}))["c"];
    EXPECT_EQ(out.at_path("0.label").as_string(), "Send");
    EXPECT_EQ(out.at_path("0.token").as_string(), "00ff..send");
    EXPECT_TRUE(out.at_path("0.is_primary").as_bool());
    EXPECT_EQ(out.at_path("1.label").as_string(), "ケン");
    EXPECT_EQ(out.at_path("1.token").as_string(), "00ff.child.x");
    EXPECT_EQ(out.at_path("2.min").as_string(), "2026-11-24");
    EXPECT_EQ(out.at_path("2.max").as_string(), "2026-12-24");
    EXPECT_EQ(out.at_path("3.uri").as_string(), "tel:0144000000");
    EXPECT_EQ(renderer.render(message, "ja", "pigeon").plain, "b\n［Send］\n［ケン］\n［Back］\n［Call］ 0144-00-0000");
}

TEST_F(Rendering, a_command_has_no_nonce_and_says_so) {
    Message message = with("b", {});
    message.choices = {{.code = "cmd:report", .label = "choice.send"}};
    EXPECT_EQ(payload(message, Value::object({{"c", "${choices.0.token}"}}))["c"].as_string(), "..cmd:report");
}

TEST_F(Rendering, a_date_picker_of_one_day_has_no_end) {
    Message message = with("b", {});
    message.choices = {{.code = "pick",
                        .label = "choice.back",
                        .style = Choice::Style::date_picker,
                        .extra = "2026-11-24/2026-11-24"}};
    const Value choice = payload(message, Value::object({{"c", "${choices}"}})).at_path("c.0");
    EXPECT_EQ(choice["min"].as_string(), "2026-11-24");
    EXPECT_EQ(choice.find("max"), nullptr);
}

TEST_F(Rendering, a_question_shows_slots_problem_and_present_value) {
    Message message = with("q", {{"first", true}});
    SlotView slot{.name = "kind"};
    slot.options = {{.code = "late", .label = argument::coded("late", {{"ja", "遅刻"}}), .slot = "kind"}};
    slot.problem = "bad";
    slot.raw = "late";
    slot.max_length = 10;
    message.question = Question{.form = "report", .version = 5, .nonce = "ab", .slots = {slot}};
    message.choices = {{.code = "back", .label = "choice.back"}};
    const Value out = payload(message, Value::object({{"s", "${slots}"},
                                                      {"n", "${nonce}"},
                                                      {"f", "${form}"},
                                                      {"v", "${version}"},
                                                      {"b", "${choices.0.token}"}}));
    EXPECT_EQ(out.at_path("s.0.label").as_string(), "Kind");
    EXPECT_EQ(out.at_path("s.0.ask").as_string(), "Which kind?");
    EXPECT_EQ(out.at_path("s.0.problem").as_string(), "That was wrong");
    EXPECT_EQ(out.at_path("s.0.raw").as_string(), "late");
    EXPECT_EQ(out.at_path("s.0.max_length").as_integer(), 10);
    EXPECT_EQ(out.at_path("s.0.options.0.token").as_string(), "ab.kind.late");
    EXPECT_TRUE(out.at_path("s.0.is_choice").as_bool());
    EXPECT_EQ(out["n"].as_string(), "ab");
    EXPECT_EQ(out["f"].as_string(), "report");
    EXPECT_EQ(out["v"].as_integer(), 5);
    EXPECT_EQ(out["b"].as_string(), "ab..back");
    EXPECT_EQ(renderer.render(message, "ja", "pigeon").plain,
              "q\nfirst of all\nThat was wrong\nWhich kind?\n［遅刻］\n［Back］");
}

TEST_F(Rendering, cuts_to_utf16_units_between_signs) {
    const auto cut = [&](const std::string& text) {
        return payload(with("b", {{"x", text}}), Value::object({{"v", "${args.x|5}"}}))["v"].as_string();
    };
    EXPECT_EQ(cut("あいうえお"), "あいうえお");
    EXPECT_EQ(cut("あいうえおか"), "あいうえ…");
    EXPECT_EQ(cut("👍👍👍👍"), "👍👍…");
    EXPECT_EQ(cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦"), "…");
    EXPECT_EQ(cut(""), "");
}

TEST_F(Rendering, is_safe_from_several_threads) {
    layouts.all = {{"x/a", Value::object({{"v", "${text}"}})}, {"x/b", Value::object({{"v", "${text}"}})}};
    const Renderer shared(texts, *analysis, layouts);
    std::vector<std::thread> threads;
    std::vector<int> wrong(4);
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                if (shared.render(with("a", {{"child", i}}), "ja", "x").payload["v"].as_string() !=
                    "text " + std::to_string(i))
                    ++wrong[static_cast<std::size_t>(t)];
                if (shared.render(with("b", {}), "ja", "x").payload["v"].as_string() != "b")
                    ++wrong[static_cast<std::size_t>(t)];
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, std::vector<int>(4));
}

}  // namespace
}  // namespace todoke
