#include "tests/store/store_fixture.hpp"

#include <atomic>
#include <set>
#include <thread>

#include <gmock/gmock.h>

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class InboxTest : public StoreFixture {
protected:
    static InboundEvent event(const std::string& key, char conversation = 'a', const std::string& body = "{}") {
        InboundEvent one;
        one.channel = "line";
        one.account = "main";
        one.event_key = key;
        one.conversation_key = std::string(32, conversation);
        one.kind = "message";
        one.received_at = at(0);
        one.event_at = at(-1);
        one.body = body;
        return one;
    }
    StoredEvents put(const std::vector<InboundEvent>& events, Instant now = at(0)) {
        const auto stored = store->inbox().store(events, now, refused);
        EXPECT_TRUE(stored) << stored.error().what;
        return stored.value_or(StoredEvents{});
    }
    std::vector<ClaimedEvent> claim(Instant now, int limit = 50) {
        auto claimed = store->inbox().claim(limit, 20s, now);
        EXPECT_TRUE(claimed) << claimed.error().what;
        return claimed.value_or(std::vector<ClaimedEvent>{});
    }
    std::vector<std::string> keys(const std::vector<ClaimedEvent>& events) {
        std::vector<std::string> all;
        for (const auto& one : events) all.push_back(one.event.event_key);
        return all;
    }
    bool finish(const ClaimedEvent& event, InboxState state = InboxState::done, const std::string& answer = "") {
        const auto done = store->transact([&](Transaction& tx) {
            return tx.finish_event(event.id, event.lease, state, state == InboxState::done ? "" : "test", answer,
                                   at(5));
        });
        EXPECT_TRUE(done) << done.error().what;
        return done.value_or(false);
    }

    std::vector<std::size_t> refused;
};

TEST_F(InboxTest, AnEventComesBackAsItWasStored) {
    InboundEvent sent = event("k1", 'a', std::string("{\"text\":\"ハナは熱\"}\0 raw \xff", 30));
    sent.wants_answer = true;
    const auto stored = put({sent});
    const auto claimed = claim(at(1));
    ASSERT_EQ(claimed.size(), 1u);
    EXPECT_EQ(claimed[0].id, stored.ids[0]);
    EXPECT_EQ(claimed[0].attempts, 1);
    EXPECT_EQ(claimed[0].event.channel, "line");
    EXPECT_EQ(claimed[0].event.account, "main");
    EXPECT_EQ(claimed[0].event.conversation_key, sent.conversation_key);
    EXPECT_EQ(claimed[0].event.kind, "message");
    EXPECT_EQ(claimed[0].event.received_at, at(0));
    EXPECT_EQ(claimed[0].event.event_at, at(-1));
    EXPECT_EQ(claimed[0].event.body, sent.body);
    EXPECT_TRUE(claimed[0].event.wants_answer);
}

TEST_F(InboxTest, ARedeliveredEventIsStoredOnce) {
    const auto first = put({event("k1"), event("k2")});
    EXPECT_EQ(first.duplicates, 0u);
    const auto again = put({event("k2"), event("k3"), event("k3")});
    EXPECT_EQ(again.duplicates, 2u);
    EXPECT_EQ(again.ids[0], InboxId{});
    EXPECT_EQ((again.ids[1].value != 0) + (again.ids[2].value != 0), 1);
    EXPECT_EQ(database.text_of("select count(*) from inbox"), "3");
}

TEST_F(InboxTest, TheSameKeyAtAnotherAccountIsAnotherEvent) {
    InboundEvent other = event("k1");
    other.account = "second";
    EXPECT_EQ(put({event("k1"), other}).duplicates, 0u);
}

TEST_F(InboxTest, APoisonEventDoesNotHurtItsNeighbours) {
    InboundEvent poison = event("has space");
    InboundEvent torn = event("k3");
    torn.kind = "\xff\xfe";
    const auto stored = put({event("k1"), poison, event("k2"), torn});
    EXPECT_THAT(refused, ElementsAre(1u, 3u));
    EXPECT_NE(stored.ids[0].value, 0);
    EXPECT_NE(stored.ids[2].value, 0);
    EXPECT_EQ(stored.duplicates, 0u);
    EXPECT_EQ(database.text_of("select count(*) from inbox"), "2");
}

