#include <map>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "tests/store/store_fixture.hpp"

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class OutboxTest : public StoreFixture {
protected:
    void SetUp() override {
        StoreFixture::SetUp();
        guardian = add_guardian();
    }

    OutboxDraft draft(const std::string& dedup, MessageClass message_class = MessageClass::arrival) const {
        OutboxDraft one;
        one.contact = guardian.contact;
        one.person = guardian.person;
        one.relation = guardian.relation;
        one.school = school;
        one.student = guardian.student;
        one.message_class = message_class;
        one.dedup = dedup;
        one.messages = {Message{.key = "scan.passed", .args = Value::object({{"child", "ハナ"}})}};
        one.run_at = at(0);
        one.why = "guardian of the student";
        return one;
    }
    std::vector<OutboxId> add(const std::vector<OutboxDraft>& drafts, Instant now = at(0)) {
        std::vector<OutboxId> ids;
        in([&](Transaction& tx) { ids = tx.outbox().add(drafts, now); });
        return ids;
    }
    std::vector<ClaimedMessage> claim(Instant now, int limit = 50, const std::string& channel = "line") {
        auto claimed = store->outbox().claim(channel, limit, 30s, now);
        EXPECT_TRUE(claimed) << claimed.error().what;
        return claimed.value_or(std::vector<ClaimedMessage>{});
    }
    static std::vector<std::string> dedups(const std::vector<ClaimedMessage>& messages) {
        std::vector<std::string> all;
        for (const auto& one : messages) all.push_back(one.draft.dedup);
        return all;
    }
    static SettledMessage sent(const ClaimedMessage& message, const std::string& provider_id = "p1") {
        SettledMessage one{.id = message.id, .lease = message.lease};
        one.next.settlement = Settlement::sent;
        one.result.outcome = SendOutcome::accepted;
        one.result.provider_id = provider_id;
        return one;
    }
    static SettledMessage failed(const ClaimedMessage& message, const std::string& reason) {
        SettledMessage one{.id = message.id, .lease = message.lease};
        one.next = {.settlement = Settlement::failed, .reason = reason};
        one.result.outcome = SendOutcome::rejected;
        return one;
    }
    static SettledMessage again(const ClaimedMessage& message, Duration delay, SendOutcome outcome, bool count) {
        SettledMessage one{.id = message.id, .lease = message.lease};
        one.next = {.settlement = Settlement::retry, .delay = delay, .count_attempt = count};
        one.result.outcome = outcome;
        return one;
    }
    void settle(const std::vector<SettledMessage>& all, Instant now) {
        const auto done = store->outbox().settle(all, now);
        ASSERT_TRUE(done) << done.error().what;
    }
    std::string state(const std::string& dedup) const {
        return database.text_of("select state || coalesce(' ' || reason, '') from outbox where dedup = '" + dedup + "'");
    }
    std::vector<std::pair<std::string, bool>> stranded(Instant now) {
        std::vector<std::pair<std::string, bool>> all;
        in([&](Transaction& tx) {
            for (const auto& one : tx.outbox().stranded(now, 50)) all.emplace_back(one.draft.dedup, one.failed);
        });
        return all;
    }

    Guardian guardian;
};

