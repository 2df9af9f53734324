// What an account may still spend, and what a claim makes of it.
#include "tests/store/outbox_fixture.hpp"

namespace todoke::test {
namespace {

class BudgetsTest : public OutboxFixture {
protected:
    const Period month{at(-86400), at(86400)};
    void read(std::optional<std::int64_t> limit, std::int64_t used, Instant now) {
        in([&](Transaction& tx) {
            tx.budgets().keep_reading("line", "main",
                                      {.period = month, .limit = limit, .used = used, .routine_per_day = 6}, now);
        });
    }
    void judged(Spending spending, Instant now) {
        in([&](Transaction& tx) { tx.budgets().judge("line", "main", {spending, std::nullopt}, now); });
    }
    std::optional<KnownBudget> known(Instant now) {
        std::optional<KnownBudget> budget;
        in([&](Transaction& tx) { budget = tx.budgets().of("line", "main", now); });
        return budget;
    }
    SettledMessage pushed(const ClaimedMessage& message) {
        SettledMessage one = sent(message);
        one.result.cost = 1;
        return one;
    }
};

TEST_F(BudgetsTest, AReadingHoldsForItsPeriod) {
    EXPECT_FALSE(known(at(0)));
    read(200, 120, at(0));
    ASSERT_TRUE(known(at(1)));
    EXPECT_EQ(known(at(1))->budget.limit, 200);
    EXPECT_EQ(known(at(1))->budget.used, 120);
    EXPECT_EQ(known(at(1))->budget.routine_per_day, 6);
    EXPECT_EQ(known(at(1))->budget.reserve_percent, 25);
    EXPECT_FALSE(known(at(86400))) << "another month";
    read(std::nullopt, 130, at(2));
    EXPECT_FALSE(known(at(3))->budget.limit);
}

TEST_F(BudgetsTest, OneProcessAsksAtATime) {
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.budgets().begin_reading("line", "main", at(300), at(0)));
        EXPECT_FALSE(tx.budgets().begin_reading("line", "main", at(300), at(299)));
        EXPECT_TRUE(tx.budgets().begin_reading("line", "other", at(300), at(0)));
        EXPECT_TRUE(tx.budgets().begin_reading("line", "main", at(600), at(300)));
    });
}

TEST_F(BudgetsTest, OwnSendsCountSinceTheReadingAndAnswersCostNothing) {
    read(200, 120, at(0));
    add({draft("a"), draft("b"), draft("c")});
    const auto claimed = claim(at(1));
    ASSERT_EQ(claimed.size(), 3u);
    settle({pushed(claimed[0]), pushed(claimed[1]), sent(claimed[2])}, at(2));
    in([&](Transaction& tx) { EXPECT_EQ(tx.budgets().recount("line", "main", at(3))->budget.used, 122); });
    EXPECT_EQ(known(at(3))->budget.used, 122);
    read(200, 122, at(4));  // the platform has counted them too
    in([&](Transaction& tx) { EXPECT_EQ(tx.budgets().recount("line", "main", at(5))->budget.used, 122); });
}

TEST_F(BudgetsTest, ARefusalEndsTheMonthForThatAccountAtOnce) {
    read(200, 120, at(0));
    add({draft("a"), draft("b", MessageClass::escalation)});
    auto claimed = claim(at(1), 1);
    ASSERT_EQ(claimed.size(), 1u);
    SettledMessage refused = failed(claimed[0], "quota");
    refused.result = {.outcome = SendOutcome::quota_exhausted, .reason = "quota", .quota_period = month};
    settle({refused}, at(2));
    EXPECT_TRUE(known(at(2))->budget.refused);
    EXPECT_EQ(known(at(2))->spending, Spending::gone);
    EXPECT_THAT(claim(at(3)), IsEmpty());
    EXPECT_EQ(state("a"), "2 quota");
    // The platform says that there is room (the cap was raised, or the reservation of a broadcast ended).
    read(200, 120, at(4));
    EXPECT_FALSE(known(at(4))->budget.refused);
}

TEST_F(BudgetsTest, ARefusalOfAnAccountNobodyHasReadIsKept) {
    add({draft("a")});
    auto claimed = claim(at(1));
    SettledMessage refused = failed(claimed.at(0), "quota");
    refused.result = {.outcome = SendOutcome::quota_exhausted, .reason = "quota", .quota_period = month};
    settle({refused}, at(2));
    ASSERT_TRUE(known(at(3)));
    EXPECT_EQ(known(at(3))->spending, Spending::gone);
}

