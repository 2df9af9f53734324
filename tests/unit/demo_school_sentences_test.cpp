// The demo school's own lists and the real analysis of text: what families type there is understood.
#include "adapters/text/text.hpp"
#include "adapters/yaml/parse_settings.hpp"
#include "adapters/yaml/school_reader.hpp"
#include "tests/unit/domain_support.hpp"
#include "tests/unit/settings_support.hpp"

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace todoke {
namespace {

using domain_test::at;
using domain_test::hana;
using domain_test::ken;

class DemoSchoolSentences : public ::testing::Test {
protected:
    void SetUp() override {
        const auto root = yaml::parse_settings(std::filesystem::path(TODOKE_SOURCE_DIR) / "config/schools/aoba.yaml");
        ASSERT_TRUE(root.has_value());
        SettingProblems problems;
        const yaml::Accounts accounts = {{"line", {"demo"}}, {"teams", {"demo"}}, {"email", {"demo"}}};
        school_ = yaml::read_school(*root, problems, zones_, &accounts);
        ASSERT_EQ(test::text_of(problems), "");
        context_ = domain_test::context_of(school_, at("2026-11-24 07:32"));
        context_.normalise = [this](std::string_view text) { return analysis_->nfkc(text); };
        context_.fold = [this](std::string_view text) { return analysis_->fold(text); };
    }

    std::string understood(std::string_view sentence) const {
        const FreeText text = read_free_text(sentence, context_);
        if (!text.is_report) return "no report";
        std::string result;
        for (const Slot& slot : report_form().slots) {
            const Value* value = text.draft.find(slot.name);
            if (!value) continue;
            std::string said = value->as_string();
            if (slot.name == "child") said = said == hana().public_id ? "hana" : "ken";
            if (slot.name == "day") said = said.substr(5);
            if (slot.name == "remarks") said = "[" + said + "]";
            result += (result.empty() ? "" : " ") + said;
        }
        return result;
    }

    School school_;
    FormContext context_;

private:
    const test::OneZone zones_;
    const std::unique_ptr<TextAnalysis> analysis_ = text::make_text_analysis();
};

TEST_F(DemoSchoolSentences, AreUnderstood) {
    const std::pair<const char*, const char*> table[] = {
        {"今日ハナは熱で休みます", "hana absence_sick fever 11-24 []"},
        {"きょう　ﾊﾅちゃん　ねつで　おやすみします", "hana absence_sick fever 11-24 []"},
        {"はなちゃんが頭が痛くて明日休みます", "hana absence_sick headache 11-25 []"},
        {"ケンくん、３８度の熱があるので本日欠席いたします。", "ken absence_sick fever 11-24 []"},
        {"ハナはインフルエンザＡ型と診断されました。今日から休みます", "hana absence_sick influenza_a 11-24 []"},
        {"ハナはコロナ陽性のため11/26まで休みます", "hana absence_sick covid19 []"},
        {"ケンは下痢のため欠席", "ken absence_sick vomiting_diarrhoea []"},
        {"ハナは帰省のため27日欠席します", "hana absence_other travel 11-27 []"},
        {"ケンは病院に寄るので９時半頃に遅れます", "ken late outpatient 09:30 []"},
        {"ハナは熱で遅れます", "hana late other [熱]"},
        {"ハナは熱があるので遅れます", "hana late other [熱]"},
        {"Hana is sick today, fever", "hana absence_sick fever 11-24 []"},
        {"Ken will be late today, seeing a doctor at 9:15", "ken late outpatient 11-24 09:15 []"},
    };
    for (const auto& [sentence, expected] : table) EXPECT_EQ(understood(sentence), expected) << sentence;
}

TEST_F(DemoSchoolSentences, ThatAreNoReportsAreLeftAlone) {
    for (const char* sentence :
         {"昨日ハナは休みました", "ハナは休みません", "ハナは休んでもいいですか？", "行けそうです",
          "学校のことで相談があります", "学校を休みたがっていて、相談したいです", "夏休みはいつからですか",
          "ありがとうございます", "ハナは登校します", "今日は休みですか", "Can Hana stay home today?",
          "Hana was absent yesterday", "取り消し"})
        EXPECT_EQ(understood(sentence), "no report") << sentence;
}

}  // namespace
}  // namespace todoke