TEST_F(OutboxTest, AMessageComesBackWithEverythingItsSenderNeeds) {
    OutboxDraft one = draft("a", MessageClass::dialogue);
    one.messages[0].nonce = std::string(32, 'a');
    one.messages[0].choices = {{.code = "send", .label = "choice.send", .style = Choice::Style::primary}};
    one.reply_token = "token";
    one.reply_until = at(50);
    one.must_arrive = true;
    one.step = 2;
    in([&](Transaction& tx) {
        tx.people().set_conversation_reference(guardian.contact, Value::object({{"service", "https://x"}}), at(0));
    });
    const auto ids = add({one});
    const auto claimed = claim(at(1));
    ASSERT_EQ(claimed.size(), 1u);
    const ClaimedMessage& got = claimed[0];
    EXPECT_EQ(got.id, ids[0]);
    EXPECT_EQ(got.attempts, 1);
    EXPECT_EQ(got.ambiguous, 0);
    EXPECT_EQ(got.idempotency_key.size(), 36u);
    EXPECT_EQ(got.address, "U0123");
    EXPECT_EQ(got.language, "ja-easy");
    EXPECT_EQ(got.conversation_reference["service"].as_string(), "https://x");
    EXPECT_EQ(got.give_up_at, at(0) + give_up_after(MessageClass::dialogue));
    EXPECT_EQ(got.updates_provider_id, "");
    EXPECT_EQ(got.draft.channel, "line");
    EXPECT_EQ(got.draft.account, "main");
    EXPECT_EQ(got.draft.contact, guardian.contact);
    EXPECT_EQ(got.draft.person, guardian.person);
    EXPECT_EQ(got.draft.relation, guardian.relation);
    EXPECT_EQ(got.draft.student, guardian.student);
    EXPECT_EQ(got.draft.school, school);
    EXPECT_EQ(got.draft.step, 2);
    EXPECT_EQ(got.draft.reply_token, "token");
    EXPECT_EQ(got.draft.reply_until, at(50));
    EXPECT_TRUE(got.draft.must_arrive);
    EXPECT_EQ(got.draft.why, one.why);
    ASSERT_EQ(got.draft.messages.size(), 1u);
    EXPECT_EQ(to_value(got.draft.messages[0]), to_value(one.messages[0]));
}

TEST_F(OutboxTest, AStrangerIsAnsweredAtTheAddressOfTheEvent) {
    OutboxDraft one;
    one.channel = "line";
    one.account = "main";
    one.address_for_unlinked = "U9999";
    one.dedup = "turn:1";
    one.message_class = MessageClass::dialogue;
    one.messages = {Message{.key = "hello.unlinked"}};
    one.run_at = at(0);
    one.why = "answer";
    add({one});
    const auto claimed = claim(at(1));
    ASSERT_EQ(claimed.size(), 1u);
    EXPECT_EQ(claimed[0].address, "U9999");
    EXPECT_EQ(claimed[0].language, "ja");
    EXPECT_EQ(database.text_of("select count(*) from outbox where position('U9999'::bytea in address_sealed) > 0"), "0");
}

TEST_F(OutboxTest, ADedupKeyIsWrittenOnce) {
    const auto first = add({draft("a"), draft("b")});
    const auto second = add({draft("b"), draft("c"), draft("c")});
    EXPECT_EQ(second[0], OutboxId{});
    EXPECT_NE(second[1], OutboxId{});
    EXPECT_EQ(second[2], OutboxId{});
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("a", "b", "c"));
}

TEST_F(OutboxTest, WhatMattersMoreIsClaimedFirst) {
    add({draft("bulk", MessageClass::bulk), draft("arrival", MessageClass::arrival), draft("search", MessageClass::escalation),
         draft("staff", MessageClass::staff), draft("answer", MessageClass::dialogue)});
    EXPECT_THAT(dedups(claim(at(1), 3)), ElementsAre("search", "answer", "staff"));
    EXPECT_THAT(dedups(claim(at(1), 3)), ElementsAre("arrival", "bulk"));
    EXPECT_THAT(claim(at(1)), IsEmpty());
}

TEST_F(OutboxTest, AChannelSeesOnlyItsOwnMessagesAndOnlyWhenTheyAreDue) {
    OutboxDraft later = draft("later");
    later.run_at = at(100);
    add({draft("now"), later});
    EXPECT_THAT(claim(at(1), 50, "teams"), IsEmpty());
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("now"));
    EXPECT_THAT(dedups(claim(at(100))), UnorderedElementsAre("now", "later"));
}

