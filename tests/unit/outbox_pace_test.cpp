// Our own rate, the platform's throttle and the breaker of one account.
#include "bot/outbox/pace.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

const Pace::Time start{1h};

int taken(Pace& pace, Pace::Time now) {
    int count = 0;
    while (pace.take(now)) ++count;
    return count;
}

TEST(PaceTest, HoldsTheRateInEverySecond) {
    Pace pace(500);
    int in_a_second = 0;
    for (auto now = start; now < start + 1s; now += 10ms) in_a_second += taken(pace, now);
    EXPECT_LE(in_a_second, 600) << "the rate, and what was saved up for a fifth of a second";
    in_a_second = 0;
    for (auto now = start + 1s; now < start + 2s; now += 10ms) in_a_second += taken(pace, now);
    EXPECT_NEAR(in_a_second, 500, 5);
    EXPECT_EQ(taken(pace, start + 10min), 100) << "an idle hour saves up no more than that";
}

TEST(PaceTest, AHandfulMayLeaveAtOnceWhereASecondAllowsIt) {
    Pace pace(25);
    EXPECT_EQ(taken(pace, start), 25);
    EXPECT_EQ(taken(pace, start + 200ms), 5);
}

TEST(PaceTest, OneASecondIsPossible) {
    Pace pace(1);
    EXPECT_EQ(taken(pace, start), 1);
    EXPECT_EQ(taken(pace, start + 900ms), 0);
    EXPECT_EQ(taken(pace, start + 1900ms), 1);
}

TEST(PaceTest, WithoutALimitNothingIsCounted) {
    Pace pace(0);
    EXPECT_EQ(pace.available(start, 64), 64);
    EXPECT_TRUE(pace.take(start));
    EXPECT_EQ(pace.available(start, 64), 64);
}

TEST(PaceTest, AThrottlePausesForAsLongAsThePlatformSaysElseLongerEachTime) {
    Pace pace(0);
    pace.note({.outcome = SendOutcome::throttled, .retry_after = 7s}, start);
    EXPECT_FALSE(pace.take(start + 6s));
    EXPECT_TRUE(pace.take(start + 7s));
    pace.note({.outcome = SendOutcome::accepted}, start + 7s);
    pace.note({.outcome = SendOutcome::throttled}, start + 8s);
    EXPECT_EQ(pace.available(start + 8900ms, 5), 0);
    EXPECT_EQ(pace.available(start + 9s, 5), 5);
    pace.note({.outcome = SendOutcome::throttled}, start + 9s);
    EXPECT_EQ(pace.available(start + 10s, 5), 0);
    EXPECT_EQ(pace.available(start + 11s, 5), 5);
}

TEST(PaceTest, AQuotaThatIsUsedUpIsNoPause) {
    Pace pace(0);
    for (int i = 0; i < 20; ++i) pace.note({.outcome = SendOutcome::quota_exhausted}, start);
    EXPECT_FALSE(pace.open());
    EXPECT_EQ(pace.available(start, 5), 5);
}

TEST(PaceTest, WhatIsHeldBackForOneDestinationSaysNothingOfTheOthers) {
    Pace pace(0);
    pace.note({.outcome = SendOutcome::throttled, .retry_after = 7s}, start);
    for (int i = 0; i < 20; ++i) pace.note({.outcome = SendOutcome::not_its_turn, .retry_after = 60s}, start);
    EXPECT_FALSE(pace.open());
    EXPECT_EQ(pace.available(start + 6s, 5), 0);
    EXPECT_EQ(pace.available(start + 7s, 5), 5);
}

TEST(PaceTest, ADeadPlatformIsProbedByOneEveryFiveSeconds) {
    Pace pace(500);
    for (int i = 0; i < 5; ++i) pace.note({.outcome = SendOutcome::not_started}, start);
    EXPECT_TRUE(pace.open());
    EXPECT_EQ(pace.available(start + 4s, 50), 0);
    EXPECT_EQ(pace.available(start + 5s, 50), 1);
    EXPECT_TRUE(pace.take(start + 5s));
    EXPECT_FALSE(pace.take(start + 9s));
    pace.note({.outcome = SendOutcome::accepted}, start + 9s);
    EXPECT_FALSE(pace.open());
    EXPECT_GT(pace.available(start + 9s, 50), 1);
}

}  // namespace
}  // namespace todoke