TEST_F(InboxTest, OnlyTheOldestEventOfAConversationIsClaimedInTheOrderOfArrival) {
    // The keys sort the other way round.
    put({event("z", 'a'), event("m", 'b'), event("b", 'a'), event("a", 'a')});
    auto first = claim(at(1));
    EXPECT_THAT(keys(first), ElementsAre("z", "m"));
    EXPECT_TRUE(claim(at(2)).empty());
    EXPECT_TRUE(finish(first[0]));
    auto second = claim(at(3));
    EXPECT_THAT(keys(second), ElementsAre("b"));
    EXPECT_TRUE(finish(second[0]));
    EXPECT_THAT(keys(claim(at(4))), ElementsAre("a"));
}

TEST_F(InboxTest, IdsFollowTheOrderOfArrivalWithinAndBetweenBatches) {
    const auto first = put({event("z"), event("a")});
    const auto second = put({event("y"), event("b")});
    EXPECT_LT(first.ids[0], first.ids[1]);
    EXPECT_LT(first.ids[1], second.ids[0]);
    EXPECT_LT(second.ids[0], second.ids[1]);
}

TEST_F(InboxTest, MoreEventsThanOneStatementCanNumberAreRefusedWhole) {
    const std::vector<InboundEvent> flood(8193, event("k"));
    EXPECT_FALSE(store->inbox().store(flood, at(0), refused));
    EXPECT_EQ(database.text_of("select count(*) from inbox"), "0");
}

TEST_F(InboxTest, ALeaseEndsByItselfAndTheZombieCannotFinish) {
    put({event("k1")});
    const auto zombie = claim(at(0));
    EXPECT_TRUE(claim(at(19)).empty());
    const auto heir = claim(at(20));
    ASSERT_EQ(heir.size(), 1u);
    EXPECT_EQ(heir[0].attempts, 2);
    EXPECT_FALSE(finish(zombie[0]));
    EXPECT_TRUE(finish(heir[0]));
    EXPECT_FALSE(finish(heir[0]));
}

TEST_F(InboxTest, APostponedEventBlocksItsConversationUntilItsTime) {
    put({event("k1", 'a'), event("k2", 'a')});
    const auto claimed = claim(at(0));
    ASSERT_TRUE(store->inbox().postpone(claimed[0].id, claimed[0].lease, at(60), at(1)));
    EXPECT_TRUE(claim(at(59)).empty());
    EXPECT_THAT(keys(claim(at(60))), ElementsAre("k1"));
}

TEST_F(InboxTest, WorkRolledBackLeavesTheEventPending) {
    put({event("k1")});
    const auto claimed = claim(at(0));
    const auto done = store->transact([&](Transaction& tx) {
        EXPECT_TRUE(tx.finish_event(claimed[0].id, claimed[0].lease, InboxState::done, "", "", at(1)));
        return false;
    });
    EXPECT_EQ(done, false);
    EXPECT_EQ(claim(at(30)).size(), 1u);
}

TEST_F(InboxTest, AnAnswerIsReadableOnceTheEventIsDone) {
    const auto stored = put({event("k1", 'a'), event("k2", 'b'), event("k3", 'c')});
    const auto claimed = claim(at(0));
    EXPECT_EQ(store->inbox().answer_of(stored.ids[0]).value(), std::nullopt);
    EXPECT_TRUE(finish(claimed[0], InboxState::done, "[{\"payload\":1}]"));
    EXPECT_TRUE(finish(claimed[1], InboxState::ignored));
    EXPECT_EQ(store->inbox().answer_of(stored.ids[0]).value(), "[{\"payload\":1}]");
    EXPECT_EQ(store->inbox().answer_of(stored.ids[1]).value(), "[]");
    EXPECT_EQ(store->inbox().find("line", "main", "k3").value(), stored.ids[2]);
    EXPECT_EQ(store->inbox().find("line", "main", "k4").value(), std::nullopt);
}