TEST_F(OutboxTest, NothingIsClaimedAfterTheRelationHasEnded) {
    add({draft("a"), draft("b")});
    OutboxDraft own = draft("dialogue", MessageClass::dialogue);
    own.relation = {};
    add({own});
    in([&](Transaction& tx) { tx.people().end_relation(guardian.relation, at(1)); });
    EXPECT_THAT(dedups(claim(at(2))), ElementsAre("dialogue"));
    EXPECT_EQ(state("a").substr(0, 1), "3");
    EXPECT_EQ(state("b").substr(0, 1), "3");
    EXPECT_THAT(claim(at(100)), testing::SizeIs(1));
}

TEST_F(OutboxTest, EndingARelationWaitsForAClaimInProgressAndStopsTheNext) {
    // Removers and claimers race; whatever was claimed after the end had committed would be a leak.
    std::vector<Guardian> families;
    for (int i = 0; i < 12; ++i) families.push_back(add_guardian("U" + std::to_string(1000 + i)));
    std::vector<OutboxDraft> drafts;
    for (int n = 0; n < 10; ++n)
        for (std::size_t f = 0; f < families.size(); ++f) {
            OutboxDraft one = draft(std::to_string(f) + ":" + std::to_string(n));
            one.contact = families[f].contact;
            one.person = families[f].person;
            one.relation = families[f].relation;
            one.student = families[f].student;
            drafts.push_back(one);
        }
    add(drafts);
    database.execute("create table seen (id bigint generated always as identity, what text, relation_id bigint)");
    // The order of entries in `seen` is the order of the row locks, because both sides hold the relation while they write.
    database.execute("create function see() returns trigger language plpgsql as $$ begin "
                     "if tg_table_name = 'outbox' then "
                     "insert into seen (what, relation_id) values (case when new.state = 0 then 'claim' else 'stop' end, new.relation_id); "
                     "else insert into seen (what, relation_id) values ('end', new.id); end if; return new; end $$;"
                     "create trigger see after update on outbox for each row when (old.lease is null and new.lease is not null) execute function see();"
                     "create trigger see after update on relation for each row when (old.ended_at is null and new.ended_at is not null) "
                     "execute function see()");
    std::vector<std::unique_ptr<Store>> stores;
    for (int i = 0; i < 3; ++i) stores.push_back(make_store("racer" + std::to_string(i)));
    std::atomic<int> failures{0};
    {
        std::vector<std::jthread> racers;
        for (int i = 0; i < 2; ++i)
            racers.emplace_back([&, i] {
                for (int round = 0; round < 40; ++round)
                    if (!stores[static_cast<std::size_t>(i)]->outbox().claim("line", 5, 30s, at(1))) ++failures;
            });
        racers.emplace_back([&] {
            for (const Guardian& family : families) {
                const auto done = stores[2]->transact([&](Transaction& tx) {
                    tx.people().end_relation(family.relation, at(1));
                    return true;
                });
                if (!done) ++failures;
            }
        });
    }
    EXPECT_EQ(failures, 0);
    claim(at(2), 500);
    EXPECT_EQ(database.text_of("select count(*) from seen c join seen e on e.what = 'end' and e.relation_id = c.relation_id "
                               "where c.what = 'claim' and c.id > e.id"),
              "0");
    EXPECT_EQ(database.text_of("select count(*) from outbox where state = 0 and lease is null"), "0");
}

TEST_F(OutboxTest, ABlockedAddressFailsSoThatTheLadderGoesOn) {
    OutboxDraft one = draft("a");
    one.must_arrive = true;
    add({one});
    in([&](Transaction& tx) { tx.people().set_contact_state(guardian.contact, ContactState::blocked, at(1)); });
    EXPECT_THAT(claim(at(2)), IsEmpty());
    EXPECT_EQ(state("a"), "2 address_blocked");
    EXPECT_THAT(stranded(at(2)), ElementsAre(std::pair("a", true)));
}

