#include "bot/render/renderer.hpp"
#include "domain/people/kinship.hpp"
#include "tests/unit/template_samples.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace todoke {
namespace {

const std::vector<std::string> languages = {"ja", "ja-easy", "en"};
const std::vector<std::string> channels = {"line", "teams", "email", "a channel without layouts"};

class ShippedWords : public ::testing::Test {
protected:
    samples::CountingLog log;
    std::unique_ptr<Texts> texts = samples::shipped_texts(log);
    std::unique_ptr<TextAnalysis> analysis = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts = samples::shipped_layouts();
    Renderer renderer{*texts, *analysis, *layouts};

    std::string said(const Message& message, const char* language = "ja") {
        return renderer.render(message, language, "no layouts").plain;
    }
    std::string notice(const Message& message) { return renderer.render(message, "ja", "line").notice; }
    static Message with(const std::string& key, std::initializer_list<Value::Member> args) {
        Message message{.key = key};
        message.args = Value::object(args);
        return message;
    }
};

Value at(int hour, int minute) { return argument::time({std::chrono::minutes{hour * 60 + minute}}); }
Value hana() { return argument::person("p1", "ハナ"); }

TEST_F(ShippedWords, every_key_has_words_in_every_language) {
    for (const Message& message : samples::messages())
        EXPECT_TRUE(texts->has(message.key + ".text") || texts->has(message.key)) << message.key;
    for (const char* group : {"said.absent",
                              "said.late",
                              "said.left_home",
                              "said.on_my_way",
                              "said.unknown",
                              "said.phone_me",
                              "said.present",
                              "said.found",
                              "said.contacted",
                              "how.present",
                              "how.absent",
                              "how.late",
                              "how.found",
                              "how.closed",
                              "how.reported",
                              "how.scanned",
                              "cause.gate_silent",
                              "cause.too_many",
                              "cause.late_input",
                              "cause.clock_stepped",
                              "state.submitted",
                              "state.acknowledged",
                              "state.withdrawn",
                              "tried.sent",
                              "tried.answered",
                              "tried.not_reached",
                              "tried.pending",
                              "flag.impossible",
                              "flag.unknown_credential",
                              "flag.revoked_credential",
                              "direction.in",
                              "direction.out",
                              "close.found_at_home",
                              "close.contacted_family",
                              "close.excused",
                              "close.other",
                              "task.not_delivered",
                              "task.mail_settings",
                              "task.mail_unproven",
                              "task.mail_closed",
                              "task.mail_too_often",
                              "task.parked",
                              "task.phone_family",
                              "task.scan_flag",
                              "mark.present",
                              "mark.late",
                              "mark.absent",
                              "mark.closed",
                              "mark.unknown",
                              "sign.present",
                              "sign.late",
                              "sign.absent",
                              "sign.closed",
                              "sign.unknown",
                              "relation.guardian",
                              "language.ja",
                              "language.ja-easy",
                              "language.en",
                              "result.received",
                              "result.too_late",
                              "result.locked",
                              "result.not_taken",
                              "common.days",
                              "choice.all_children",
                              "notice.default"})
        EXPECT_TRUE(texts->has(group)) << group;
    for (const char* code : {"send",      "edit",  "cancel",    "back",      "skip",    "more",     "acknowledge",
                             "reply",     "today", "tomorrow",  "pick_day",  "phone",   "present",  "not_present",
                             "absent",    "late",  "left_home", "on_my_way", "unknown", "phone_me", "found",
                             "contacted", "close", "release",   "found_all", "coming",  "withdraw", "link",
                             "report",    "help",  "status",    "list",      "missing", "next",     "keep"})
        EXPECT_TRUE(texts->has(std::string("choice.") + code)) << code;
    for (const std::string_view kinship : all_kinships())
        EXPECT_TRUE(texts->has("relation." + std::string(kinship))) << kinship;
    for (const char* problem : {"not_an_option", "needs_remarks", "too_long", "not_a_day", "past_day", "too_far_ahead",
                                "day_closed", "not_a_time", "no_absence", "range_too_long", "one_by_one"})
        EXPECT_TRUE(texts->has(std::string("report.problem.") + problem)) << problem;
    for (const char* slot : {"child", "kind", "reason", "day", "expected_time", "remarks"})
        for (const char* piece : {".label", ".ask"})
            EXPECT_TRUE(texts->has(std::string("slot.report.") + slot + piece)) << slot;
    for (const char* word :
         {"report", "late", "absence", "cancel", "back", "skip", "send", "coming", "status", "withdraw", "help", "menu",
          "list", "acknowledge", "phone", "today", "calendar", "notices", "settings"})
        EXPECT_TRUE(texts->has(std::string("words.") + word)) << word;
}

TEST_F(ShippedWords, every_message_is_said_on_every_channel_without_a_missing_text) {
    for (const Message& message : samples::messages())
        for (const auto& language : languages)
            for (const auto& channel : channels) {
                const Rendered rendered = renderer.render(message, language, channel);
                EXPECT_FALSE(rendered.plain.empty()) << message.key;
                EXPECT_FALSE(rendered.notice.empty()) << message.key;
                EXPECT_EQ(rendered.plain.find('{'), std::string::npos) << message.key << "\n" << rendered.plain;
                EXPECT_EQ(rendered.plain.find("\n\n"), std::string::npos) << message.key << "\n" << rendered.plain;
            }
    EXPECT_TRUE(log.errors.empty());
}

// The words that frighten or accuse, or claim what a tag cannot know.
TEST_F(ShippedWords, no_japanese_text_uses_a_forbidden_word) {
    for (const char* language : {"ja", "ja-easy"})
        for (const auto& file : std::filesystem::directory_iterator(samples::templates() / "texts" / language)) {
            std::ifstream in(file.path());
            for (std::string line; std::getline(in, line);)
                for (const char* word : {"行方不明", "不明", "無断", "登校しました"})
                    EXPECT_EQ(line.find(word), std::string::npos) << file.path() << ": " << line;
        }
}

TEST_F(ShippedWords, no_notice_names_what_a_lock_screen_must_not_show) {
    for (const auto& language : languages)
        for (const auto& file : std::filesystem::directory_iterator(samples::templates() / "texts" / language)) {
            std::ifstream in(file.path());
            for (std::string line; std::getline(in, line);) {
                if (line.find("notice") == std::string::npos) continue;
                for (const char* argument :
                     {"{reason", "{remarks", "{text", "{kind", "{person", "{people", "{items", "{said", "{tried"})
                    EXPECT_EQ(line.find(argument), std::string::npos) << file.path() << ": " << line;
            }
        }
    for (const Message& message : samples::messages())
        for (const auto& language : languages) {
            const std::string line = renderer.render(message, language, "line").notice;
            EXPECT_EQ(line.find('\n'), std::string::npos) << message.key;
            for (const auto& secret :
                 {samples::illness, samples::typed, samples::teachers_words, std::string("病欠"), std::string("佐藤")})
                EXPECT_EQ(line.find(secret), std::string::npos) << message.key << ": " << line;
        }
}

TEST_F(ShippedWords, the_first_question_says_deadline_and_telephone) {
    Message ask = samples::questions().front();
    EXPECT_NE(said(ask).find("今日の欠席・遅刻の連絡は8:00までです。過ぎたときは0144-00-0000へお電話ください。"),
              std::string::npos)
        << said(ask);
    ask.args.set("first", false);
    EXPECT_EQ(said(ask).find("までです"), std::string::npos);
}

TEST_F(ShippedWords, the_receipt_says_number_and_when_it_is_read) {
    EXPECT_EQ(said(with("report.received", {{"number", 1}, {"read_from", at(7, 30)}})),
              "受け付けました（受付番号1）。学校が読むのは7:30ごろからです。先生が読むと『確認済』になります。"
              "「状況」と送ると、いつでも見られます。");
    EXPECT_EQ(said(with("report.received", {{"number", 1}})),
              "受け付けました（受付番号1）。先生が読むと『確認済』になります。「状況」と送ると、いつでも見られます。");
}

TEST_F(ShippedWords, a_scan_says_that_the_tag_passed) {
    const Message passed = with(
        "scan.passed",
        {{"child", hana()}, {"time", at(8, 1)}, {"place", "正門"}, {"direction", samples::said("direction", "in")}});
    EXPECT_EQ(said(passed), "ハナさん　8:01　正門の読み取り機を通過しました（入り）");
    EXPECT_EQ(notice(passed), "ハナさん　8:01　正門の読み取り機を通過しました");
}

TEST_F(ShippedWords, the_search_asks_without_accusing) {
    const Message ask = with("case.ask_guardian", {{"child", hana()}, {"now", at(8, 40)}});
    EXPECT_EQ(said(ask), "ハナさんの登校を学校でまだ確認できていません（8:40現在）。読み取り忘れのこともあります。");
    EXPECT_EQ(notice(ask), "【学校】至急ご確認ください（8:40）");
    EXPECT_EQ(said(with("case.late_input", {{"child", hana()}, {"class", "3-2"}, {"at", at(8, 5)}})),
              "3-2 ハナさん　8:05 家庭から入力あり。電話で確認を");
}

TEST_F(ShippedWords, the_all_clear_says_when_and_how) {
    EXPECT_EQ(notice(with("case.all_clear", {{"at", at(8, 46)}})), "【確認できました】8:46に学校で確認しました。");
    EXPECT_EQ(said(with("case.all_clear", {{"at", at(8, 46)}})), "【確認できました】8:46に学校で確認しました。");
    EXPECT_TRUE(said(with("case.all_clear_reported", {{"child", hana()}})).starts_with("欠席の連絡を確認しました"));
}

TEST_F(ShippedWords, the_acknowledgement_says_that_the_report_is_complete) {
    const std::string words =
        said(with("report.acknowledged", {{"child", hana()}, {"by", "森先生"}, {"text", argument::text("お大事に")}}));
    EXPECT_NE(words.find("この連絡は完了しました"), std::string::npos) << words;
    EXPECT_NE(words.find("「お大事に」"), std::string::npos) << words;
    EXPECT_EQ(said(with("report.acknowledged", {{"child", hana()}, {"by", "森先生"}})).find("「"), std::string::npos);
}

TEST_F(ShippedWords, a_reply_acknowledges_only_before_it_is_acknowledged) {
    Message card = with("staff.report_new", {{"child", hana()}});
    card.choices = {samples::choice("reply")};
    EXPECT_NE(said(card).find("［返信して確認］"), std::string::npos);
    card.args.set("by", "森先生");
    EXPECT_NE(said(card).find("［返信する］"), std::string::npos);
}

TEST_F(ShippedWords, typed_commands_mean_one_thing_in_one_language) {
    const std::vector<std::string> commands = {
        "report", "late", "absence", "cancel",      "back",  "skip",  "send",     "coming",  "status",  "withdraw",
        "help",   "menu", "list",    "acknowledge", "phone", "today", "calendar", "notices", "settings"};
    for (const auto& language : languages) {
        std::map<std::string, std::string> known;
        for (const auto& command : commands) {
            std::istringstream words(texts->say("words." + command, {}, language));
            for (std::string word; std::getline(words, word, ',');) {
                const auto [entry, is_new] = known.try_emplace(analysis->fold(word), command);
                EXPECT_TRUE(is_new || entry->second == command)
                    << language << ": " << word << " means " << entry->second << " and " << command;
            }
        }
    }
}

TEST_F(ShippedWords, easy_japanese_has_short_lines_and_no_hard_words) {
    for (const auto& file : std::filesystem::directory_iterator(samples::templates() / "texts" / "ja-easy")) {
        std::ifstream in(file.path());
        for (std::string line; std::getline(in, line);)
            for (const char* word : {"至急", "未受理", "確認済", "いただきますよう", "お申し付け", "忌引"})
                EXPECT_EQ(line.find(word), std::string::npos) << file.path() << ": " << line;
    }
}

}  // namespace
}  // namespace todoke
