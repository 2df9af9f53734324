#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

class LinksTest : public World {
protected:
    std::int64_t invite(StudentId student, const std::string& hash, int place = 1) {
        std::int64_t id = 0;
        in([&](Transaction& tx) {
            tx.links().add_invitation({.student = student, .place = place, .expires_at = t(60)}, hash, t(0));
            id = tx.links().find_invitation(hash)->id;
        });
        return id;
    }
};

TEST_F(LinksTest, AnInvitationIsUsedOnce) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子"), father = add_person("佐藤 一郎");
    const std::int64_t id = invite(hana, "hash", 2);
    in([&](Transaction& tx) {
        const auto found = tx.links().find_invitation("hash");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->student, hana);
        EXPECT_EQ(found->place, 2);
        EXPECT_EQ(found->expires_at, t(60));
        EXPECT_FALSE(found->used_at);
        EXPECT_FALSE(found->used_by);
        EXPECT_FALSE(tx.links().find_invitation("hush"));
    });
    const auto [first, second] = race([&](Transaction& tx) { return tx.links().use_invitation(id, mother, t(1)); },
                                      [&](Transaction& tx) { return tx.links().use_invitation(id, father, t(1)); });
    EXPECT_NE(first, second);
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.links().invitation(id)->used_at, t(1));
        EXPECT_EQ(tx.links().invitation(id)->used_by, first ? mother : father);
        EXPECT_FALSE(tx.links().use_invitation(id, mother, t(2)));
    });
}

TEST_F(LinksTest, AnExpiredInvitationCannotBeUsed) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    const std::int64_t id = invite(hana, "hash");
    in([&](Transaction& tx) { EXPECT_FALSE(tx.links().use_invitation(id, mother, t(60))); });
}

TEST_F(LinksTest, ANewPaperRevokesTheUnusedCodesOfTheOldOne) {
    const StudentId hana = add_student("佐藤", "花"), ken = add_student("田中", "健");
    const PersonId mother = add_person("佐藤 恵子");
    const std::int64_t used = invite(hana, "used"), unused = invite(hana, "unused", 2), of_another = invite(ken, "ken");
    in([&](Transaction& tx) { EXPECT_TRUE(tx.links().use_invitation(used, mother, t(1))); });
    in([&](Transaction& tx) { EXPECT_EQ(tx.links().revoke_invitations(hana, t(2)), 1); });
    in([&](Transaction& tx) {
        EXPECT_FALSE(tx.links().invitation(used)->revoked);
        EXPECT_TRUE(tx.links().invitation(unused)->revoked);
        EXPECT_FALSE(tx.links().use_invitation(unused, mother, t(3)));
        EXPECT_TRUE(tx.links().use_invitation(of_another, mother, t(3)));
    });
}

TEST_F(LinksTest, WrongTriesOfOneKeyComeNewestFirst) {
    in([&](Transaction& tx) {
        for (const int minute : {0, 10, 5}) tx.links().note_wrong_try("account:1", t(minute));
        tx.links().note_wrong_try("account:2", t(7));
        EXPECT_EQ(tx.links().wrong_tries("account:1", 5), (std::vector{t(10), t(5), t(0)}));
        EXPECT_EQ(tx.links().wrong_tries("account:1", 2), (std::vector{t(10), t(5)}));
        EXPECT_TRUE(tx.links().wrong_tries("account:3", 5).empty());
    });
}

TEST_F(LinksTest, TwoTriesOfOneKeyAtOnceSeeEachOther) {
    const auto guess = [&](Transaction& tx) {
        if (tx.links().wrong_tries("account:1", 1).size() == 1) return false;
        tx.links().note_wrong_try("account:1", t(0));
        return true;
    };
    const auto [first, second] = race(guess, guess);
    EXPECT_NE(first, second);
}

TEST_F(LinksTest, ConsentIsAppendedAndTheLastWordCounts) {
    const PersonId mother = add_person("佐藤 恵子");
    in([&](Transaction& tx) {
        EXPECT_FALSE(tx.links().consent_of(mother));
        tx.links().add_consent(mother, 1, true, t(0));
        tx.links().add_consent(mother, 2, true, t(1));
        EXPECT_EQ(tx.links().consent_of(mother), 2);
        tx.links().add_consent(mother, 2, false, t(2));
        EXPECT_FALSE(tx.links().consent_of(mother));
    });
    EXPECT_EQ(raw_one("select count(*)::text from consent"), "3");
    EXPECT_TRUE(raw_refused("update consent set version = 9"));
    EXPECT_TRUE(raw_refused("delete from consent"));
}