TEST_F(OutboxTest, AMessageNobodyCouldSendInTimeIsFailedAsExpired) {
    add({draft("a")});
    const Instant end = at(0) + give_up_after(MessageClass::arrival);
    EXPECT_THAT(dedups(claim(end - 1s)), ElementsAre("a"));
    EXPECT_THAT(claim(end + 60s), IsEmpty());
    EXPECT_EQ(state("a"), "2 expired");
}

TEST_F(OutboxTest, OnlyTheOwnerOfTheLeaseSettles) {
    add({draft("a")});
    const auto zombie = claim(at(0));
    const auto heir = claim(at(30));
    ASSERT_EQ(heir.size(), 1u);
    EXPECT_EQ(heir[0].idempotency_key, zombie[0].idempotency_key);
    settle({failed(zombie[0], "no")}, at(31));
    EXPECT_EQ(state("a"), "0");
    settle({sent(heir[0])}, at(32));
    settle({failed(heir[0], "no")}, at(33));
    EXPECT_EQ(state("a"), "1");
}

TEST_F(OutboxTest, ABatchIsSettledAtOnceEachInItsOwnWay) {
    add({draft("sent"), draft("failed"), draft("ambiguous"), draft("throttled")});
    std::map<std::string, ClaimedMessage> by;
    for (auto& one : claim(at(0))) by[one.draft.dedup] = one;
    settle({sent(by["sent"], "p77"), failed(by["failed"], "unknown_recipient"), again(by["ambiguous"], 4s, SendOutcome::ambiguous, true),
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
}

TEST_F(OutboxTest, LeasesGivenBackAreFreeAtOnceAndCostNoAttempt) {
    add({draft("a")});
    const auto first = claim(at(0));
    ASSERT_TRUE(store->outbox().give_back(first, at(1)));
    ASSERT_TRUE(store->outbox().give_back(first, at(1)));
    const auto second = claim(at(1));
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].attempts, 1);
}

TEST_F(OutboxTest, WhatASendTeachesAboutTheAddressIsKept) {
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

TEST_F(OutboxTest, AMessageCalledBackOnItsWayThatWasTakenAllTheSameCountsAsSent) {
    add({draft("a"), draft("b")});
    const auto claimed = claim(at(0));
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.outbox().suppress_pending(std::nullopt, std::nullopt, "a", "resolved", at(1)), 1);
        EXPECT_EQ(tx.outbox().suppress_pending(std::nullopt, std::nullopt, "b", "resolved", at(1)), 1);
    });
    settle({sent(claimed[0]), again(claimed[1], 1s, SendOutcome::ambiguous, true)}, at(2));
    EXPECT_EQ(state("a"), "1");
    EXPECT_EQ(state("b"), "3 resolved");
    EXPECT_THAT(claim(at(60)), IsEmpty());
}

TEST_F(OutboxTest, AnswersToOnePersonKeepTheirOrder) {
    add({draft("first", MessageClass::dialogue)});
    add({draft("second", MessageClass::dialogue)});
    const auto first = claim(at(0));
    EXPECT_THAT(dedups(first), ElementsAre("first"));
    EXPECT_THAT(claim(at(1)), IsEmpty());
    settle({sent(first[0])}, at(2));
    EXPECT_THAT(dedups(claim(at(2))), ElementsAre("second"));
}

TEST_F(OutboxTest, AnAnswerDoesNotWaitForEverForOneThatDoesNotGetThrough) {
    add({draft("first", MessageClass::dialogue)});
    add({draft("second", MessageClass::dialogue)});
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto claimed = claim(at(attempt * 10));
        ASSERT_THAT(dedups(claimed), ElementsAre("first"));
        settle({again(claimed[0], 10s, SendOutcome::ambiguous, true)}, at(attempt * 10));
    }
    EXPECT_THAT(dedups(claim(at(29))), ElementsAre("second"));
}

