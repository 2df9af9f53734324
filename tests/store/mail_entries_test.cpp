#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

using Outcome = MailEntry::Outcome;

class MailEntriesTest : public World {
protected:
    std::int64_t invite(StudentId student, const std::string& hash, int made = 0, PersonId adds_to = {}) {
        std::int64_t id = 0;
        in([&](Transaction& tx) {
            Invitation invitation{.student = student, .expires_at = t(60)};
            invitation.adds_address_to = adds_to;
            id = tx.links().add_invitation(invitation, hash, t(made));
        });
        return id;
    }
    void note(std::int64_t paper, const std::string& address, Outcome outcome, int at, const std::string& token = "") {
        in([&](Transaction& tx) { tx.mail_entries().add({outcome, paper, address, token}, t(at)); });
    }
    MailAnswers before(const std::string& address, std::int64_t paper, int at) {
        MailAnswers answers;
        in([&](Transaction& tx) { answers = tx.mail_entries().answers_before(address, paper, t(at)); });
        return answers;
    }
};

TEST_F(MailEntriesTest, APaperIsOpenAsLongAsOneOfItsCodesIs) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    const std::int64_t first = invite(hana, "first"), second = invite(hana, "second");
    const auto open = [&](std::int64_t paper, int at) {
        bool is = false;
        in([&](Transaction& tx) { is = tx.mail_entries().paper(paper, t(at))->open; });
        return is;
    };
    EXPECT_TRUE(open(first, 1));
    in([&](Transaction& tx) { EXPECT_TRUE(tx.links().use_invitation(first, mother, t(1))); });
    EXPECT_TRUE(open(first, 2));  // the other code of the same paper
    EXPECT_FALSE(open(first, 60));
    in([&](Transaction& tx) { tx.links().revoke_invitations(hana, t(3)); });
    EXPECT_FALSE(open(first, 4));
    EXPECT_FALSE(open(second, 4));
    // A newer paper does not open the older one.
    const std::int64_t newer = invite(hana, "newer", 5);
    EXPECT_FALSE(open(first, 6));
    EXPECT_TRUE(open(newer, 6));
    in([&](Transaction& tx) { EXPECT_FALSE(tx.mail_entries().paper(newer + 1000, t(6))); });
}

TEST_F(MailEntriesTest, AnInvitationForOneMoreAddressIsNoCodeOfThePaper) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    const std::int64_t code = invite(hana, "code"), more = invite(hana, "more", 0, mother);
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.mail_entries().paper(more, t(1))->adds_address_to, mother);
        EXPECT_FALSE(tx.mail_entries().paper(code, t(1))->adds_address_to);
        EXPECT_EQ(tx.links().invitation(more)->adds_address_to, mother);
        EXPECT_TRUE(tx.links().use_invitation(code, mother, t(1)));
        EXPECT_FALSE(tx.mail_entries().paper(code, t(1))->open);
        EXPECT_TRUE(tx.mail_entries().paper(more, t(1))->open);
    });
}

TEST_F(MailEntriesTest, OnlyAnswersCountAndEachLimitHasItsWindow) {
    const std::int64_t hana = invite(add_student("佐藤", "花"), "hana"), ken = invite(add_student("田中", "健"), "ken");
    note(hana, "a@example.jp", Outcome::page, 0, "first");
    note(hana, "b@example.jp", Outcome::already, 1);
    note(ken, "a@example.jp", Outcome::page, 2, "other");
    note(ken, "a@other.example", Outcome::unproven, 2);
    note(hana, "a@example.jp", Outcome::too_often, 2);
    note(0, "a@example.jp", Outcome::closed, 2);
    const MailAnswers answers = before("a@example.jp", hana, 2);
    EXPECT_EQ(answers.to_address_in_a_day, 2);
    EXPECT_EQ(answers.for_paper, 2);
    EXPECT_EQ(answers.to_domain_in_an_hour, 3);
    EXPECT_EQ(answers.in_a_minute, 1);
    EXPECT_EQ(before("a@example.jp", hana, 60).to_domain_in_an_hour, 2);
    EXPECT_EQ(before("a@example.jp", hana, 24 * 60 + 1).to_address_in_a_day, 1);
    EXPECT_EQ(before("a@other.example", ken, 2).to_address_in_a_day, 0);
}

TEST_F(MailEntriesTest, ThePageIsFoundAgainWithHowOftenItWasSent) {
    const std::int64_t paper = invite(add_student("佐藤", "花"), "hana");
    EXPECT_FALSE(before("a@example.jp", paper, 0).last_page_at);
    note(paper, "a@example.jp", Outcome::page, 0, "token-one");
    note(paper, "a@example.jp", Outcome::same_page, 1, "token-one");
    const MailAnswers once = before("a@example.jp", paper, 2);
    EXPECT_EQ(once.last_page_at, t(0));
    EXPECT_EQ(once.last_token, "token-one");
    EXPECT_EQ(once.repeated, 1);
    note(paper, "a@example.jp", Outcome::page, 20, "token-two");
    EXPECT_EQ(before("a@example.jp", paper, 21).last_token, "token-two");
    EXPECT_EQ(before("a@example.jp", paper, 21).repeated, 0);
    EXPECT_FALSE(before("b@example.jp", paper, 21).last_page_at);
    EXPECT_EQ(find_in_database("mail_entry", "token-one"), "");
    EXPECT_EQ(find_in_database("mail_entry", "example.jp"), "");
}

TEST_F(MailEntriesTest, AnAddressWaitsForItsOwnerAndNoticesOfPassingsEnd) {
    const PersonId mother = add_person("佐藤 恵子");
    ContactId waiting;
    in([&](Transaction& tx) {
        Contact address = contact(mother, "email", "mother@example.jp");
        address.awaits_reply = true;
        waiting = tx.people().add_contact(address, t(0));
    });
    in([&](Transaction& tx) {
        auto known = tx.people().contact_by_address("email", "demo", "mother@example.jp");
        ASSERT_TRUE(known);
        EXPECT_TRUE(known->awaits_reply);
        EXPECT_FALSE(known->without_passings);
        EXPECT_TRUE(tx.people().has_answered(waiting));
        EXPECT_FALSE(tx.people().has_answered(waiting));
        EXPECT_TRUE(tx.people().set_without_passings(waiting, true));
        EXPECT_FALSE(tx.people().set_without_passings(waiting, true));
        known = tx.people().contacts_of(mother).at(0);
        EXPECT_FALSE(known->awaits_reply);
        EXPECT_TRUE(known->without_passings);
        EXPECT_TRUE(tx.links().end_contact(waiting, t(1)));
        EXPECT_FALSE(tx.links().end_contact(waiting, t(1)));
        EXPECT_FALSE(tx.people().set_without_passings(waiting, false));
    });
}

}  // namespace
}  // namespace todoke::store_test
