// Runs every script of this folder, in process and through real HTTP with the platform doubles.
#include "tests/conversations/world.hpp"

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

namespace todoke::talk {
namespace {

struct Case {
    std::string path;
    Mode mode;
};

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(TODOKE_TALKS))
        if (entry.path().extension() == ".talk")
            for (const Mode mode : {Mode::in_process, Mode::over_http}) cases.push_back({entry.path(), mode});
    std::ranges::sort(cases, {}, [](const Case& c) { return std::pair(c.path, static_cast<int>(c.mode)); });
    return cases;
}

// The lines expected of one action, held against what was said.
void compare(World& world, const std::vector<const Step*>& expected, const std::string& after) {
    std::vector<Said> said = world.take_said();
    for (const Step* line : expected) {
        // To one person in order: the first unseen message to that person (on that channel, where one is named).
        const auto next = std::ranges::find_if(said, [&](const Said& one) {
            return !one.seen && world.alias_of(one.to) == line->who &&
                   (line->channel.empty() || one.to.channel == line->channel);
        });
        if (next == said.end()) {
            ADD_FAILURE() << "line " << line->line << ": nothing said to " << line->who << ", expected " << line->text
                          << after;
            continue;
        }
        next->seen = true;
        const std::string wrong = mismatch(world, *next, *line);
        if (!wrong.empty())
            ADD_FAILURE() << "line " << line->line << ": " << wrong << "\n  said: " << describe(world, *next) << after;
    }
    for (const Said& one : said)
        if (!one.seen) ADD_FAILURE() << "said and not listed" << after << "\n  " << describe(world, one);
    if (testing::Test::HasFailure())
        for (const std::string& warning : world.log_warnings()) ADD_FAILURE() << "in the log: " << warning;
    for (const std::string& error : world.log_errors()) ADD_FAILURE() << "error in the log: " << error << after;
    const std::string disagreement = world.disagreement();
    EXPECT_EQ(disagreement, "") << after;
}

class Conversation : public testing::TestWithParam<Case> {};

TEST_P(Conversation, goes_as_written) {
    const Script script = parse(GetParam().path);
    World world(GetParam().mode);
    for (std::size_t i = 0; i < script.steps.size() && !HasFailure();) {
        const Step& step = script.steps[i++];
        if (step.kind == Step::Kind::clock) {
            world.set_clock(step.text);
            continue;
        }
        if (step.kind == Step::Kind::given) {
            world.given(step.text);
            continue;
        }
        if (step.kind == Step::Kind::expect) {
            ADD_FAILURE() << "line " << step.line << ": a bot> line without an action before it";
            break;
        }
        world.do_step(step);
        world.run_until_quiet();
        std::vector<const Step*> expected;
        while (i < script.steps.size() && script.steps[i].kind == Step::Kind::expect)
            expected.push_back(&script.steps[i++]);
        compare(world, expected, "\n  after line " + std::to_string(step.line) + " of " + GetParam().path);
    }
}

INSTANTIATE_TEST_SUITE_P(Talks, Conversation, testing::ValuesIn(all_cases()), [](const auto& test) {
    std::string name = std::filesystem::path(test.param.path).lexically_relative(TODOKE_TALKS).replace_extension();
    std::ranges::replace_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
    return name + (test.param.mode == Mode::in_process ? "_in_process" : "_over_http");
});

}  // namespace
}  // namespace todoke::talk
