// Carriers get a gentle stream; what cannot wait passes it; a domain that refuses us is left alone.
#include "adapters/email/destinations.hpp"

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using enum MessageClass;

const email::Destinations::Time start{1h};
const Instant now{1'000'000s};

TEST(Destinations, GiveCarriersFiveASecond) {
    email::Destinations destinations;
    int at_once = 0;
    std::chrono::milliseconds last{};
    for (int i = 0; i < 100; ++i) {
        const auto wait = destinations.turn_of("docomo.ne.jp", arrival, std::to_string(i), start);
        if (wait == 0ms) ++at_once;
        EXPECT_GE(wait, last);
        last = wait;
    }
    EXPECT_EQ(at_once, 5);
    EXPECT_EQ(last, 95 * 200ms);
}

TEST(Destinations, KeepTheTurnTheyPromised) {
    email::Destinations destinations;
    for (int i = 0; i < 5; ++i) destinations.turn_of("au.com", bulk, std::to_string(i), start);
    EXPECT_EQ(destinations.turn_of("au.com", bulk, "a", start), 200ms);
    EXPECT_EQ(destinations.turn_of("au.com", bulk, "b", start), 400ms);
    EXPECT_EQ(destinations.turn_of("au.com", bulk, "a", start + 150ms), 50ms);
    EXPECT_EQ(destinations.turn_of("au.com", bulk, "a", start + 200ms), 0ms);
    EXPECT_EQ(destinations.turn_of("AU.com", bulk, "c", start + 200ms), 400ms);  // behind b
    EXPECT_EQ(destinations.turn_of("au.com", bulk, "b", start + 400ms), 0ms);
}

TEST(Destinations, HoldBackNobodyElse) {
    email::Destinations destinations;
    for (int i = 0; i < 50; ++i) destinations.turn_of("docomo.ne.jp", arrival, std::to_string(i), start);
    EXPECT_EQ(destinations.turn_of("docomo.ne.jp", escalation, "alarm", start), 0ms);
    EXPECT_EQ(destinations.turn_of("docomo.ne.jp", dialogue, "answer", start), 0ms);
    EXPECT_EQ(destinations.turn_of("softbank.ne.jp", arrival, "x", start), 0ms);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(destinations.turn_of("example.jp", arrival, std::to_string(i), start), 0ms);
}

TEST(Destinations, LeaveADomainAloneThatRefusesUs) {
    email::Destinations destinations;
    destinations.rest("Example.jp", now + 1h);
    destinations.rest("example.jp", now + 30min);
    EXPECT_TRUE(destinations.declines("example.jp", arrival, now));
    EXPECT_TRUE(destinations.declines("example.JP", staff, now + 59min));
    EXPECT_FALSE(destinations.declines("example.jp", escalation, now));
    EXPECT_FALSE(destinations.declines("example.jp", dialogue, now));
    EXPECT_FALSE(destinations.declines("example.com", arrival, now));
    EXPECT_FALSE(destinations.declines("example.jp", arrival, now + 1h));
}

}  // namespace
}  // namespace todoke::test
