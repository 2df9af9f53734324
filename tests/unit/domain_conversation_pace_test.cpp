// How fast somebody may write.
#include "domain/form/conversation_pace.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

const Instant begin = std::chrono::sys_days(std::chrono::year{2026} / 11 / 24);

struct Writing {
    const char* name;
    std::vector<Duration> times;  // of the events, by our door
    std::string judged;           // one letter each: . taken, x too fast
};

class ConversationPaceTest : public testing::TestWithParam<Writing> {};

TEST_P(ConversationPaceTest, JudgesEveryEvent) {
    ConversationPace pace;
    std::string judged;
    for (const Duration time : GetParam().times) judged += comes_too_fast(pace, begin + time) ? 'x' : '.';
    EXPECT_EQ(judged, GetParam().judged);
}

std::vector<Duration> every(Duration step, int count, Duration from = 0s) {
    std::vector<Duration> times;
    for (int i = 0; i < count; ++i) times.push_back(from + i * step);
    return times;
}
std::vector<Duration> joined(std::vector<Duration> one, const std::vector<Duration>& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

INSTANTIATE_TEST_SUITE_P(
    Writings, ConversationPaceTest,
    testing::Values(Writing{"at_once", every(0s, 12), "..........xx"},
                    Writing{"one_a_second", every(1s, 25), std::string(25, '.')},
                    Writing{"ten_then_a_pause", joined(every(0s, 10), every(0s, 10, 10s)), std::string(20, '.')},
                    Writing{"eleventh_just_inside", joined(every(0s, 10), {9999ms}), "..........x"},
                    Writing{"what_is_too_much_does_not_begin_anew", joined(every(0s, 11), {9s, 10s}), "..........xx."},
                    Writing{"overtaken_by_a_second", joined(every(0s, 10, 5s), {4s}), "..........x"},
                    Writing{"a_clock_set_back", joined(every(0s, 10, 3600s), {0s}), std::string(11, '.')}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(ConversationPace, ItsSenderHearsOnceAMinute) {
    ConversationPace pace;
    EXPECT_FALSE(must_be_told(pace, begin)) << "nothing was left out";
    const auto left_out_at = [&](Duration time) {
        pace.untold = true;
        return must_be_told(pace, begin + time);
    };
    EXPECT_TRUE(left_out_at(0s));
    EXPECT_FALSE(must_be_told(pace, begin + 120s)) << "told already";
    EXPECT_FALSE(left_out_at(59s));
    EXPECT_FALSE(must_be_told(pace, begin + 61s)) << "nothing new was left out";
    EXPECT_TRUE(left_out_at(60s));
    EXPECT_FALSE(left_out_at(119s));
}

}  // namespace
}  // namespace todoke