TEST_F(InboxTest, AnEventOlderThanAWeekIsKeptAsStale) {
    InboundEvent old = event("k1");
    old.event_at = at(0) - 24h * 7 - 1s;
    InboundEvent late = event("k2");
    late.event_at = at(0) - 24h * 7 + 1s;
    put({old, late});
    EXPECT_THAT(keys(claim(at(1))), ElementsAre("k2"));
    EXPECT_EQ(database.text_of("select state || ' ' || note from inbox where event_key = 'k1'"), "3 age");
}

TEST_F(InboxTest, WhatIsStoredWaitsHoweverMuchItIs) {
    std::vector<InboundEvent> flood;
    for (int i = 0; i < 60; ++i) flood.push_back(event("a" + std::to_string(100 + i), 'a'));
    flood[0].message_id = "461";
    flood[1].withdraws = "461";
    flood[1].never_throttled = true;
    put(flood);
    EXPECT_EQ(database.text_of("select count(*) from inbox where state = 0"), "60");
    const auto first = claim(at(1));
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].event.message_id, "461");
    EXPECT_FALSE(first[0].event.never_throttled);
    EXPECT_TRUE(finish(first[0]));
    EXPECT_TRUE(claim(at(2)).at(0).event.never_throttled);
}

TEST_F(InboxTest, TheClaimTellsACrowd) {
    std::vector<InboundEvent> some;
    for (int i = 0; i < 31; ++i) some.push_back(event("a" + std::to_string(100 + i), 'a'));
    for (int i = 0; i < 30; ++i) some.push_back(event("b" + std::to_string(100 + i), 'b'));
    for (int i = 0; i < 40; ++i) {  // must be heard, so nothing can be done about them
        some.push_back(event("c" + std::to_string(100 + i), 'c'));
        some.back().never_throttled = true;
    }
    put(some);
    const auto claimed = claim(at(1));
    ASSERT_EQ(claimed.size(), 3u);
    EXPECT_TRUE(claimed[0].crowded);
    EXPECT_FALSE(claimed[1].crowded);
    EXPECT_FALSE(claimed[2].crowded);
}

TEST_F(InboxTest, AnEventIsUnansweredUntilItIsHandledAndItsAnswerHasLeft) {
    const auto stored = put({event("k1", 'a'), event("k2", 'b')});
    EXPECT_EQ(store->inbox().unanswered(stored.ids).value().size(), 2u);
    const auto claimed = claim(at(0));
    in([&](Transaction& tx) {
        OutboxDraft answer;
        answer.channel = "line";
        answer.account = "main";
        answer.address_for_unlinked = "U1";
        answer.dedup = "turn:" + std::to_string(claimed[0].id.value);
        answer.messages = {Message{.key = "hello.unlinked"}};
        answer.run_at = at(0);
        tx.outbox().add({answer}, at(0));
        EXPECT_TRUE(tx.finish_event(claimed[0].id, claimed[0].lease, InboxState::done, "", "", at(1)));
        EXPECT_TRUE(tx.finish_event(claimed[1].id, claimed[1].lease, InboxState::done, "", "", at(1)));
    });
    EXPECT_THAT(store->inbox().unanswered(stored.ids).value(), ElementsAre(claimed[0].id));
}

TEST_F(InboxTest, WhatPeopleWroteIsNotReadableInTheDatabase) {
    put({event("k1", 'a', "ひみつのことば")});
    const auto claimed = claim(at(0));
    EXPECT_TRUE(finish(claimed[0], InboxState::done, "ひみつのこたえ"));
    const std::string row =
        database.text_of("select encode(body_sealed, 'escape') || encode(answer_sealed, 'escape') from inbox");
    EXPECT_EQ(row.find("ひみつ"), std::string::npos);
    EXPECT_EQ(database.text_of(
                  "select count(*) from inbox where position('ひみつ'::bytea in body_sealed || answer_sealed) > 0"),
              "0");
}