TEST_F(LinksTest, ARequestIsFoundByItsTokenOnly) {
    const LinkRequest asked{std::string(32, 'k'), "line", "demo", "U0123", t(30)};
    in([&](Transaction& tx) { tx.links().add_request("token", asked, t(0)); });
    in([&](Transaction& tx) {
        const auto found = tx.links().find_request("token");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->conversation_key, asked.conversation_key);
        EXPECT_EQ(found->address, "U0123");
        EXPECT_EQ(found->expires_at, t(30));
        EXPECT_FALSE(tx.links().find_request("another"));
    });
}

TEST_F(LinksTest, GuardiansCountWithAnAddressBlockedOnesToo) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子"), father = add_person("佐藤 一郎"), aunt = add_person("佐藤 叔母");
    for (const PersonId person : {mother, father, aunt}) add_guardian(person, hana, 1);
    const ContactId line = add_contact(mother, "line", "Umother");
    add_contact(mother, "email", "mother@example.jp");
    add_contact(father, "line", "Ufather");
    in([&](Transaction& tx) {
        tx.people().set_contact_state(line, ContactState::blocked, t(1));
        EXPECT_EQ(tx.links().linked_guardians(hana), 2);  // the aunt is known by telephone only
        tx.links().end_contacts(father, t(2));
        EXPECT_EQ(tx.links().linked_guardians(hana), 1);
        EXPECT_FALSE(tx.people().contact_by_address("line", "demo", "Ufather"));
    });
}

TEST_F(LinksTest, WhatWaitedWhenALinkEndedIsSuppressedAndTheConversationForgotten) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    const RelationId link = add_guardian(mother, hana, 1);
    const ContactId contact = add_contact(mother, "line", "Umother");
    const auto row = [&](const std::string& dedup, RelationId relation) {
        return OutboxDraft{.contact = contact,
                           .person = mother,
                           .relation = relation,
                           .school = school,
                           .dedup = dedup,
                           .messages = {Message{.key = "scan.passed"}},
                           .run_at = t(0),
                           .why = "test",
                           .channel = "line",
                           .account = "demo"};
    };
    in([&](Transaction& tx) {
        tx.outbox().add({row("waits", link), row("answer", RelationId{})}, t(0));
        Conversation conversation = tx.conversations().load(std::string(32, 'c'), "line", "demo", t(0));
        conversation.person = mother;
        conversation.state.set("draft", "ハナ");
        EXPECT_TRUE(tx.conversations().save(conversation, t(0)));
    });
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.links().clear_ended(t(1), 10), 0);
        EXPECT_TRUE(tx.people().end_relation(link, t(1)));
        EXPECT_FALSE(tx.people().end_relation(link, t(1)));
        EXPECT_EQ(tx.links().on_their_way(link, t(1)), 0);
    });
    in([&](Transaction& tx) { EXPECT_EQ(tx.links().clear_ended(t(2), 10), 1); });
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.links().clear_ended(t(3), 10), 0);
        EXPECT_TRUE(tx.conversations().load(std::string(32, 'c'), "line", "demo", t(3)).state.members().empty());
    });
    EXPECT_EQ(raw_one("select state::text || coalesce(reason, '') from outbox where dedup = 'waits'"), "3link_ended");
    EXPECT_EQ(raw_one("select state::text from outbox where dedup = 'answer'"), "0");
}

TEST_F(LinksTest, AMessageThatASenderHoldsIsOnItsWay) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    const RelationId link = add_guardian(mother, hana, 1);
    const ContactId contact = add_contact(mother, "line", "Umother");
    in([&](Transaction& tx) {
        tx.outbox().add({OutboxDraft{.contact = contact,
                                     .person = mother,
                                     .relation = link,
                                     .school = school,
                                     .dedup = "held",
                                     .messages = {Message{.key = "scan.passed"}},
                                     .run_at = t(0),
                                     .why = "test",
                                     .channel = "line",
                                     .account = "demo"}},
                        t(0));
    });
    const auto claimed = store().outbox().claim("line", 1, std::chrono::seconds{30}, t(1));
    ASSERT_TRUE(claimed);
    ASSERT_EQ(claimed->size(), 1u);
    in([&](Transaction& tx) {
        tx.people().end_relation(link, t(1));
        EXPECT_EQ(tx.links().on_their_way(link, t(1)), 1);
    });
}

}  // namespace
}  // namespace todoke::store_test
