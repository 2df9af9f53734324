#include "domain/message/delivery.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

const Instant now{1'000'000s};
const Instant far_off = now + 1h;

NextAttempt after(SendOutcome outcome, MessageClass message_class = MessageClass::dialogue, int attempt = 1,
                  bool repeatable = true, double jitter = 1.0) {
    return after_attempt({.outcome = outcome, .reason = "blocked"}, message_class, attempt, now, far_off, repeatable,
                         jitter);
}

TEST(AfterAttempt, AcceptedIsSent) { EXPECT_EQ(after(SendOutcome::accepted).settlement, Settlement::sent); }

TEST(AfterAttempt, AcceptedIsSentEvenAfterTheGiveUpTime) {
    EXPECT_EQ(
        after_attempt({.outcome = SendOutcome::accepted}, MessageClass::bulk, 9, now, now - 1s, false, 0).settlement,
        Settlement::sent);
}

TEST(AfterAttempt, RejectedAndQuotaGoToTheNextRungAtOnce) {
    for (const auto outcome : {SendOutcome::rejected, SendOutcome::quota_exhausted}) {
        const NextAttempt next = after(outcome);
        EXPECT_EQ(next.settlement, Settlement::failed);
        EXPECT_TRUE(next.next_rung);
        EXPECT_EQ(next.reason, "blocked");
    }
    SendResult silent{.outcome = SendOutcome::quota_exhausted};
    EXPECT_EQ(after_attempt(silent, MessageClass::bulk, 1, now, far_off, true, 0).reason, "quota");
}

struct BackOff {
    MessageClass message_class;
    int attempt;
    Duration longest;
};

class BackOffTable : public ::testing::TestWithParam<BackOff> {};

TEST_P(BackOffTable, GrowsToItsLimitWithFullJitter) {
    const auto [message_class, attempt, longest] = GetParam();
    for (const auto outcome : {SendOutcome::not_started, SendOutcome::ambiguous}) {
        EXPECT_EQ(after(outcome, message_class, attempt).delay, longest);
        EXPECT_EQ(after(outcome, message_class, attempt, true, 0.0).delay, 0s);
        EXPECT_EQ(after(outcome, message_class, attempt, true, 0.5).delay, longest / 2);
        EXPECT_TRUE(after(outcome, message_class, attempt).count_attempt);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Table, BackOffTable,
    ::testing::Values(BackOff{MessageClass::escalation, 1, 1s}, BackOff{MessageClass::escalation, 2, 2s},
                      BackOff{MessageClass::dialogue, 3, 4s}, BackOff{MessageClass::dialogue, 4, 8s},
                      BackOff{MessageClass::staff, 5, 15s}, BackOff{MessageClass::escalation, 6, 30s},
                      BackOff{MessageClass::dialogue, 100, 30s}, BackOff{MessageClass::arrival, 1, 5s},
                      BackOff{MessageClass::arrival, 2, 10s}, BackOff{MessageClass::arrival, 7, 5min},
                      BackOff{MessageClass::bulk, 8, 640s}, BackOff{MessageClass::bulk, 50, 30min}));

TEST(AfterAttempt, AmbiguousIsNotRepeatedWhereACopyWouldDisturb) {
    for (const auto message_class : {MessageClass::arrival, MessageClass::bulk}) {
        const NextAttempt next = after(SendOutcome::ambiguous, message_class, 1, false);
        EXPECT_EQ(next.settlement, Settlement::failed);
        EXPECT_EQ(next.reason, "ambiguous");
        EXPECT_FALSE(next.next_rung);
    }
    for (const auto message_class : {MessageClass::escalation, MessageClass::dialogue, MessageClass::staff})
        EXPECT_EQ(after(SendOutcome::ambiguous, message_class, 1, false).settlement, Settlement::retry);
}

TEST(AfterAttempt, ThrottlingIsNotTheMessagesFault) {
    const NextAttempt next = after(SendOutcome::throttled, MessageClass::dialogue, 1, true, 0.0);
    EXPECT_EQ(next.settlement, Settlement::retry);
    EXPECT_EQ(next.delay, 1s);
    EXPECT_FALSE(next.count_attempt);
    EXPECT_EQ(after(SendOutcome::throttled, MessageClass::dialogue, 20).delay, 60s);
    SendResult asked{.outcome = SendOutcome::throttled, .retry_after = 90s};
    EXPECT_EQ(after_attempt(asked, MessageClass::dialogue, 1, now, far_off, true, 0).delay, 90s);
}

TEST(AfterAttempt, OurFaultKeepsTheRowWaiting) {
    const NextAttempt next = after(SendOutcome::our_fault, MessageClass::escalation, 1, true, 0.0);
    EXPECT_EQ(next.settlement, Settlement::retry);
    EXPECT_GE(next.delay, 1s) << "a broken credential must not be hammered";
    EXPECT_FALSE(next.count_attempt);
}

TEST(AfterAttempt, WhatIsHeldBackComesAgainAtItsTurn) {
    const SendResult held{.outcome = SendOutcome::not_its_turn, .retry_after = 400ms};
    const NextAttempt next = after_attempt(held, MessageClass::arrival, 1, now, far_off, true, 1.0);
    EXPECT_EQ(next.settlement, Settlement::retry);
    EXPECT_EQ(next.delay, 400ms);
    EXPECT_FALSE(next.count_attempt);
}

TEST(AfterAttempt, ASpentReplyTokenGoesByPushAtOnce) {
    const NextAttempt next = after(SendOutcome::reply_spent);
    EXPECT_EQ(next.settlement, Settlement::retry);
    EXPECT_EQ(next.delay, 0s);
    EXPECT_FALSE(next.count_attempt);
}

TEST(AfterAttempt, ExpiresAtTheGiveUpTimeAndNotBefore) {
    for (const auto outcome : {SendOutcome::not_started, SendOutcome::ambiguous, SendOutcome::throttled,
                               SendOutcome::our_fault, SendOutcome::not_its_turn, SendOutcome::reply_spent}) {
        const auto ended = after_attempt({.outcome = outcome}, MessageClass::escalation, 3, now, now, true, 0.5);
        EXPECT_EQ(ended.settlement, Settlement::failed) << to_text(outcome);
        EXPECT_EQ(ended.reason, "expired");
        EXPECT_TRUE(ended.next_rung);
        const auto last = after_attempt({.outcome = outcome}, MessageClass::escalation, 9, now, now + 1s, true, 1.0);
        EXPECT_EQ(last.settlement, Settlement::retry) << to_text(outcome);
        EXPECT_LE(last.delay, 1s);
    }
}

TEST(Delivery, TimesPerClass) {
    EXPECT_EQ(give_up_after(MessageClass::escalation), 60min);
    EXPECT_EQ(give_up_after(MessageClass::dialogue), 2h);
    EXPECT_EQ(give_up_after(MessageClass::staff), 12h);
    EXPECT_EQ(give_up_after(MessageClass::arrival), 3h);
    EXPECT_EQ(give_up_after(MessageClass::bulk), 12h);
    EXPECT_EQ(next_rung_after(MessageClass::escalation), Duration{60s});
    EXPECT_EQ(next_rung_after(MessageClass::dialogue), Duration{5min});
    EXPECT_FALSE(next_rung_after(MessageClass::staff));
    EXPECT_FALSE(next_rung_after(MessageClass::arrival));
}

}  // namespace
}  // namespace todoke
