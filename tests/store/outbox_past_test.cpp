#include "tests/store/outbox_fixture.hpp"

namespace todoke::test {
namespace {

class OutboxPastTest : public OutboxFixture {
protected:
    // Written, and sent `seconds` after the beginning.
    void send(std::vector<OutboxDraft> drafts, int seconds) {
        add(drafts, at(seconds));
        std::vector<SettledMessage> all;
        for (const ClaimedMessage& message : claim(at(seconds))) all.push_back(sent(message));
        settle(all, at(seconds));
    }
    std::vector<std::string> notices(Instant since, int limit = 10) {
        std::vector<std::string> all;
        in([&](Transaction& tx) {
            for (const auto& past : tx.outbox().notices_to(guardian.person, since, limit))
                all.push_back(past.draft.dedup);
        });
        return all;
    }
    std::vector<std::string> last(int limit) {
        std::vector<std::string> all;
        in([&](Transaction& tx) {
            for (const auto& past : tx.outbox().last_to(guardian.contact, limit)) all.push_back(past.draft.dedup);
        });
        return all;
    }
};

TEST_F(OutboxPastTest, NoticesAreWhatWasSentForAReasonNewestFirst) {
    OutboxDraft answer = draft("answer");
    answer.relation = RelationId{};
    OutboxDraft update = draft("update");
    update.messages.front().updates = "first";
    send({draft("first"), answer}, 1);
    send({draft("second"), update}, 2);
    add({draft("waiting")}, at(3));
    EXPECT_THAT(notices(at(0)), ElementsAre("second", "first"));
    EXPECT_THAT(notices(at(2)), ElementsAre("second"));
    EXPECT_THAT(notices(at(0), 1), ElementsAre("second"));
}

TEST_F(OutboxPastTest, NoticesEndWithTheReasonForThem) {
    send({draft("first")}, 1);
    in([&](Transaction& tx) { tx.people().end_relation(guardian.relation, at(2)); });
    EXPECT_THAT(notices(at(0)), IsEmpty());
}

TEST_F(OutboxPastTest, NoticesOfOthersAreNotShown) {
    const Guardian other = add_guardian("U0999");
    OutboxDraft to_other = draft("to_other");
    to_other.contact = other.contact;
    to_other.person = other.person;
    to_other.relation = other.relation;
    send({draft("mine"), to_other}, 1);
    EXPECT_THAT(notices(at(0)), ElementsAre("mine"));
}

TEST_F(OutboxPastTest, TheLastShownAreTheNewestOfEverySort) {
    OutboxDraft answer = draft("answer");
    answer.relation = RelationId{};
    send({draft("first")}, 1);
    send({answer}, 2);
    add({draft("waiting")}, at(3));
    EXPECT_THAT(last(5), ElementsAre("answer", "first"));
    EXPECT_THAT(last(1), ElementsAre("answer"));
    in([&](Transaction& tx) {
        const auto past = tx.outbox().last_to(guardian.contact, 1);
        ASSERT_EQ(past.size(), 1u);
        ASSERT_EQ(past.front().draft.messages.size(), 1u);
        EXPECT_EQ(past.front().sent_at, at(2));
    });
}

}  // namespace
}  // namespace todoke::test
