// YAML as a tree of settings: positions as an editor shows them, and everything that configuration must not contain
// refused.
#include "adapters/yaml/parse_settings.hpp"
#include "tests/unit/settings_support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

using test::TemporaryFolder;

std::string problem_of(std::string_view text) {
    const auto root = parse_settings_text(text, "x.yaml");
    return root ? "no problem" : to_text(root.error());
}

TEST(SettingsParsing, EveryNodeKnowsItsPlaceAndColumnsCountCharacters) {
    const auto root = parse_settings_text("name: あおば\nlist:\n  - { ja: 発熱, en: \"fever\" }\nnone:\n", "x.yaml");
    ASSERT_TRUE(root.has_value()) << to_text(root.error());
    ASSERT_EQ(root->members.size(), 3u);
    EXPECT_EQ(root->members[0].value.scalar, "あおば");
    EXPECT_EQ(root->members[0].value.position.column, 7);
    const auto& item = root->members[1].value.items.at(0);
    EXPECT_EQ(item.position.line, 3);
    EXPECT_EQ(item.position.column, 5);
    EXPECT_EQ(item.members.at(1).key.position.column, 15);  // after two Japanese characters, six bytes
    EXPECT_EQ(item.members.at(1).value.scalar, "fever");
    EXPECT_EQ(root->members[2].value.kind, SettingNode::Kind::null);
    EXPECT_EQ(root->position.file, "x.yaml");
}

TEST(SettingsParsing, AByteOrderMarkAndWindowsLineEndsAreTaken) {
    const auto root = parse_settings_text("\xEF\xBB\xBFid: aoba\r\nphone: 0144\r\n", "x.yaml");
    ASSERT_TRUE(root.has_value()) << to_text(root.error());
    EXPECT_EQ(root->members.at(0).key.position.column, 1);
    EXPECT_EQ(root->members.at(1).value.scalar, "0144");
    EXPECT_EQ(root->members.at(1).value.position.line, 2);
}

struct Broken {
    const char* text;
    const char* says;
};

class BrokenYaml : public testing::TestWithParam<Broken> {};

TEST_P(BrokenYaml, IsRefusedWithPlaceAndExpectation) { EXPECT_EQ(problem_of(GetParam().text), GetParam().says); }

INSTANTIATE_TEST_SUITE_P(
    Table, BrokenYaml,
    testing::Values(
        Broken{"", "x.yaml:1:1: the file is empty; expected 'key: value' lines"},
        Broken{"a: 1\nb: 2\na: 3\n", "x.yaml:3:1: the key 'a' is already written in line 1; expected it once"},
        Broken{"a: { b: 1, b: 2 }\n", "x.yaml:1:12: the key 'b' is already written in line 1; expected it once"},
        Broken{"a: &x [1]\nb: *x\n", "x.yaml:1:4: an anchor (&name) is not allowed here; write the value out"},
        Broken{"<<: { a: 1 }\n", "x.yaml:1:1: a merge key (<<) is not allowed here; write the values out"},
        Broken{"a: !!binary aGk=\n", "x.yaml:1:4: a tag (tag:yaml.org,2002:binary) is not allowed here"},
        Broken{"[a, b]: 1\n", "x.yaml:1:1: expected a key, such as 'label:'"},
        Broken{"a: 1\n---\nb: 2\n", "x.yaml:3:1: expected one document; a second one begins here ('---')"},
        Broken{"a:\n  b: 1\n c: 2\n",
               "x.yaml:3:2: this line does not fit the lines above: expected 'key: value' with the same indentation as "
               "its neighbours"},
        Broken{"a: [1, 2\nb: 3\n", "x.yaml:2:2: expected ',' or ']' here"},
        Broken{"a: { b: 1\nc: 3\n", "x.yaml:2:2: expected ',' or '}' here"},
        Broken{"a: 朝: 夕\n", "x.yaml:1:5: a ':' is not expected here: put the text in quotes when it contains ': '"},
        Broken{"a: 1\nb: \"never closed\nc: \\\" 2\n",
               "x.yaml:2:4: the text that begins here is never closed: expected its second quote"},
        Broken{"a: ['it''s fine', 'never closed]\n",
               "x.yaml:1:19: the text that begins here is never closed: expected its second quote"},
        Broken{"a: 1\nb: @home\n", "x.yaml:2:4: this character cannot begin a value: put the text in quotes"},
        Broken{"a: 1\nb: \x8F\n", "x.yaml:2:4: expected UTF-8 text; save the file as UTF-8"}));

TEST(SettingsParsing, NestingAndSizeHaveLimits) {
    std::string deep = "a: ";
    for (int i = 0; i < 40; ++i) deep += "[";
    for (int i = 0; i < 40; ++i) deep += "]";
    EXPECT_EQ(problem_of(deep), "x.yaml:1:35: nested too deeply; expected at most 32 levels");
    EXPECT_EQ(problem_of(std::string(largest_file + 1, ' ')), "x.yaml: too large; expected at most 1024 KiB");
    std::string many = "a:\n";
    for (int i = 0; i < 50'000; ++i) many += "- 1\n";
    EXPECT_NE(problem_of(many).find("too many values; expected at most 50000"), std::string::npos);
    EXPECT_EQ(
        problem_of("a: 1\nb: [" + std::string(4096, ',') + "]\n"),
        "x.yaml:2:1: this line is too long; expected at most 4096 bytes (write a long list with one entry per line)");
}

TEST(SettingsParsing, AFileThatIsMissingOrIsNotAFileSaysSo) {
    const TemporaryFolder folder;
    const auto missing = parse_settings(folder / "none.yaml");
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(to_text(missing.error()), (folder / "none.yaml").string() + ": there is no such file");
    const auto directory = parse_settings(folder.path());
    ASSERT_FALSE(directory.has_value());
    EXPECT_EQ(directory.error().message, "expected an ordinary file");
}

}  // namespace
}  // namespace todoke::yaml