TEST_F(InboxTest, ACellMovedToAnotherRowIsNotRead) {
    put({event("k1", 'a', "one"), event("k2", 'b', "two")});
    database.execute(
        "update inbox set body_sealed = (select body_sealed from inbox where event_key = 'k1') where event_key = 'k2'");
    const auto claimed = claim(at(1));
    ASSERT_EQ(claimed.size(), 2u);
    EXPECT_EQ(claimed[0].event.body, "one");
    EXPECT_EQ(claimed[1].event.body, "");
    EXPECT_EQ(log.complaints, 1);
}

TEST_F(InboxTest, RacingProcessesFinishEveryEventOnceAndInOrder) {
    constexpr int conversations = 20, events_each = 10;
    std::vector<InboundEvent> all;
    for (int n = 0; n < events_each; ++n)
        for (int c = 0; c < conversations; ++c)
            all.push_back(event(std::to_string(c) + "-" + std::to_string(n), static_cast<char>('A' + c)));
    put(all);
    database.execute(
        "create table done (id bigint generated always as identity, conversation_key bytea, inbox_id bigint)");
    database.execute(
        "create function note_done() returns trigger language plpgsql as $$ begin "
        "insert into done (conversation_key, inbox_id) values (new.conversation_key, new.id); return new; end $$;"
        "create trigger note_done after update on inbox for each row when (old.state = 0 and new.state = 1) "
        "execute function note_done()");
    std::atomic<int> finished{0};
    std::vector<std::jthread> workers;
    std::vector<std::unique_ptr<Store>> stores;
    for (int w = 0; w < 4; ++w) stores.push_back(make_store("worker" + std::to_string(w)));
    for (int w = 0; w < 4; ++w)
        workers.emplace_back([&, w] {
            for (int idle = 0; idle < 200 && finished < conversations * events_each;) {
                // Time is the same for everybody, so no lease ends: only the claim keeps the workers apart.
                const auto claimed = stores[static_cast<std::size_t>(w)]->inbox().claim(7, 20s, at(1));
                if (!claimed || claimed->empty())
                    ++idle;
                else
                    for (const auto& one : *claimed) {
                        const auto done = stores[static_cast<std::size_t>(w)]->transact([&](Transaction& tx) {
                            return tx.finish_event(one.id, one.lease, InboxState::done, "", "", at(2));
                        });
                        if (done && *done) ++finished;
                    }
            }
        });
    workers.clear();
    EXPECT_EQ(finished, conversations * events_each);
    EXPECT_EQ(database.text_of("select count(*) || ' ' || count(distinct inbox_id) from done"), "200 200");
    EXPECT_EQ(database.text_of("select count(*) from (select inbox_id < lag(inbox_id) over (partition by "
                               "conversation_key order by id) as back "
                               "from done) x where back"),
              "0");
    EXPECT_EQ(database.text_of("select max(attempts) from inbox"), "1");
}

TEST_F(InboxTest, TwoProcessesStoringTheSameEventsDoNotWaitForEachOtherInACircle) {
    std::vector<InboundEvent> forward;
    for (int i = 0; i < 200; ++i) forward.push_back(event("k" + std::to_string(i), static_cast<char>('A' + i % 20)));
    std::vector<InboundEvent> backward(forward.rbegin(), forward.rend());
    auto other = make_store("other");
    std::size_t stored = 0;
    for (int round = 0; round < 10; ++round) {
        for (auto* events : {&forward, &backward})
            for (auto& one : *events)
                one.event_key = "r" + std::to_string(round) + one.event_key.substr(one.event_key.find('k'));
        std::expected<StoredEvents, Failure> theirs;
        std::vector<std::size_t> none;
        std::jthread thread([&] { theirs = other->inbox().store(backward, at(0), none); });
        const auto ours = put(forward);
        thread.join();
        ASSERT_TRUE(theirs) << theirs.error().what;
        stored += forward.size() - ours.duplicates + backward.size() - theirs->duplicates;
    }
    EXPECT_EQ(stored, 2000u);
    other.reset();  // sessions report what happened to them when they end
    store.reset();
    EXPECT_EQ(database.text_of("select deadlocks from pg_stat_database where datname = current_database()"), "0");
}

}  // namespace
}  // namespace todoke::test
