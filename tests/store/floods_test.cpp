// A conversation in which more waits than anybody can mean.
#include "tests/store/store_fixture.hpp"

#include <thread>

#include <gmock/gmock.h>

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class FloodsTest : public StoreFixture {
protected:
    const std::string key = std::string(32, 'f');

    void put(int count, char conversation, const std::string& mark) {
        std::vector<InboundEvent> events;
        for (int i = 0; i < count; ++i) {
            InboundEvent one{.channel = "line", .account = "main", .event_key = mark + std::to_string(i)};
            one.conversation_key = std::string(32, conversation);
            one.kind = "message";
            one.received_at = at(0);
            one.body = "{}";
            one.never_throttled = mark == "heard";
            events.push_back(std::move(one));
        }
        for (std::size_t begin = 0; begin < events.size(); begin += 4000) {
            std::vector<std::size_t> refused;
            const auto end = events.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 4000, events.size()));
            EXPECT_TRUE(
                store->inbox().store({events.begin() + static_cast<std::ptrdiff_t>(begin), end}, at(0), refused));
        }
    }
    std::vector<InboxId> waiting(int kept = 30, int limit = 5000) {
        std::vector<InboxId> ids;
        in([&](Transaction& tx) { ids = tx.floods().waiting(key, kept, limit); });
        return ids;
    }
    std::string number(const std::string& query) {
        return database.text_of("select count(*) from inbox where " + query);
    }
};

TEST_F(FloodsTest, WhatIsBehindTheFirstFewIsLeftOutAndNothingElse) {
    put(2, 'f', "heard");
    put(33, 'f', "some");
    put(40, 'g', "other");
    const auto ids = waiting();
    EXPECT_EQ(ids.size(), 3u);
    EXPECT_EQ(waiting(30, 2), (std::vector<InboxId>{ids[0], ids[1]}));
    in([&](Transaction& tx) {
        const auto read = tx.floods().read(ids);
        ASSERT_EQ(read.size(), 3u);
        EXPECT_EQ(read[2].event.event_key, "some32");
        EXPECT_EQ(read[2].event.body, "{}");
        tx.floods().leave_out({ids[0], ids[1]}, at(3));
        tx.floods().keep({ids[2]});
    });
    EXPECT_EQ(number("state = 4 and note = 'burst' and done_at is not null"), "2");
    EXPECT_EQ(number("state = 0"), "73");
    EXPECT_EQ(number("state = 0 and never_throttled"), "3");
    EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(FloodsTest, WhatSomebodyHasFinishedMeanwhileStaysAsItIs) {
    put(1, 'f', "some");
    const auto claimed = store->inbox().claim(1, 20s, at(0));
    ASSERT_TRUE(claimed && claimed->size() == 1);
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.finish_event(claimed->at(0).id, claimed->at(0).lease, InboxState::done, "", "", at(1)));
    });
    in([&](Transaction& tx) {
        EXPECT_THAT(tx.floods().read({claimed->at(0).id}), IsEmpty());
        tx.floods().leave_out({claimed->at(0).id}, at(2));
        tx.floods().keep({claimed->at(0).id});
    });
    EXPECT_EQ(number("state = 1 and not never_throttled"), "1");
}

// Every event that waits is looked at by every claim until it is left out: afterwards a claim for others touches as
// much as if there had been no flood.
TEST_F(FloodsTest, TwentyThousandInOneConversationHurtOthersOnlyUntilTheyAreLeftOut) {
    put(20'000, 'f', "some");
    put(1, 'g', "calm");
    database.execute("analyze inbox");
    // Index entries read so far. Sessions report what they did when they end.
    const auto entries = [&] {
        store.reset();
        while (database.text_of("select count(*) from pg_stat_activity where datname = current_database() and "
                                "backend_type = 'client backend' and pid <> pg_backend_pid()") != "0")
            std::this_thread::sleep_for(5ms);
        const long read =
            std::stol(database.text_of("select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'inbox'"));
        store = make_store();
        return read;
    };
    const auto cost_of_a_claim = [&](Instant now, const std::string& expected) {
        const long before = entries();
        const auto claimed = store->inbox().claim(8, 20s, now);
        EXPECT_TRUE(claimed);
        std::string keys;
        for (const ClaimedEvent& one : *claimed) keys += one.event.event_key + " ";
        EXPECT_EQ(keys, expected);
        return entries() - before;
    };
    const long flooded = cost_of_a_claim(at(0), "some0 calm0 ");
    EXPECT_GT(flooded, 20'000);
    for (int i = 0; i < 4; ++i) {
        const auto ids = waiting();
        in([&](Transaction& tx) { tx.floods().leave_out(ids, at(1)); });
    }
    EXPECT_EQ(number("state = 0"), "31");
    database.execute("vacuum analyze inbox");  // as it does by itself
    EXPECT_LT(cost_of_a_claim(at(30), "some0 calm0 "), 500);
}

}  // namespace
}  // namespace todoke::test
