// What an answer takes along, and what becomes of it.
#include "bot/outbox/riders.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

const Instant now{1'000'000s};

ClaimedMessage rider(int id, const std::string& key, const std::string& fold_key = "") {
    ClaimedMessage one;
    one.id = OutboxId{id};
    one.lease = 7;
    one.draft.fold_key = fold_key;
    one.draft.ride = Ride::until_due;
    one.draft.run_at = now + 1h;
    one.draft.messages = {Message{.key = key, .args = Value::object({{"time", id}})}};
    return one;
}

TEST(Riders, GoInOrderAsFarAsThereIsRoom) {
    const std::vector<ClaimedMessage> riders{rider(1, "report.acknowledged"), rider(2, "scan.passed", "day"),
                                             rider(3, "report.acknowledged"), rider(4, "scan.passed", "day")};
    const Load two = load_riders(riders, 2);
    ASSERT_EQ(two.messages.size(), 2u);
    EXPECT_EQ(two.messages[0].key, "report.acknowledged");
    EXPECT_EQ(two.messages[1].key, "scan.digest");  // one message for the list, however long
    ASSERT_EQ(two.messages[1].args["items"].items().size(), 2u);
    EXPECT_EQ(two.messages[1].args["items"].items()[1]["time"].as_integer(), 4);
    EXPECT_EQ(two.rows[1], (std::vector<const ClaimedMessage*>{&riders[1], &riders[3]}));
    EXPECT_EQ(two.left, std::vector<const ClaimedMessage*>{&riders[2]});
    const Load none = load_riders(riders, 0);
    EXPECT_TRUE(none.messages.empty());
    EXPECT_EQ(none.left.size(), 4u);
}

TEST(Riders, OneOfAListKeepsItsOwnWords) {
    const std::vector<ClaimedMessage> riders{rider(2, "scan.passed", "day")};
    EXPECT_EQ(load_riders(riders, 4).messages.front().key, "scan.passed");
}

TEST(Riders, AreSettledWithTheAnswerThatTookThem) {
    const ClaimedMessage one = rider(1, "report.acknowledged");
    const SettledMessage sent = settled_rider(one, {.outcome = SendOutcome::accepted}, "m2", now);
    EXPECT_EQ(sent.next.settlement, Settlement::sent);
    EXPECT_EQ(sent.result.provider_id, "m2");
    EXPECT_EQ(sent.result.cost, 0);
    EXPECT_EQ(sent.lease, 7);
}

TEST(Riders, GoOnWaitingWhenTheAnswerDidNotLeave) {
    const ClaimedMessage one = rider(1, "report.acknowledged");
    for (const auto outcome : {SendOutcome::not_started, SendOutcome::throttled, SendOutcome::rejected,
                               SendOutcome::our_fault, SendOutcome::ambiguous}) {
        const SettledMessage waits = settled_rider(one, {.outcome = outcome}, "", now);
        EXPECT_EQ(waits.next.settlement, Settlement::retry) << to_text(outcome);
        EXPECT_EQ(waits.next.delay, Duration{1h}) << "the time it had";
        EXPECT_EQ(waits.next.count_attempt, outcome == SendOutcome::ambiguous);
        EXPECT_EQ(waits.result.outcome, outcome);
    }
}

}  // namespace
}  // namespace todoke
