// The examples an office copies from config/README.md must work in a real school's file.
#include "adapters/yaml/parse_settings.hpp"
#include "adapters/yaml/school_reader.hpp"
#include "tests/unit/settings_support.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

std::string file_text(const std::string& path) {
    std::ifstream file(std::string(TODOKE_SOURCE_DIR) + "/config/" + path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string example_with(const std::string& word) {
    const std::string handbook = file_text("README.md"), fence = "```yaml\n";
    for (auto begin = handbook.find(fence); begin != std::string::npos; begin = handbook.find(fence, begin + 1)) {
        const auto from = begin + fence.size();
        const auto example = handbook.substr(from, handbook.find("```", from) - from);
        if (example.find(word) != std::string::npos) return example;
    }
    ADD_FAILURE() << "no example with " << word;
    return {};
}

School aoba_with(const std::string& example, const std::string& after) {
    std::string text = file_text("schools/aoba.yaml");
    const auto place = text.find(after);
    EXPECT_NE(place, std::string::npos);
    text.insert(place + after.size(), example);
    const auto root = parse_settings_text(text, "aoba.yaml");
    EXPECT_TRUE(root.has_value()) << (root ? "" : to_text(root.error()));
    SettingProblems problems;
    School school = root ? read_school(*root, problems, test::OneZone{}) : School{};
    EXPECT_EQ(test::text_of(problems), "");
    return school;
}

TEST(SchoolHandbook, ANewReasonIsOneEntryInTheList) {
    const auto aoba = aoba_with(example_with("heatstroke"), "      reasons:\n");
    ASSERT_EQ(aoba.kinds.at(0).reasons.size(), 17u);
    EXPECT_EQ(aoba.kinds[0].reasons[0].code, "heatstroke");
    EXPECT_EQ(aoba.kinds[0].reasons[0].register_type, "absence");
}

TEST(SchoolHandbook, ANewKindNeedsYamlOnly) {
    const auto aoba = aoba_with(example_with("early_leave"), "  kinds:\n");
    ASSERT_EQ(aoba.kinds.size(), 5u);
    EXPECT_EQ(aoba.kinds[0].effect, ReportKind::Effect::leaves_early);
    EXPECT_EQ(aoba.kinds[0].reasons.at(2).needs_remarks, true);
}

TEST(SchoolHandbook, ClosedDaysAreDaysAndRanges) {
    SettingProblems problems;
    const auto root = parse_settings_text(example_with("closed_days"), "x.yaml");
    ASSERT_TRUE(root.has_value());
    Section section(&*root, problems);
    EXPECT_EQ(section.days("closed_days").size(), 22u);
    EXPECT_EQ(test::text_of(problems), "");
}

}  // namespace
}  // namespace todoke::yaml
