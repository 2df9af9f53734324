// Words taken back, the notes of a search, and the group chats of staff.
#include "tests/store/store_fixture.hpp"

#include <gmock/gmock.h>

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class WithdrawalsTest : public StoreFixture {
protected:
    const std::string key = std::string(32, 'a');

    InboxId take(const std::string& event_key, const std::string& message_id, const std::string& withdraws = "") {
        InboundEvent one{.channel = "line", .account = "main", .event_key = event_key, .conversation_key = key};
        one.kind = "message";
        one.received_at = at(0);
        one.body = R"({"text":"ひみつ"})";
        one.message_id = message_id;
        one.withdraws = withdraws;
        std::vector<std::size_t> refused;
        const auto stored = store->inbox().store({one}, at(0), refused);
        EXPECT_TRUE(stored);
        return stored->ids.at(0);
    }
    void handle(InboxId id, bool answers = true) {
        const auto claimed = store->inbox().claim(10, 20s, at(0));
        ASSERT_TRUE(claimed);
        for (const ClaimedEvent& one : *claimed) {
            if (one.id != id) continue;
            in([&](Transaction& tx) {
                if (answers) {
                    OutboxDraft answer;
                    answer.channel = "line";
                    answer.account = "main";
                    answer.address_for_unlinked = "U1";
                    answer.dedup = "turn:" + std::to_string(id.value);
                    answer.messages = {Message{.key = "report.confirm"}};
                    answer.run_at = at(0);
                    tx.outbox().add({answer}, at(0));
                }
                EXPECT_TRUE(tx.finish_event(one.id, one.lease, InboxState::done, "", "[]", at(1)));
            });
        }
        database.execute("update outbox set state = 1, sent_at = created_at, finished_at = created_at where state = 0");
    }
    std::string bodies() {
        return database.text_of(
            "select (select count(*) from inbox where body_sealed is not null) || '/' || "
            "(select count(*) from outbox where body_sealed is not null)");
    }
};

TEST_F(WithdrawalsTest, AMessageIsErasedWithWhatWasAnsweredFromItOn) {
    handle(take("k0", "460"));
    handle(take("k1", "461"));
    handle(take("k2", "462"));
    EXPECT_EQ(bodies(), "3/3");
    in([&](Transaction& tx) { EXPECT_TRUE(tx.withdrawals().take_back(key, "461", at(5)).empty()); });
    EXPECT_EQ(bodies(), "2/1");
    EXPECT_EQ(database.text_of("select event_key from inbox where body_sealed is null"), "k1");
    in([&](Transaction& tx) { tx.withdrawals().take_back(key, "999", at(6)); });
    EXPECT_EQ(bodies(), "2/1");
}

TEST_F(WithdrawalsTest, AWithdrawalMayComeBeforeItsMessage) {
    take("k1", "", "461");
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.withdrawals().taken_back(key, "461"));
        EXPECT_FALSE(tx.withdrawals().taken_back(key, "462"));
        EXPECT_FALSE(tx.withdrawals().taken_back(std::string(32, 'b'), "461"));
    });
}

TEST_F(WithdrawalsTest, AFinishedEventCanBeForgotten) {
    const InboxId id = take("k1", "461");
    in([&](Transaction& tx) { tx.withdrawals().forget(id); });
    EXPECT_EQ(bodies(), "1/0") << "what still waits keeps its words";
    handle(id, false);
    in([&](Transaction& tx) { tx.withdrawals().forget(id); });
    EXPECT_EQ(bodies(), "0/0");
}

TEST_F(WithdrawalsTest, ReportsMadeOfTheMessageComeBackOnce) {
    const Guardian guardian = add_guardian();
    const InboxId source = take("k1", "");
    ReportId id;
    in([&](Transaction& tx) {
        Report report;
        report.public_id = std::string(32, '7');
        report.school = school;
        report.student = guardian.student;
        report.first_day = report.last_day = SchoolDay{std::chrono::year{2026} / 11 / 24};
        report.kind = "absence_sick";
        report.receipt_number = 1;
        report.received_at = at(0);
        report.reporter = guardian.person;
        id = tx.reports().insert(report, source, at(0));
        tx.withdrawals().keep_source(key, {"461", "462"}, guardian.person, source, at(0));
    });
    in([&](Transaction& tx) {
        EXPECT_THAT(tx.withdrawals().take_back(key, "462", at(5)), ElementsAre(id));
        EXPECT_TRUE(tx.withdrawals().take_back(key, "462", at(6)).empty());
        EXPECT_THAT(tx.withdrawals().take_back(key, "461", at(7)), ElementsAre(id));
    });
}

