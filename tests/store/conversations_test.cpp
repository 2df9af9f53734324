#include "tests/store/store_fixture.hpp"

namespace todoke::test {
namespace {

using namespace std::chrono_literals;

class ConversationsTest : public StoreFixture {
protected:
    const std::string key = std::string(31, 'c') + '\0';
    const std::string nonce = "0123456789abcdef0123456789abcdef";

    void issue(PersonId person = {}) {
        in([&](Transaction& tx) {
            tx.conversations().issue({.nonce = nonce,
                                      .person = person,
                                      .conversation_key = key,
                                      .purpose = "form.report",
                                      .subject = 7,
                                      .version = 3,
                                      .expires_at = at(600)},
                                     at(0));
        });
    }
};

TEST_F(ConversationsTest, AConversationIsMadeWhenItIsFirstLoadedAndKeepsItsState) {
    const Guardian guardian = add_guardian();
    in([&](Transaction& tx) {
        Conversation fresh = tx.conversations().load(key, "line", "main", at(0));
        EXPECT_EQ(fresh.version, 0);
        EXPECT_FALSE(fresh.person);
        EXPECT_FALSE(fresh.last_event_at);
        fresh.person = guardian.person;
        fresh.state.set("draft", "頭が痛い");
        fresh.last_event_at = at(1);
        EXPECT_TRUE(tx.conversations().save(fresh, at(1)));
    });
    in([&](Transaction& tx) {
        const Conversation kept = tx.conversations().load(key, "line", "main", at(2));
        EXPECT_EQ(kept.version, 1);
        EXPECT_EQ(kept.person, guardian.person);
        EXPECT_EQ(kept.state["draft"].as_string(), "頭が痛い");
        EXPECT_EQ(kept.last_event_at, at(1));
    });
    EXPECT_EQ(database.text_of("select position('頭が痛い'::bytea in state_sealed) from conversation"), "0");
}

TEST_F(ConversationsTest, ASaveOverAnOlderVersionFails) {
    in([&](Transaction& tx) {
        const Conversation old = tx.conversations().load(key, "line", "main", at(0));
        EXPECT_TRUE(tx.conversations().save(old, at(0)));
        EXPECT_FALSE(tx.conversations().save(old, at(0)));
    });
}

TEST_F(ConversationsTest, ANonceIsUsedOnceAndRemembersItsResult) {
    issue();
    in([&](Transaction& tx) {
        const auto fresh = tx.conversations().find_nonce(nonce, true);
        ASSERT_TRUE(fresh);
        EXPECT_EQ(fresh->conversation_key, key);
        EXPECT_EQ(fresh->purpose, "form.report");
        EXPECT_EQ(fresh->subject, 7);
        EXPECT_EQ(fresh->version, 3);
        EXPECT_EQ(fresh->expires_at, at(600));
        EXPECT_EQ(fresh->person, PersonId{});
        EXPECT_FALSE(fresh->used_at);
        EXPECT_TRUE(tx.conversations().use_nonce(nonce, "send", Value::object({{"number", 4821}}), at(5)));
        EXPECT_FALSE(tx.conversations().use_nonce(nonce, "cancel", {}, at(6)));
    });
    in([&](Transaction& tx) {
        const auto used = tx.conversations().find_nonce(nonce, false);
        ASSERT_TRUE(used);
        EXPECT_EQ(used->used_at, at(5));
        EXPECT_EQ(used->used_code, "send");
        EXPECT_EQ(used->result["number"].as_integer(), 4821);
        EXPECT_FALSE(tx.conversations().find_nonce(std::string(32, 'f'), false));
    });
}

TEST_F(ConversationsTest, ANonceUsedInARolledBackTransactionIsFresh) {
    issue();
    const auto done = store->transact([&](Transaction& tx) {
        EXPECT_TRUE(tx.conversations().use_nonce(nonce, "send", {}, at(5)));
        return false;
    });
    EXPECT_EQ(done, false);
    in([&](Transaction& tx) { EXPECT_TRUE(tx.conversations().use_nonce(nonce, "send", {}, at(6))); });
}

TEST_F(ConversationsTest, AFailedStatementEndsTheTransactionAndComesBackAsAValue) {
    issue();
    const auto again = store->transact([&](Transaction& tx) {
        tx.conversations().issue({.nonce = nonce, .purpose = "x", .expires_at = at(1)}, at(0));
        return true;
    });
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, FailureCode::conflict);
    EXPECT_EQ(again.error().what.find(nonce), std::string::npos);
}

}  // namespace
}  // namespace todoke::test
