// What becomes of an attempt, and what follows from it later: ladder, lists, the author's word.
#include "tests/store/outbox_fixture.hpp"

namespace todoke::test {
namespace {

class OutboxSettleTest : public OutboxFixture {};

TEST_F(OutboxSettleTest, OnlyTheOwnerOfTheLeaseSettles) {
    add({draft("a")});
    const auto zombie = claim(at(0));
    const auto heir = claim(at(30));
    ASSERT_EQ(heir.size(), 1u);
    EXPECT_EQ(heir[0].idempotency_key, zombie[0].idempotency_key);
    // Whoever lost the lease may have sent the message: it is possibly out twice.
    EXPECT_EQ(zombie[0].ambiguous, 0);
    EXPECT_EQ(heir[0].ambiguous, 1);
    settle({failed(zombie[0], "no")}, at(31));
    EXPECT_EQ(state("a"), "0");
    settle({sent(heir[0])}, at(32));
    settle({failed(heir[0], "no")}, at(33));
    EXPECT_EQ(state("a"), "1");
}

TEST_F(OutboxSettleTest, ABatchIsSettledAtOnceEachInItsOwnWay) {
    add({draft("sent"), draft("failed"), draft("ambiguous"), draft("throttled")});
    std::map<std::string, ClaimedMessage> by;
    for (auto& one : claim(at(0))) by[one.draft.dedup] = one;
    settle({sent(by["sent"], "p77"), failed(by["failed"], "unknown_recipient"),
            again(by["ambiguous"], 4s, SendOutcome::ambiguous, true),
            again(by["throttled"], 10s, SendOutcome::throttled, false)},
           at(1));
    EXPECT_EQ(state("sent"), "1");
    EXPECT_EQ(database.text_of("select provider_id from outbox where dedup = 'sent'"), "p77");
    EXPECT_EQ(state("failed"), "2 unknown_recipient");
    EXPECT_THAT(claim(at(4)), IsEmpty());
    const auto second = claim(at(5));
    ASSERT_THAT(dedups(second), ElementsAre("ambiguous"));
    EXPECT_EQ(second[0].attempts, 2);
    EXPECT_EQ(second[0].ambiguous, 1);
    const auto third = claim(at(11));
    ASSERT_THAT(dedups(third), ElementsAre("throttled"));
    EXPECT_EQ(third[0].attempts, 1);
    EXPECT_EQ(third[0].ambiguous, 0);
    const auto twice = again(third[0], 1s, SendOutcome::ambiguous, true);
    settle({twice}, at(12));
    settle({twice}, at(12));
    EXPECT_EQ(claim(at(16)).at(0).ambiguous, 1);
}

TEST_F(OutboxSettleTest, LeasesGivenBackAreFreeAtOnceAndCostNoAttempt) {
    add({draft("a")});
    const auto first = claim(at(0));
    ASSERT_TRUE(store->outbox().give_back(first, at(1)));
    ASSERT_TRUE(store->outbox().give_back(first, at(1)));
    const auto second = claim(at(1));
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].attempts, 1);
}

TEST_F(OutboxSettleTest, WhatASendTeachesAboutTheAddressIsKept) {
    add({draft("a"), draft("b")});
    const auto claimed = claim(at(0));
    SettledMessage learned = sent(claimed[0]);
    learned.result.conversation_reference = Value::object({{"id", "conv-7"}});
    SettledMessage dead = failed(claimed[1], "unknown_recipient");
    dead.result.address_unusable = true;
    settle({learned, dead}, at(1));
    in([&](Transaction& tx) {
        const auto contact = tx.people().contacts_of(guardian.person).at(0);
        EXPECT_EQ(contact.conversation_reference["id"].as_string(), "conv-7");
        EXPECT_EQ(contact.state, ContactState::unusable);
    });
}

