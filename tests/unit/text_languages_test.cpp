#include "tests/unit/template_samples.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

namespace todoke::text {
namespace {

namespace fs = std::filesystem;

// A templates folder of its own, removed at the end.
class Folder {
public:
    Folder() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        root_ = fs::temp_directory_path() /
                (std::string("todoke-texts-") + test->name() + "-" + std::to_string(::getpid()));
        fs::create_directories(root_);
    }
    ~Folder() { fs::remove_all(root_); }
    Folder& with(const std::string& path, const std::string& content) {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << content;
        return *this;
    }
    const fs::path& path() const { return root_; }

private:
    fs::path root_;
};

std::string failure_of(const Folder& folder) {
    samples::CountingLog log;
    const auto texts = make_texts(folder.path(), log);
    return texts ? "" : texts.error().what;
}

TEST(Languages, a_missing_key_is_refused_with_file_and_key) {
    Folder folder;
    folder.with("texts/ja/a.yaml", "x: { one: 一, two: 二 }\n").with("texts/en/a.yaml", "x: { one: 1 }\n");
    const std::string what = failure_of(folder);
    EXPECT_NE(what.find("texts/en"), std::string::npos) << what;
    EXPECT_NE(what.find("x.two"), std::string::npos) << what;
    EXPECT_NE(what.find("ja/a.yaml:1"), std::string::npos) << what;
}

TEST(Languages, a_key_left_over_is_refused) {
    Folder folder;
    folder.with("texts/ja/a.yaml", "x: 一\n").with("texts/en/b.yaml", "x: 1\ny: 2\n");
    EXPECT_EQ(failure_of(folder).substr(0, 14), "en/b.yaml:2:4:");
}

TEST(Languages, other_arguments_are_refused) {
    Folder folder;
    folder.with("texts/ja/a.yaml", "x: \"{child}さん\"\n").with("texts/en/a.yaml", "x: \"{kid}\"\n");
    const std::string what = failure_of(folder);
    EXPECT_NE(what.find("kid"), std::string::npos) << what;
    EXPECT_NE(what.find("child"), std::string::npos) << what;
}

TEST(Languages, a_key_written_twice_is_refused) {
    Folder folder;
    folder.with("texts/ja/a.yaml", "x: 一\n").with("texts/ja/b.yaml", "x: 二\n");
    EXPECT_NE(failure_of(folder).find("already in ja/a.yaml:1"), std::string::npos) << failure_of(folder);
    Folder inside;
    inside.with("texts/ja/c.yaml", "x: 一\nx: 二\n");
    EXPECT_NE(failure_of(inside).find("x is already"), std::string::npos) << failure_of(inside);
}

TEST(Languages, broken_files_are_refused_with_their_place) {
    for (const char* content : {"x: [1, 2]\n", "x: \"{child\"\n", "x: {a: 1\n", "x:\n"}) {
        Folder folder;
        folder.with("texts/ja/a.yaml", content);
        EXPECT_NE(failure_of(folder).find("ja/a.yaml:"), std::string::npos) << content << failure_of(folder);
    }
}

TEST(Languages, a_folder_without_texts_is_refused) {
    Folder folder;
    EXPECT_FALSE(failure_of(folder).empty());
    folder.with("texts/en/a.yaml", "x: 1\n");
    EXPECT_FALSE(failure_of(folder).empty());
}

TEST(Languages, a_language_that_is_not_shipped_is_served_japanese) {
    samples::CountingLog log;
    const auto texts = samples::shipped_texts(log);
    EXPECT_EQ(texts->say("choice.cancel", {}, "pt-BR"), texts->say("choice.cancel", {}, "ja"));
    EXPECT_EQ(texts->languages(), (std::vector<std::string>{"en", "ja", "ja-easy"}));
    EXPECT_TRUE(log.errors.empty());
}

TEST(Languages, an_unknown_key_says_itself_and_is_logged) {
    samples::CountingLog log;
    const auto texts = samples::shipped_texts(log);
    EXPECT_EQ(texts->say("no.such.key", {}, "ja"), "no.such.key");
    EXPECT_FALSE(texts->has("no.such.key"));
    EXPECT_EQ(log.errors.size(), 1U);
}

TEST(Languages, days_and_times_are_said_as_people_write_them) {
    samples::CountingLog log;
    const auto texts = samples::shipped_texts(log);
    const SchoolDay day{std::chrono::year{2026} / 11 / 24};
    const auto at = [](int hour, int minute) { return TimeOfDay{std::chrono::minutes{hour * 60 + minute}}; };
    EXPECT_EQ(texts->say_day(day, "ja"), "11/24（火）");
    EXPECT_EQ(texts->say_day(day, "ja-easy"), "11月24日（火）");
    EXPECT_EQ(texts->say_day(day, "en"), "Tue 24 Nov");
    EXPECT_EQ(texts->say_time(at(8, 5), "ja"), "8:05");
    EXPECT_EQ(texts->say_time(at(13, 0), "en"), "13:00");
    EXPECT_EQ(texts->say_time(at(8, 5), "ja-easy"), "8時5分");
    EXPECT_EQ(texts->say_time(at(8, 0), "ja-easy"), "8時");
    EXPECT_TRUE(log.errors.empty());
}

TEST(LayoutFiles, broken_json_is_refused_with_its_file) {
    Folder folder;
    folder.with("line/default.json", "{\"type\": ");
    const auto layouts = make_layouts(folder.path());
    ASSERT_FALSE(layouts);
    EXPECT_NE(layouts.error().what.find("line/default.json"), std::string::npos);
}

TEST(LayoutFiles, are_found_by_channel_and_name) {
    Folder folder;
    folder.with("line/report.ask.json", "{\"a\": 1}").with("line/notes.txt", "x");
    const auto layouts = make_layouts(folder.path());
    ASSERT_TRUE(layouts);
    ASSERT_NE((*layouts)->find("line", "report.ask"), nullptr);
    EXPECT_EQ((*(*layouts)->find("line", "report.ask"))["a"].as_integer(), 1);
    EXPECT_EQ((*layouts)->find("teams", "report.ask"), nullptr);
    EXPECT_EQ((*layouts)->find("line", "notes"), nullptr);
}

}  // namespace
}  // namespace todoke::text
