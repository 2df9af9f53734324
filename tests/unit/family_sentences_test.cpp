// What families really type (tests/unit/sentences), read with the demo school's own lists and the real analysis of
// text.
#include "adapters/text/text.hpp"
#include "adapters/yaml/parse_settings.hpp"
#include "adapters/yaml/school_reader.hpp"
#include "domain/form/other_matters.hpp"
#include "tests/unit/domain_support.hpp"
#include "tests/unit/settings_support.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke {
namespace {

using domain_test::at;
using domain_test::hana;
using domain_test::ken;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (auto here = text.find(from); here != std::string::npos; here = text.find(from, here + to.size()))
        text.replace(here, from.size(), to);
}

class FamilySentences : public ::testing::Test {
protected:
    void SetUp() override {
        const auto root = yaml::parse_settings(std::filesystem::path(TODOKE_SOURCE_DIR) / "config/schools/aoba.yaml");
        ASSERT_TRUE(root.has_value());
        SettingProblems problems;
        const yaml::Accounts accounts = {{"line", {"demo"}}, {"teams", {"demo"}}, {"email", {"demo"}}};
        school = yaml::read_school(*root, problems, zones_, &accounts);
        ASSERT_EQ(test::text_of(problems), "");
        use({hana(), ken()});
    }

    void use(std::initializer_list<Student> children) {
        context = domain_test::context_of(school, at("2026-11-24 07:32"), children);
        context.normalise = [this](std::string_view text) { return analysis_->nfkc(text); };
        context.fold = [this](std::string_view text) { return analysis_->fold(text); };
    }

    static std::vector<std::string> lines(const std::string& file) {
        std::vector<std::string> all;
        std::ifstream in(std::filesystem::path(TODOKE_SOURCE_DIR) / "tests/unit/sentences" / file);
        for (std::string line; std::getline(in, line);) {
            replace_all(line, "⏎", "\n");
            if (!line.empty() && line.front() != '#') all.push_back(line);
        }
        return all;
    }

    static std::string shown(const FreeText& text) {
        if (!text.is_report) return "no report";
        std::string result;
        const auto add = [&](const std::string& said) { result += (result.empty() ? "" : " ") + said; };
        for (const Slot& slot : report_form().slots) {
            const Value* value = text.draft.find(slot.name);
            if (!value || value->as_string().empty()) continue;
            std::string said = value->as_string();
            replace_all(said, hana().public_id, "hana");
            replace_all(said, ken().public_id, "ken");
            if (slot.name == "day") replace_all(said, "2026-", "");
            add(slot.name == "remarks" ? "[" + said + "]" : said);
        }
        for (const std::string& slot : text.unclear) add("?" + slot);
        return result;
    }
    std::string understood(std::string_view sentence) const { return shown(read_free_text(sentence, context)); }

    School school;
    FormContext context;

private:
    const test::OneZone zones_;
    const std::unique_ptr<TextAnalysis> analysis_ = text::make_text_analysis();
};

TEST_F(FamilySentences, ThatReportAreUnderstood) {
    const std::string arrow = " ← ";
    int count = 0;
    for (const std::string& line : lines("reports.txt")) {
        if (line.starts_with("== one child")) use({hana()});
        if (line.starts_with("==")) continue;
        const auto middle = line.find(arrow);
        ASSERT_NE(middle, std::string::npos) << line;
        const std::string sentence = line.substr(middle + arrow.size());
        EXPECT_EQ(understood(sentence), line.substr(0, middle)) << sentence;
        ++count;
    }
    EXPECT_GE(count, 150);
}

TEST_F(FamilySentences, ThatDoNotReportBecomeNoReport) {
    const auto all = lines("no_reports.txt");
    for (const std::string& sentence : all) EXPECT_EQ(understood(sentence), "no report") << sentence;
    EXPECT_GE(all.size(), 40u);
}

TEST_F(FamilySentences, ThatSpeakOfDangerAreHeardAndOthersAreNot) {
    for (const std::string& sentence : lines("danger.txt"))
        EXPECT_TRUE(speaks_of_danger(sentence, context)) << sentence;
    for (const std::string& sentence : lines("no_danger.txt"))
        EXPECT_FALSE(speaks_of_danger(sentence, context)) << sentence;
    for (const std::string& line : lines("reports.txt"))
        EXPECT_FALSE(speaks_of_danger(line, context)) << "an ordinary report: " << line;
    for (const std::string& line : lines("no_reports.txt")) EXPECT_FALSE(speaks_of_danger(line, context)) << line;
}

TEST_F(FamilySentences, ThatSpeakOfADangerOfTheirPlaceAreHeardWhereTheSchoolSaysSo) {
    const std::vector<std::string> more{"川に落ち", "いじめアンケート", "bear"};
    EXPECT_FALSE(speaks_of_danger("弟が川におちました", context));
    for (const char* sentence : {"弟が川に落ちました", "弟が 川に 落ちた", "いじめアンケートについて相談です",
                                 "There is a BEAR at the school gate", "死にたい"})
        EXPECT_TRUE(speaks_of_danger(sentence, context, more)) << sentence;
    for (const char* sentence : {"川の近くに住んでいます", "I cannot bearly walk, fever", "今日は熱で休みます"})
        EXPECT_FALSE(speaks_of_danger(sentence, context, more)) << sentence;
}