TEST_F(OutboxTest, AnUpdateFindsThePlatformsIdOfTheMessageItReplaces) {
    OutboxDraft update = draft("card:done");
    update.messages[0].updates = "card";
    add({draft("card"), update});
    const auto card = claim(at(0));
    ASSERT_THAT(dedups(card), ElementsAre("card"));
    settle({sent(card[0], "activity-5")}, at(1));
    const auto claimed = claim(at(1));
    ASSERT_THAT(dedups(claimed), ElementsAre("card:done"));
    EXPECT_EQ(claimed[0].updates_provider_id, "activity-5");
}

TEST_F(OutboxTest, AnUpdateOfAMessageThatNeverArrivedKnowsNoId) {
    OutboxDraft update = draft("card:done");
    update.messages[0].updates = "card";
    add({draft("card"), update});
    settle({failed(claim(at(0))[0], "no")}, at(1));
    const auto claimed = claim(at(1));
    ASSERT_THAT(dedups(claimed), ElementsAre("card:done"));
    EXPECT_EQ(claimed[0].updates_provider_id, "");
}

TEST_F(OutboxTest, AMessageThatMustArriveIsStrandedWhenItIsLateOrRefused) {
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

TEST_F(OutboxTest, HeldMessagesComeInGroupsAndAreReleasedOrFolded) {
    OutboxDraft one = draft("one", MessageClass::staff), two = draft("two", MessageClass::staff), other = draft("other", MessageClass::staff);
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

TEST_F(OutboxTest, AnAuthorHearsTheFateOnceAndNotBeforeTheLadderHasTried) {
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

TEST_F(OutboxTest, AQuotedMessageIsFoundOnlyForThePersonWhoGotIt) {
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

TEST_F(OutboxTest, SuppressingWithoutAConditionIsRefused) {
    add({draft("a")});
    const auto done = store->transact([&](Transaction& tx) {
        tx.outbox().suppress_pending(std::nullopt, std::nullopt, "", "x", at(1));
        return true;
    });
    EXPECT_FALSE(done);
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("a"));
}

TEST_F(OutboxTest, RacingClaimersNeverHoldTheSameMessage) {
    std::vector<OutboxDraft> drafts;
    for (int i = 0; i < 300; ++i) drafts.push_back(draft("d" + std::to_string(i)));
    add(drafts);
    std::vector<std::unique_ptr<Store>> stores;
    std::vector<std::vector<std::string>> got(4);
    for (int i = 0; i < 4; ++i) stores.push_back(make_store("sender" + std::to_string(i)));
    {
        std::vector<std::jthread> senders;
        for (std::size_t i = 0; i < stores.size(); ++i)
            senders.emplace_back([&, i] {
                for (int round = 0; round < 60; ++round) {
                    const auto claimed = stores[i]->outbox().claim("line", 7, 30s, at(1));
                    if (!claimed) continue;
                    std::vector<SettledMessage> all;
                    for (const auto& one : *claimed) {
                        got[i].push_back(one.draft.dedup);
                        all.push_back(sent(one));
                    }
                    (void)stores[i]->outbox().settle(all, at(2));
                }
            });
    }
    std::size_t count = 0;
    std::set<std::string> different;
    for (const auto& mine : got) {
        count += mine.size();
        different.insert(mine.begin(), mine.end());
    }
    EXPECT_EQ(count, 300u);
    EXPECT_EQ(different.size(), 300u);
    EXPECT_EQ(database.text_of("select count(*) from outbox where state = 1 and attempts = 1"), "300");
}

TEST_F(OutboxTest, NoWordOfAMessageIsReadableInTheDatabase) {
    OutboxDraft one = draft("a");
    one.messages[0].args.set("remarks", "ひみつ");
    one.reply_token = "secret-token";
    one.reply_until = at(50);
    add({one});
    EXPECT_EQ(database.text_of("select count(*) from outbox o where position('ひみつ' in o::text) > 0 or position('ひみつ'::bytea in body_sealed) > 0 "
                               "or position('secret-token'::bytea in body_sealed) > 0 or position('secret' in o::text) > 0"),
              "0");
}

}  // namespace
}  // namespace todoke::test
