// Messages that wait for an answer to go with: claimed with it, settled once, and ended where none came.
#include "tests/store/outbox_fixture.hpp"

namespace todoke::test {
namespace {

class OutboxRidersTest : public OutboxFixture {
protected:
    OutboxDraft waiting(const std::string& dedup, Ride ride = Ride::or_not_at_all) {
        OutboxDraft one = draft(dedup, MessageClass::dialogue);
        one.ride = ride;
        one.run_at = at(3600);
        return one;
    }
    OutboxDraft answer(const std::string& dedup) {
        OutboxDraft one = draft(dedup, MessageClass::dialogue);
        one.relation = {};
        one.reply_token = "token";
        one.reply_until = at(50);
        return one;
    }
    static std::vector<std::string> aboard(const ClaimedMessage& message) { return dedups(message.riders); }
};

TEST_F(OutboxRidersTest, WaitUntilAnAnswerToTheSameContactIsClaimed) {
    const auto other = add_guardian("U0456");
    OutboxDraft theirs = waiting("theirs");
    theirs.contact = other.contact;
    theirs.person = other.person;
    theirs.relation = other.relation;
    theirs.student = other.student;
    add({waiting("a"), waiting("b", Ride::until_due), theirs});
    EXPECT_THAT(claim(at(1)), IsEmpty());
    add({answer("turn:1")});
    const auto claimed = claim(at(2));
    ASSERT_THAT(dedups(claimed), ElementsAre("turn:1"));
    EXPECT_THAT(aboard(claimed[0]), ElementsAre("a", "b"));
    EXPECT_EQ(claimed[0].riders[0].address, "U0123");
    EXPECT_EQ(claimed[0].riders[0].lease, claimed[0].lease);
    // Under a lease nobody else takes them along.
    OutboxDraft second = answer("turn:2");
    second.message_class = MessageClass::staff;  // does not wait for the first
    add({second});
    EXPECT_THAT(aboard(claim(at(3)).at(0)), IsEmpty());
    settle({sent(claimed[0].riders[0], "m1"), sent(claimed[0].riders[1], "m2"), sent(claimed[0], "m3")}, at(3));
    EXPECT_EQ(state("a"), "1");
    EXPECT_EQ(database.text_of("select provider_id from outbox where dedup = 'b'"), "m2");
    EXPECT_EQ(state("theirs"), "0");
    // Settling twice is settling once.
    settle({again(claimed[0].riders[0], 5s, SendOutcome::not_started, false)}, at(4));
    EXPECT_EQ(state("a"), "1");
}

TEST_F(OutboxRidersTest, DoNotGoWithWhatCosts) {
    add({waiting("a")});
    OutboxDraft push = draft("push");
    OutboxDraft too_old = answer("turn:1");
    too_old.reply_until = at(1);
    add({push, too_old});
    for (const ClaimedMessage& one : claim(at(2))) EXPECT_THAT(aboard(one), IsEmpty()) << one.draft.dedup;
}

TEST_F(OutboxRidersTest, FourAtMostAndTheOldestFirst) {
    add({waiting("a"), waiting("b"), waiting("c"), waiting("d"), waiting("e")});
    add({answer("turn:1")});
    EXPECT_THAT(aboard(claim(at(1)).at(0)), ElementsAre("a", "b", "c", "d"));
}

TEST_F(OutboxRidersTest, GivenBackTheyWaitOn) {
    add({waiting("a"), answer("turn:1")});
    const auto claimed = claim(at(1));
    ASSERT_THAT(aboard(claimed.at(0)), ElementsAre("a"));
    settle({again(claimed[0].riders[0], 3599s, SendOutcome::not_started, false), sent(claimed[0])}, at(1));
    EXPECT_EQ(state("a"), "0 not_started");
    add({answer("turn:2")});
    const auto next = claim(at(2));
    ASSERT_THAT(aboard(next.at(0)), ElementsAre("a"));
    EXPECT_EQ(next[0].riders[0].attempts, 1);
}

TEST_F(OutboxRidersTest, AProcessThatDiesFreesThemWithItsLease) {
    add({waiting("a"), answer("turn:1")});
    ASSERT_THAT(aboard(claim(at(1)).at(0)), ElementsAre("a"));
    EXPECT_THAT(claim(at(20)), IsEmpty());
    const auto after = claim(at(32));  // the lease of 30 s ran out; the token is still fresh
    ASSERT_THAT(dedups(after), ElementsAre("turn:1"));
    ASSERT_THAT(aboard(after[0]), ElementsAre("a"));
    EXPECT_EQ(after[0].riders[0].ambiguous, 1) << "the dead one may have sent it";
}

TEST_F(OutboxRidersTest, ARelationThatEndedTakesThemOff) {
    add({waiting("a"), answer("turn:1")});
    in([&](Transaction& tx) { tx.people().end_relation(guardian.relation, at(1)); });
    const auto claimed = claim(at(2));
    ASSERT_THAT(dedups(claimed), ElementsAre("turn:1"));
    EXPECT_THAT(aboard(claimed[0]), IsEmpty());
    EXPECT_EQ(state("a"), "3 not linked");
}

TEST_F(OutboxRidersTest, AtTheirTimeTheyLeaveByThemselvesOrEndWithAReason) {
    OutboxDraft passing = waiting("in any case", Ride::until_due);
    passing.message_class = MessageClass::arrival;
    add({waiting("only with an answer"), passing});
    EXPECT_THAT(claim(at(3599)), IsEmpty());
    EXPECT_THAT(dedups(claim(at(3600))), ElementsAre("in any case"));
    EXPECT_EQ(state("only with an answer"), "3 no answer to go with");
    EXPECT_THAT(stranded(at(9000)), testing::Not(testing::Contains(testing::Pair("only with an answer", testing::_))));
}

TEST_F(OutboxRidersTest, AListThatIsHeldGoesAlongAndIsNotFoldedMeanwhile) {
    OutboxDraft passing = waiting("passing", Ride::until_due);
    passing.fold_key = "day:1";
    passing.run_at = at(10);
    add({passing, answer("turn:1")});
    const auto claimed = claim(at(1));
    ASSERT_THAT(aboard(claimed.at(0)), ElementsAre("passing"));
    EXPECT_EQ(claimed[0].riders[0].draft.fold_key, "day:1");
    in([&](Transaction& tx) { EXPECT_THAT(tx.outbox().held_groups(at(11), 10), IsEmpty()); });
    settle({sent(claimed[0].riders[0]), sent(claimed[0])}, at(12));
    in([&](Transaction& tx) { EXPECT_THAT(tx.outbox().held_groups(at(100), 10), IsEmpty()); });
    EXPECT_EQ(state("passing"), "1");
}

TEST_F(OutboxRidersTest, WordsTakeTheWaitingPartWithThem) {
    add({waiting("rep:1:report.acknowledged:silent:1"), draft("rep:1:report.acknowledged:0:1")});
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.outbox().suppress_waiting("rep:1:", "said with the words", at(1)), 1);
        EXPECT_EQ(tx.outbox().suppress_waiting("rep:1:", "said with the words", at(1)), 0);
    });
    EXPECT_EQ(state("rep:1:report.acknowledged:silent:1"), "3 said with the words");
    EXPECT_EQ(state("rep:1:report.acknowledged:0:1"), "0") << "words on their way are not called back";
}

TEST_F(OutboxRidersTest, RacingClaimersTakeEachAlongOnce) {
    std::vector<OutboxDraft> drafts;
    for (int i = 0; i < 40; ++i) drafts.push_back(waiting("w" + std::to_string(i)));
    for (int i = 0; i < 40; ++i) {
        OutboxDraft one = answer("turn:" + std::to_string(i));
        one.message_class = MessageClass::staff;  // no order among them: all can be claimed at once
        drafts.push_back(one);
    }
    add(drafts);
    std::mutex mutex;
    std::map<std::string, int> seen;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i)
                for (const auto& one : store->outbox().claim("line", 1, 30s, at(1)).value())
                    for (const auto& rider : one.riders) {
                        const std::lock_guard lock(mutex);
                        ++seen[rider.draft.dedup];
                    }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_FALSE(seen.empty());
    for (const auto& [dedup, times] : seen) EXPECT_EQ(times, 1) << dedup;
}

}  // namespace
}  // namespace todoke::test