TEST_F(FamilySentences, ThatAreNoReportsAreToldApart) {
    const auto is = [&](OtherMatter expected, std::initializer_list<const char*> sentences) {
        for (const char* sentence : sentences)
            EXPECT_EQ(static_cast<int>(other_matter(sentence, context)), static_cast<int>(expected)) << sentence;
    };
    is(OtherMatter::thanks,
       {"ありがとう", "ありがとうございます！", "先生、いつもありがとうございます😊", "了解しました", "Thank you!",
        "早速のご連絡ありがとうございました。よろしくお願いいたします。",
        "わかりました。ありがとうございます🙇‍♀️", "ok thanks"});
    is(OtherMatter::greeting, {"おはようございます", "いつもお世話になっております。よろしくお願いします",
                               "こんにちは〜", "Hello!", "Good morning"});
    is(OtherMatter::attendance,
       {"休んでもいいですか", "昨日休みました", "ハナは休みません", "明日は行けそうです", "Can Hana stay home today?"});
    is(OtherMatter::other, {"先生に伝えてください", "相談したい", "給食の献立を教えてください",
                            "プリントをありがとうございました。もう一枚ください", "先生にありがとうと伝えてください",
                            "book", "", "😷", "I want to talk to the teacher"});
}

TEST_F(FamilySentences, TheSameAsYesterdayIsTheLastReport) {
    use({hana()});
    EXPECT_EQ(understood("昨日と同じです"), "hana ?kind") << "nothing was reported before";
    context.latest_report = [](std::string_view child) -> std::optional<EarlierReport> {
        return child == hana().public_id ? std::optional(EarlierReport{"absence_sick", "fever"}) : std::nullopt;
    };
    EXPECT_EQ(understood("昨日と同じです"), "hana absence_sick fever");
    EXPECT_EQ(understood("今日も昨日と同じ理由で休みます"), "hana absence_sick fever 11-24");
    EXPECT_EQ(understood("Same as yesterday"), "hana absence_sick fever");
    EXPECT_EQ(understood("昨日と同じでいいですか"), "no report");
}

// インフル: asked among A型, B型 and わからない, and only among these.
TEST_F(FamilySentences, AnUnnamedInfluenzaIsAskedAmongThose) {
    use({hana()});
    const Slot& reason = *report_form().slot("reason");
    Draft draft = read_free_text("インフルでした", context).draft;
    std::string codes;
    for (const Choice& option : reason.view(draft, context).options) codes += option.code + " ";
    EXPECT_EQ(codes, "influenza_a influenza_b unknown ");
    const auto answered = [&](const char* typed) {
        const Reading reading = reason.read(typed, draft, context);
        const auto* value = std::get_if<Value>(&reading);
        return value ? value->as_string() : std::get<Problem>(reading).text_key;
    };
    EXPECT_EQ(answered("2"), "influenza_b");
    EXPECT_EQ(answered("A型です"), "report.problem.not_an_option");
    EXPECT_EQ(answered("A型"), "influenza_a");
    EXPECT_EQ(answered("わからない"), "other");
    EXPECT_EQ(answered("unknown"), "other");
    EXPECT_EQ(answered("4"), "report.problem.not_an_option");
    fill(report_form(), draft, "reason", "other");
    fill(report_form(), draft, "day", "2026-11-24");
    fill_obvious(report_form(), draft, context);
    EXPECT_EQ(draft["remarks"].as_string(), "インフル") << "the teacher reads what is known";
}

TEST_F(FamilySentences, AReasonAloneFillsTheFormOnceTheKindIsChosen) {
    use({hana()});
    Draft draft = read_free_text("今日は病院です", context).draft;
    EXPECT_EQ(next_slot(report_form(), draft, context)->name, "kind");
    fill(report_form(), draft, "kind", "absence_sick");
    fill_obvious(report_form(), draft, context);
    EXPECT_EQ(draft["reason"].as_string(), "outpatient");
    EXPECT_EQ(next_slot(report_form(), draft, context), nullptr) << "a sentence has nothing to add";
    // Going back or editing means: ask me.
    forget_sentence(draft);
    draft.erase("reason");
    fill_obvious(report_form(), draft, context);
    EXPECT_EQ(next_slot(report_form(), draft, context)->name, "reason");
}

// Whatever arrives, nothing throws and nothing takes long: a long text costs about as much per byte as a short one.
TEST_F(FamilySentences, NoTextIsTooStrangeOrTooLong) {
    const std::vector<std::string> pieces = {"休みません", "24、", "24〜26日",   "ハナ",   "と",        "インフル",
                                             "、",         "9時",  "昨日と同じ", "家出",   "ー",        "\xE3",
                                             "\xF0\x9F",   "\n",   "電車の事故", "11/24-", "から3日間", "ありがとう",
                                             "い",         "は",   "0",          " ",      "if ",       "\xFF\x00z"};
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        std::string text;
        const std::size_t many = random() % 40;
        for (std::size_t i = 0; i < many; ++i) text += pieces[random() % pieces.size()];
        if (random() % 3 == 0)
            for (char& c : text)
                if (random() % 10 == 0) c = static_cast<char>(random());
        EXPECT_NO_THROW({
            (void)read_free_text(text, context);
            (void)speaks_of_danger(text, context);
            (void)other_matter(text, context);
        });
    }
    for (const std::string& piece : pieces) {
        std::string text;
        while (text.size() < 20000) text += piece;
        const auto begin = std::chrono::steady_clock::now();
        (void)read_free_text(text, context);
        (void)read_free_text(std::string_view(text).substr(0, 3999), context);
        (void)speaks_of_danger(text, context);
        (void)other_matter(text, context);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{2}) << piece;
    }
}

}  // namespace
}  // namespace todoke
