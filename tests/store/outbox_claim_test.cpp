// Who may claim what, and when.
#include "tests/store/outbox_fixture.hpp"

namespace todoke::test {
namespace {

class OutboxClaimTest : public OutboxFixture {};

TEST_F(OutboxClaimTest, AMessageComesBackWithEverythingItsSenderNeeds) {
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

TEST_F(OutboxClaimTest, AStrangerIsAnsweredAtTheAddressOfTheEvent) {
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
    EXPECT_EQ(database.text_of("select count(*) from outbox where position('U9999'::bytea in address_sealed) > 0"),
              "0");
}

TEST_F(OutboxClaimTest, ADedupKeyIsWrittenOnce) {
    const auto first = add({draft("a"), draft("b")});
    const auto second = add({draft("b"), draft("c"), draft("c")});
    EXPECT_EQ(second[0], OutboxId{});
    EXPECT_NE(second[1], OutboxId{});
    EXPECT_EQ(second[2], OutboxId{});
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("a", "b", "c"));
}

TEST_F(OutboxClaimTest, WhatMattersMoreIsClaimedFirst) {
    add({draft("bulk", MessageClass::bulk), draft("arrival", MessageClass::arrival),
         draft("search", MessageClass::escalation), draft("staff", MessageClass::staff),
         draft("answer", MessageClass::dialogue)});
    EXPECT_THAT(dedups(claim(at(1), 3)), ElementsAre("search", "answer", "staff"));
    EXPECT_THAT(dedups(claim(at(1), 3)), ElementsAre("arrival", "bulk"));
    EXPECT_THAT(claim(at(1)), IsEmpty());
}

TEST_F(OutboxClaimTest, AChannelSeesOnlyItsOwnMessagesAndOnlyWhenTheyAreDue) {
    OutboxDraft later = draft("later");
    later.run_at = at(100);
    add({draft("now"), later});
    EXPECT_THAT(claim(at(1), 50, "teams"), IsEmpty());
    EXPECT_THAT(dedups(claim(at(1))), ElementsAre("now"));
    EXPECT_THAT(dedups(claim(at(100))), UnorderedElementsAre("now", "later"));
}

TEST_F(OutboxClaimTest, NothingIsClaimedAfterTheRelationHasEnded) {
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

TEST_F(OutboxClaimTest, EndingARelationWaitsForAClaimInProgressAndStopsTheNext) {
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
    // The order of entries in `seen` is the order of the row locks, because both sides hold the relation while they
    // write.
    database.execute(
        "create function see() returns trigger language plpgsql as $$ begin "
        "if tg_table_name = 'outbox' then "
        "insert into seen (what, relation_id) values (case when new.state = 0 then 'claim' else 'stop' end, "
        "new.relation_id); "
        "else insert into seen (what, relation_id) values ('end', new.id); end if; return new; end $$;"
        "create trigger see after update on outbox for each row when (old.lease is null and new.lease is not null) "
        "execute function see();"
        "create trigger see after update on relation for each row when (old.ended_at is null and new.ended_at is not "
        "null) "
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
    EXPECT_EQ(
        database.text_of("select count(*) from seen c join seen e on e.what = 'end' and e.relation_id = c.relation_id "
                         "where c.what = 'claim' and c.id > e.id"),
        "0");
    EXPECT_EQ(database.text_of("select count(*) from outbox where state = 0 and lease is null"), "0");
}

// A long import of people, or a school that ends many links at once, holds relations for minutes.
TEST_F(OutboxClaimTest, NobodyWaitsForARelationThatIsJustBeingChanged) {
    const Guardian other = add_guardian("U0456");
    OutboxDraft alarm = draft("alarm", MessageClass::escalation);
    alarm.contact = other.contact;
    alarm.person = other.person;
    alarm.relation = other.relation;
    alarm.student = other.student;
    add({draft("held", MessageClass::escalation), alarm});
    const auto sender = make_store("sender");
    const auto claim_now = [&](Instant now) {
        const auto claimed = sender->outbox().claim("line", 50, 30s, now);
        EXPECT_TRUE(claimed) << claimed.error().what;
        return dedups(claimed.value_or(std::vector<ClaimedMessage>{}));
    };
    const auto broken_off = store->transact([&](Transaction& tx) {
        tx.links().lock_student(guardian.student);
        const PersonId grandmother = tx.people().add_person(
            {.public_id = std::string(31, '0') + "9", .name = "佐藤 花", .language = "ja"}, school, at(0));
        tx.people().add_relation({.person = grandmother, .school = school, .student = guardian.student}, at(0));
        tx.people().end_relation(guardian.relation, at(0));
        EXPECT_THAT(claim_now(at(1)), ElementsAre("alarm"));
        EXPECT_EQ(state("held"), "0") << "neither sent nor given up while nobody knows";
        return false;
    });
    ASSERT_TRUE(broken_off) << broken_off.error().what;
    EXPECT_THAT(claim_now(at(2)), ElementsAre("held"));
}

TEST_F(OutboxClaimTest, ARelationThatWasBeingChangedAndHasEndedIsSentNothing) {
    add({draft("held")});
    const auto sender = make_store("sender");
    in([&](Transaction& tx) {
        tx.people().end_relation(guardian.relation, at(0));
        EXPECT_THAT(sender->outbox().claim("line", 50, 30s, at(1)).value_or(std::vector<ClaimedMessage>{}), IsEmpty());
        EXPECT_EQ(state("held"), "0");
    });
    EXPECT_THAT(claim(at(2)), IsEmpty());
    EXPECT_EQ(state("held"), "3 not linked");
}

TEST_F(OutboxClaimTest, ABlockedAddressFailsSoThatTheLadderGoesOn) {
    OutboxDraft one = draft("a");
    one.must_arrive = true;
    add({one});
    in([&](Transaction& tx) { tx.people().set_contact_state(guardian.contact, ContactState::blocked, at(1)); });
    EXPECT_THAT(claim(at(2)), IsEmpty());
    EXPECT_EQ(state("a"), "2 address_blocked");
    EXPECT_THAT(stranded(at(2)), ElementsAre(std::pair("a", true)));
}

TEST_F(OutboxClaimTest, AMessageNobodyCouldSendInTimeIsFailedAsExpired) {
    add({draft("a")});
    const Instant end = at(0) + give_up_after(MessageClass::arrival);
    EXPECT_THAT(dedups(claim(end - 1s)), ElementsAre("a"));
    EXPECT_THAT(claim(end + 60s), IsEmpty());
    EXPECT_EQ(state("a"), "2 expired");
}

TEST_F(OutboxClaimTest, AnswersToOnePersonKeepTheirOrder) {
    add({draft("first", MessageClass::dialogue)});
    add({draft("second", MessageClass::dialogue)});
    const auto first = claim(at(0));
    EXPECT_THAT(dedups(first), ElementsAre("first"));
    EXPECT_THAT(claim(at(1)), IsEmpty());
    settle({sent(first[0])}, at(2));
    EXPECT_THAT(dedups(claim(at(2))), ElementsAre("second"));
}

TEST_F(OutboxClaimTest, AnAnswerDoesNotWaitForEverForOneThatDoesNotGetThrough) {
    add({draft("first", MessageClass::dialogue)});
    add({draft("second", MessageClass::dialogue)});
    for (int attempt = 0; attempt < 3; ++attempt) {
        const auto claimed = claim(at(attempt * 10));
        ASSERT_THAT(dedups(claimed), ElementsAre("first"));
        settle({again(claimed[0], 10s, SendOutcome::ambiguous, true)}, at(attempt * 10));
    }
    EXPECT_THAT(dedups(claim(at(29))), ElementsAre("second"));
}

TEST_F(OutboxClaimTest, AnUpdateFindsThePlatformsIdOfTheMessageItReplaces) {
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

TEST_F(OutboxClaimTest, AnUpdateOfAMessageThatNeverArrivedKnowsNoId) {
    OutboxDraft update = draft("card:done");
    update.messages[0].updates = "card";
    add({draft("card"), update});
    settle({failed(claim(at(0))[0], "no")}, at(1));
    const auto claimed = claim(at(1));
    ASSERT_THAT(dedups(claimed), ElementsAre("card:done"));
    EXPECT_EQ(claimed[0].updates_provider_id, "");
}

TEST_F(OutboxClaimTest, RacingClaimersNeverHoldTheSameMessage) {
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

}  // namespace
}  // namespace todoke::test
