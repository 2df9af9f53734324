// Reading a section: every complaint says where, what was expected, and what stands there instead.
#include "adapters/yaml/parse_settings.hpp"
#include "tests/unit/settings_support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

struct Fixture {
    explicit Fixture(std::string_view text)
        : root(*yaml::parse_settings_text(text, "x.yaml")), section(&root, problems) {}
    std::string said() const { return test::text_of(problems); }

    SettingNode root;
    SettingProblems problems;
    Section section;
};

TEST(SettingsSection, ReadsWhatIsThereAndFallsBackWhereNothingIs) {
    Fixture x(
        "name: あおば\nport: 8080\nrate: 0.5\non: true\nat: 7:05\nwait: 2h\nshort: 120s\n"
        "days: [2026-11-24, 2026-12-30..2027-01-02]\none: single\nmany: [a, b]\nmode: fast\n"
        "part: { x: 1 }\nparts: [{ x: 1 }, { x: 2 }]\n");
    EXPECT_EQ(x.section.text("name"), "あおば");
    EXPECT_EQ(x.section.text_or("nothing", "else"), "else");
    EXPECT_EQ(x.section.integer_or("port", 1, 1, 65535), 8080);
    EXPECT_EQ(x.section.integer_or("nothing", 7, 1, 9), 7);
    EXPECT_DOUBLE_EQ(x.section.number_or("rate", 1, 0, 1), 0.5);
    EXPECT_TRUE(x.section.flag_or("on", false));
    EXPECT_EQ(to_hh_mm(x.section.time("at")), "07:05");
    EXPECT_FALSE(x.section.time_if("nothing").has_value());
    EXPECT_EQ(x.section.minutes_or("wait", 1min), 120min);
    EXPECT_EQ(x.section.minutes_or("short", 1min), 2min);
    const auto days = x.section.days("days");
    ASSERT_EQ(days.size(), 5u);
    EXPECT_EQ(to_iso(days.front()), "2026-11-24");
    EXPECT_EQ(to_iso(days.back()), "2027-01-02");
    EXPECT_EQ(x.section.texts("one"), std::vector<std::string>{"single"});
    EXPECT_EQ(x.section.texts("many"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(x.section.one_of("mode", {"slow", "fast"}, "slow"), "fast");
    EXPECT_EQ(x.section.section("part").integer_or("x", 0, 0, 9), 1);
    EXPECT_FALSE(x.section.section("absent").present());
    EXPECT_EQ(x.section.sections("parts").size(), 2u);
    x.section.finish();
    EXPECT_EQ(x.said(), "");
}

TEST(SettingsSection, AnUnknownKeyIsNamedWithTheNearestKnownOne) {
    Fixture x("listen: a\nadmin_litsen: b\nzebra: c\n");
    x.section.text("listen");
    x.section.text_or("admin_listen", "");
    x.section.finish();
    EXPECT_EQ(x.said(),
              "x.yaml:2:1: unknown key 'admin_litsen'; did you mean 'admin_listen'?\n"
              "x.yaml:3:1: unknown key 'zebra'; expected one of: listen, admin_listen\n");
}

TEST(SettingsSection, AWrongValueSaysWhatWasExpectedAndWhatStandsThere) {
    Fixture x(
        "text: [1]\nport: 99999\nport2: 80a\nrate: lots\non: yes\nat: 8時\nat2: 25:00\nwait: 90s\nwait2: -5m\n"
        "days: [2026-02-30]\nbackwards: 2026-12-31..2026-12-01\nmany: [{ a: 1 }]\nmode: fsat\npart: 5\nparts: { a: 1 "
        "}\n");
    x.section.text("text");
    x.section.integer_or("port", 1, 1, 65535);
    x.section.integer_or("port2", 1, 1, 65535);
    x.section.number_or("rate", 0.5, 0, 1);
    x.section.flag_or("on", false);
    x.section.time("at");
    x.section.time("at2");
    x.section.minutes_or("wait", 1min);
    x.section.minutes_or("wait2", 1min);
    x.section.days("days");
    x.section.days("backwards");
    x.section.texts("many");
    x.section.one_of("mode", {"slow", "fast"}, "slow");
    EXPECT_FALSE(x.section.section("part").present());
    x.section.sections("parts");
    x.section.finish();
    EXPECT_EQ(
        x.said(),
        "x.yaml:1:7: 'text': expected a text, found a list\n"
        "x.yaml:2:7: 'port': expected a whole number from 1 to 65535, found \"99999\"\n"
        "x.yaml:3:8: 'port2': expected a whole number from 1 to 65535, found \"80a\"\n"
        "x.yaml:4:7: 'rate': expected a number from 0 to 1, such as 0.5, found \"lots\"\n"
        "x.yaml:5:5: 'on': expected true or false, found \"yes\"\n"
        "x.yaml:6:5: 'at': expected a time of day such as \"08:00\", found \"8時\"\n"
        "x.yaml:7:6: 'at2': expected a time of day such as \"08:00\", found \"25:00\"\n"
        "x.yaml:8:7: 'wait': expected a length of time in whole minutes such as \"5m\" or \"2h\", found \"90s\"\n"
        "x.yaml:9:8: 'wait2': expected a length of time in whole minutes such as \"5m\" or \"2h\", found \"-5m\"\n"
        "x.yaml:10:8: 'days': expected days such as 2026-11-24, or 2026-12-26..2027-01-12 for all days from the "
        "first to the second, found \"2026-02-30\"\n"
        "x.yaml:11:12: 'backwards': expected days such as 2026-11-24, or 2026-12-26..2027-01-12 for all days from "
        "the first to the second, found \"2026-12-31..2026-12-01\"\n"
        "x.yaml:12:8: 'many': expected a text in the list, found a mapping\n"
        "x.yaml:13:7: 'mode': expected one of: slow, fast; found \"fsat\"\n"
        "x.yaml:14:7: expected a mapping of 'key: value' lines, found \"5\"\n"
        "x.yaml:15:8: 'parts': expected a list, each entry beginning with '- ', found a mapping\n");
}

TEST(SettingsSection, WhatIsMissingIsAskedForAtTheSectionItself) {
    Fixture x("part:\n  a: 1\n");
    Section part = x.section.section("part");
    part.text("b");
    part.time("c");
    EXPECT_EQ(x.said(),
              "x.yaml:2:3: 'b' is missing here\n"
              "x.yaml:2:3: 'c' is missing here: expected a time of day such as \"08:00\"\n");
}

TEST(SettingsSection, AnAbsentSectionIsSilent) {
    Fixture x("a: 1\n");
    Section absent = x.section.section("absent");
    EXPECT_EQ(absent.text("b"), "");
    EXPECT_EQ(absent.integer_or("c", 3, 0, 9), 3);
    absent.time("d");
    absent.problem("e", "expected something");
    absent.finish();
    EXPECT_EQ(x.said(), "");
}

TEST(SettingsSection, SwappedLettersAndSmallSlipsAreGuessedOthersAreNot) {
    const std::vector<std::string> known = {"deadline", "label", "days_ahead"};
    EXPECT_EQ(did_you_mean("dealdine", known), "did you mean 'deadline'?");
    EXPECT_EQ(did_you_mean("lable", known), "did you mean 'label'?");
    EXPECT_EQ(did_you_mean("dayahead", known), "did you mean 'days_ahead'?");
    EXPECT_EQ(did_you_mean("colour", known), "expected one of: deadline, label, days_ahead");
}

}  // namespace
}  // namespace todoke