TEST_F(WithdrawalsTest, WhatCameAfterTheDeadlineLosesItsWords) {
    const Guardian guardian = add_guardian();
    LateInput input{.school = school, .student = guardian.student, .person = guardian.person, .received_at = at(0)};
    input.day = SchoolDay{std::chrono::year{2026} / 11 / 24};
    input.draft = Value::object({{"kind", "absence_sick"}, {"reason", "fever"}, {"remarks", "39度"}});
    in([&](Transaction& tx) {
        tx.reports().add_late_input(input);
        tx.withdrawals().keep_source(key, {"461"}, guardian.person, InboxId{7}, at(0));
        EXPECT_TRUE(tx.withdrawals().take_back(key, "461", at(5)).empty());
        const auto kept = tx.reports().late_inputs(school, input.day);
        ASSERT_EQ(kept.size(), 1u);
        EXPECT_EQ(kept[0].draft["kind"].as_string(), "absence_sick");
        EXPECT_FALSE(kept[0].draft.find("remarks"));
        EXPECT_FALSE(kept[0].draft.find("reason"));
    });
}

class GroupsTest : public StoreFixture {
protected:
    StaffGroup chat(const std::string& address = "C1") {
        return {.school = school, .channel = "line", .account = "main", .address = address};
    }
};

TEST_F(GroupsTest, ACodeIsUsedOnceAndInItsTime) {
    in([&](Transaction& tx) {
        tx.groups().add_code(school, "one", at(60), at(0));
        tx.groups().add_code(school, "two", at(60), at(0));
        EXPECT_EQ(tx.groups().use_code("three", at(1)), std::nullopt);
        EXPECT_EQ(tx.groups().use_code("one", at(1)), school);
        EXPECT_EQ(tx.groups().use_code("one", at(2)), std::nullopt);
        EXPECT_EQ(tx.groups().use_code("two", at(60)), std::nullopt);
    });
    EXPECT_EQ(database.text_of("select count(*) from group_code where position('one'::bytea in code_index) > 0"), "0");
}

TEST_F(GroupsTest, AChatIsFoundUntilItsBindingEnds) {
    GroupId id;
    in([&](Transaction& tx) {
        id = tx.groups().bind(chat(), at(0));
        const auto found = tx.groups().find("line", "main", "C1");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, id);
        EXPECT_EQ(found->address, "C1");
        EXPECT_FALSE(tx.groups().find("line", "second", "C1"));
        tx.groups().bind(chat("C2"), at(0));
        EXPECT_EQ(tx.groups().of_school(school).size(), 2u);
    });
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.groups().end(id, at(1)));
        EXPECT_FALSE(tx.groups().end(id, at(2)));
        EXPECT_FALSE(tx.groups().find("line", "main", "C1"));
        EXPECT_EQ(tx.groups().of_school(school).size(), 1u);
        EXPECT_NE(tx.groups().bind(chat(), at(3)), id);
    });
}

TEST_F(GroupsTest, OneChatHasOneBinding) {
    in([&](Transaction& tx) { tx.groups().bind(chat(), at(0)); });
    const auto again = store->transact([&](Transaction& tx) {
        tx.groups().bind(chat(), at(1));
        return true;
    });
    EXPECT_FALSE(again);
}

TEST_F(GroupsTest, WhatWasDoneByAMessageIsKeptInOrder) {
    in([&](Transaction& tx) {
        const GroupId id = tx.groups().bind(chat(), at(0));
        tx.groups().note({.group = id, .message_id = "461", .what = "acknowledged", .at = at(1)});
        tx.groups().note({.group = id, .message_id = "461", .what = "edited", .at = at(2)});
        tx.groups().note({.group = id, .message_id = "", .what = "members_left", .at = at(3)});
        const auto acts = tx.groups().acts(id, "461");
        ASSERT_EQ(acts.size(), 2u);
        EXPECT_EQ(acts[0].what, "acknowledged");
        EXPECT_EQ(acts[1].at, at(2));
    });
}

TEST_F(GroupsTest, AMessageToAGroupIsFoundByWhatItWas) {
    in([&](Transaction& tx) {
        OutboxDraft card;
        card.channel = "line";
        card.account = "main";
        card.school = school;
        card.address_for_unlinked = "C1";
        card.dedup = "grp:1:report:7";
        card.messages = {Message{.key = "group.report_unread"}};
        card.run_at = at(0);
        tx.outbox().add({card}, at(0));
    });
    database.execute("update outbox set state = 1, sent_at = created_at, finished_at = created_at, provider_id = 'm1'");
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.outbox().find_sent_as("line", "main", "m1", "grp:1:"));
        EXPECT_FALSE(tx.outbox().find_sent_as("line", "main", "m1", "grp:2:"));
        EXPECT_FALSE(tx.outbox().find_sent_as("line", "main", "", "grp:1:"));
        EXPECT_FALSE(tx.outbox().find_sent("line", "main", "m1", PersonId{1}));
    });
}

}  // namespace
}  // namespace todoke::test