TEST_F(OutboxSettleTest, AMessageCalledBackOnItsWayThatWasTakenAllTheSameCountsAsSent) {
    add({draft("a"), draft("b")});
    const auto claimed = claim(at(0));
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.outbox().suppress_pending(std::nullopt, std::nullopt, "a", "resolved", at(1)), 1);
        EXPECT_EQ(tx.outbox().suppress_pending(std::nullopt, std::nullopt, "b", "resolved", at(1)), 1);
    });
    settle({sent(claimed[0]), again(claimed[1], 1s, SendOutcome::ambiguous, true)}, at(2));
    EXPECT_EQ(state("a"), "1");
    EXPECT_EQ(state("b"), "3 resolved");
    EXPECT_EQ(ambiguous("a"), 0);
    EXPECT_EQ(ambiguous("b"), 1);
    EXPECT_THAT(claim(at(60)), IsEmpty());
}

TEST_F(OutboxSettleTest, WhatADeadSenderHeldWhenItWasCalledBackMayHaveArrived) {
    add({draft("held"), draft("waits")});
    ASSERT_EQ(claim(at(0), 1).size(), 1u);
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.outbox().suppress_pending(std::nullopt, std::nullopt, "held", "resolved", at(1)), 1);
        EXPECT_EQ(tx.outbox().suppress_pending(std::nullopt, std::nullopt, "waits", "resolved", at(1)), 1);
    });
    EXPECT_EQ(ambiguous("held"), 1);
    EXPECT_EQ(ambiguous("waits"), 0);
}

TEST_F(OutboxSettleTest, AMessageThatMustArriveIsStrandedWhenItIsLateOrRefused) {
    OutboxDraft search = draft("search", MessageClass::escalation), answer = draft("answer", MessageClass::dialogue);
    OutboxDraft refused = draft("refused", MessageClass::staff), plain = draft("plain", MessageClass::escalation);
    search.must_arrive = answer.must_arrive = refused.must_arrive = true;
    add({search, answer, refused, plain});
    EXPECT_THAT(stranded(at(59)), IsEmpty());
    for (const auto& one : claim(at(59)))
        if (one.draft.dedup == "refused") settle({failed(one, "blocked")}, at(59));
    EXPECT_THAT(stranded(at(59)), ElementsAre(std::pair("refused", true)));
    EXPECT_THAT(stranded(at(60)), ElementsAre(std::pair("search", false), std::pair("refused", true)));
    in([&](Transaction& tx) {
        for (const auto& one : tx.outbox().stranded(at(60), 50)) {
            EXPECT_EQ(one.contact, guardian.contact);
            EXPECT_EQ(one.reason, one.failed ? "blocked" : "");
            EXPECT_EQ(one.draft.messages.size(), 1u);
            tx.outbox().mark_laddered(one.id, at(60));
        }
    });
    EXPECT_THAT(stranded(at(299)), IsEmpty());
    EXPECT_THAT(stranded(at(300)), ElementsAre(std::pair("answer", false)));
}

TEST_F(OutboxSettleTest, HeldMessagesComeInGroupsAndAreReleasedOrFolded) {
    OutboxDraft one = draft("one", MessageClass::staff), two = draft("two", MessageClass::staff),
                other = draft("other", MessageClass::staff);
    one.fold_key = two.fold_key = "staff:1";
    other.fold_key = "staff:2";
    one.run_at = at(100);
    two.run_at = at(200);
    other.run_at = at(300);
    add({one, two, other});
    EXPECT_THAT(claim(at(1000)), IsEmpty());
    std::vector<OutboxId> ids;
    in([&](Transaction& tx) {
        EXPECT_THAT(tx.outbox().held_groups(at(99), 10), IsEmpty());
        const auto groups = tx.outbox().held_groups(at(100), 10);
        ASSERT_EQ(groups.size(), 1u);
        ASSERT_THAT(dedups(groups[0]), ElementsAre("one", "two"));
        EXPECT_EQ(groups[0][0].address, "U0123");
        const auto list = tx.outbox().add({draft("list", MessageClass::staff)}, at(100));
        tx.outbox().fold_into({groups[0][0].id, groups[0][1].id}, list[0], at(100));
        EXPECT_EQ(tx.outbox().held_groups(at(300), 10).size(), 1u);
        tx.outbox().release_held(tx.outbox().held_groups(at(300), 10)[0][0].id, at(300));
    });
    EXPECT_THAT(dedups(claim(at(300))), UnorderedElementsAre("list", "other"));
    EXPECT_EQ(state("one").substr(0, 14), "3 folded into ");
}

