// Mails that came back: found by the row or by the key of its Message-ID, told once, and followed by the ladder.
#include "tests/store/outbox_fixture.hpp"

namespace todoke::test {
namespace {

class BouncesTest : public OutboxFixture {
protected:
    // Accepted, as far as anybody knows.
    OutboxId sent_row(const std::string& dedup, MessageClass message_class = MessageClass::arrival) {
        const auto ids = add({draft(dedup, message_class)});
        const auto claimed = claim(at(0));
        settle({sent(claimed.at(0))}, at(1));
        return ids.at(0);
    }
    std::optional<Bounces::Mail> find(std::optional<OutboxId> id, const std::string& key = "",
                                      const std::string& account = "main") {
        std::optional<Bounces::Mail> mail;
        in([&](Transaction& tx) { mail = tx.bounces().find("line", account, id, key); });
        return mail;
    }
    bool lose(OutboxId id) {
        bool lost = false;
        in([&](Transaction& tx) { lost = tx.bounces().lose(id, "came_back_temporary", at(5)); });
        return lost;
    }
};

TEST_F(BouncesTest, AreAboutAMessageOfThatAccount) {
    const OutboxId id = sent_row("a:1");
    const std::string key = database.text_of("select idempotency_key from outbox");
    ASSERT_TRUE(find(id));
    EXPECT_EQ(find(id)->draft.dedup, "a:1");
    EXPECT_EQ(find(id)->draft.contact, guardian.contact);
    EXPECT_FALSE(find(id)->address.empty());
    EXPECT_EQ(find(std::nullopt, key)->id, id);
    EXPECT_FALSE(find(id, "", "other"));
    EXPECT_FALSE(find(OutboxId{id.value + 1}));
    EXPECT_FALSE(find(std::nullopt, ""));
}

TEST_F(BouncesTest, AreToldOnceOfEachKindAndForgottenWhenCleared) {
    const OutboxId id = sent_row("a:1");
    in([&](Transaction& tx) {
        const auto mail = tx.bounces().find("line", "main", id, "");
        EXPECT_TRUE(tx.bounces().add(*mail, BounceClass::delayed, "4.4.1", at(2)));
        EXPECT_TRUE(tx.bounces().add(*mail, BounceClass::temporary, "4.4.7", at(3)));
        EXPECT_FALSE(tx.bounces().add(*mail, BounceClass::temporary, "4.4.7", at(4)));
        const auto earlier = tx.bounces().since_cleared(guardian.contact);
        ASSERT_EQ(earlier.size(), 2u);
        EXPECT_EQ(earlier[1].kind, BounceClass::temporary);
        EXPECT_EQ(earlier[1].at, at(3));
        tx.bounces().clear(guardian.contact, at(5));
        EXPECT_TRUE(tx.bounces().since_cleared(guardian.contact).empty());
    });
}

TEST_F(BouncesTest, MakeANoticeFailSoThatTheLadderTakesItOn) {
    const OutboxId id = sent_row("a:1");
    EXPECT_TRUE(stranded(at(4)).empty());
    EXPECT_TRUE(lose(id));
    EXPECT_EQ(state("a:1"), "2 came_back_temporary");
    EXPECT_THAT(stranded(at(6)), ElementsAre(std::pair("a:1", true)));
    EXPECT_FALSE(lose(id));  // once is enough
}

TEST_F(BouncesTest, MayComeBeforeTheSenderHasSettled) {
    const auto ids = add({draft("a:1")});
    const auto claimed = claim(at(0));
    EXPECT_TRUE(lose(ids.at(0)));
    settle({sent(claimed.at(0))}, at(6));
    EXPECT_EQ(state("a:1"), "2 came_back_temporary");
}

TEST_F(BouncesTest, OfAnAnswerToThePersonClimbNothing) {
    OutboxDraft answer = draft("a:1", MessageClass::dialogue);
    answer.relation = {};
    const auto ids = add({answer});
    settle({sent(claim(at(0)).at(0))}, at(1));
    EXPECT_TRUE(lose(ids.at(0)));
    EXPECT_TRUE(stranded(at(6)).empty());
}

}  // namespace
}  // namespace todoke::test