TEST_F(BudgetsTest, WhatCostsFailsWithoutACallWhereNothingIsLeftAndTheNextAddressIsTried) {
    read(200, 200, at(0));
    judged(Spending::gone, at(0));
    OutboxDraft words = draft("words", MessageClass::staff), turn = draft("turn:1", MessageClass::dialogue);
    words.must_arrive = true;
    turn.reply_token = "token";
    turn.reply_until = at(50);
    add({words, turn, draft("passing")});
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("turn:1")) << "an answer is free";
    EXPECT_EQ(state("words"), "2 quota");
    EXPECT_EQ(state("passing"), "2 quota");
    EXPECT_THAT(stranded(at(1)), testing::Contains(std::pair(std::string("words"), true)));
    // Next month everything goes again.
    add({draft("later")});
    database.execute("update send_budget set ends = ends - interval '1 day'");
    EXPECT_THAT(dedups(claim(at(3))), ElementsAre("later"));
}

TEST_F(BudgetsTest, AnAlarmIsTriedUntilThePlatformItselfHasRefused) {
    read(200, 200, at(0));
    judged(Spending::gone, at(0));
    OutboxDraft second = draft("second", MessageClass::escalation);
    second.must_arrive = true;
    add({draft("first", MessageClass::escalation), draft("words", MessageClass::dialogue)});
    const auto tried = claim(at(1));
    ASSERT_THAT(dedups(tried), ElementsAre("first")) << "our own count may be wrong";
    SettledMessage refused = failed(tried[0], "quota");
    refused.result = {.outcome = SendOutcome::quota_exhausted, .reason = "quota", .quota_period = month};
    settle({refused}, at(2));
    add({second}, at(2));
    EXPECT_THAT(claim(at(3)), IsEmpty());
    EXPECT_EQ(state("second"), "2 quota");
    EXPECT_THAT(stranded(at(3)), testing::Contains(std::pair(std::string("second"), true)));
}

TEST_F(BudgetsTest, TheReserveLetsEverythingButRoutineThrough) {
    read(200, 160, at(0));
    judged(Spending::reserve, at(0));
    add({draft("alarm", MessageClass::escalation), draft("words", MessageClass::dialogue),
         draft("card", MessageClass::staff), draft("passing", MessageClass::arrival),
         draft("bulk", MessageClass::bulk)});
    EXPECT_THAT(dedups(claim(at(1))), UnorderedElementsAre("alarm", "words", "card"));
    EXPECT_EQ(state("passing"), "2 quota");
    EXPECT_EQ(state("bulk"), "2 quota");
}

TEST_F(BudgetsTest, AnotherAccountIsNotConcernedAndARestingOneIsLeftOut) {
    const auto other = add_guardian("U0456");
    database.execute("update contact set account = 'other' where id = " + std::to_string(other.contact.value));
    OutboxDraft theirs = draft("theirs");
    theirs.contact = other.contact;
    theirs.person = other.person;
    theirs.relation = other.relation;
    read(200, 200, at(0));
    judged(Spending::gone, at(0));
    add({draft("ours"), theirs});
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("theirs"));
    add({draft("again")});
    read(200, 0, at(2));
    judged(Spending::free, at(2));
    const auto resting = store->outbox().claim("line", 10, 30s, at(3), {"main"});
    ASSERT_TRUE(resting);
    EXPECT_THAT(*resting, IsEmpty());
    EXPECT_THAT(dedups(claim(at(3))), ElementsAre("again"));
}

TEST_F(BudgetsTest, AddressesThatAreToldOfPassingsAreCounted) {
    add_guardian("U0456");
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.budgets().scan_notice_addresses("line", "main"), 0) << "no gate yet";
        tx.attendance().add_gate({.school = school, .code = "main", .secret = "s"}, at(0));
        EXPECT_EQ(tx.budgets().scan_notice_addresses("line", "main"), 2);
        tx.people().set_contact_state(guardian.contact, ContactState::blocked, at(0));
        EXPECT_EQ(tx.budgets().scan_notice_addresses("line", "main"), 1);
        EXPECT_EQ(tx.budgets().scan_notice_addresses("line", "other"), 0);
    });
}

}  // namespace
}  // namespace todoke::test