TEST_F(OutboxSettleTest, AnAuthorHearsTheFateOnceAndNotBeforeTheLadderHasTried) {
    OutboxDraft good = draft("good"), bad = draft("bad"), silent = draft("silent");
    good.tell_fate_to = bad.tell_fate_to = guardian.contact;
    bad.must_arrive = true;
    add({good, bad, silent});
    std::map<std::string, ClaimedMessage> by;
    for (auto& one : claim(at(0))) by[one.draft.dedup] = one;
    in([&](Transaction& tx) { EXPECT_THAT(tx.outbox().untold_fates(at(0), 10), IsEmpty()); });
    settle({sent(by["good"]), failed(by["bad"], "blocked"), sent(by["silent"])}, at(1));
    in([&](Transaction& tx) {
        const auto fates = tx.outbox().untold_fates(at(1), 10);
        ASSERT_EQ(fates.size(), 1u);
        EXPECT_EQ(fates[0].draft.dedup, "good");
        EXPECT_TRUE(fates[0].sent);
        EXPECT_EQ(fates[0].draft.tell_fate_to, guardian.contact);
        tx.outbox().mark_fate_told(fates[0].id, at(1));
        tx.outbox().mark_laddered(by["bad"].id, at(1));
        const auto rest = tx.outbox().untold_fates(at(1), 10);
        ASSERT_EQ(rest.size(), 1u);
        EXPECT_FALSE(rest[0].sent);
        EXPECT_EQ(rest[0].reason, "blocked");
    });
}

TEST_F(OutboxSettleTest, AQuotedMessageIsFoundOnlyForThePersonWhoGotIt) {
    OutboxDraft one = draft("a");
    one.messages[0].nonce = std::string(32, 'e');
    add({one});
    in([&](Transaction& tx) { EXPECT_FALSE(tx.outbox().find_sent("line", "main", "p1", guardian.person)); });
    settle({sent(claim(at(0))[0], "p1")}, at(1));
    const Guardian other = add_guardian("U7777");
    in([&](Transaction& tx) {
        const auto found = tx.outbox().find_sent("line", "main", "p1", guardian.person);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->nonce, std::string(32, 'e'));
        EXPECT_FALSE(found->report);
        EXPECT_FALSE(tx.outbox().find_sent("line", "main", "p1", other.person));
        EXPECT_FALSE(tx.outbox().find_sent("line", "second", "p1", guardian.person));
        EXPECT_TRUE(tx.outbox().any_sent("a"));
        EXPECT_FALSE(tx.outbox().any_sent("b"));
    });
}

TEST_F(OutboxSettleTest, SuppressingWithoutAConditionIsRefused) {
    add({draft("a")});
    const auto done = store->transact([&](Transaction& tx) {
        tx.outbox().suppress_pending(std::nullopt, std::nullopt, "", "x", at(1));
        return true;
    });
    EXPECT_FALSE(done);
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("a"));
}

TEST_F(OutboxSettleTest, NoWordOfAMessageIsReadableInTheDatabase) {
    OutboxDraft one = draft("a");
    one.messages[0].args.set("remarks", "ひみつ");
    one.reply_token = "secret-token";
    one.reply_until = at(50);
    add({one});
    EXPECT_EQ(
        database.text_of("select count(*) from outbox o where position('ひみつ' in o::text) > 0 or "
                         "position('ひみつ'::bytea in body_sealed) > 0 "
                         "or position('secret-token'::bytea in body_sealed) > 0 or position('secret' in o::text) > 0"),
        "0");
}

}  // namespace
}  // namespace todoke::test
