#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

class StandingTest : public World {
protected:
    std::vector<StandingRow> claim(int minutes = 0) {
        const auto rows = store().standings().claim({"line"}, 10, std::chrono::minutes{1}, t(minutes));
        EXPECT_TRUE(rows);
        return rows.value_or(std::vector<StandingRow>());
    }
    // Claims the only row that is due and says that it was shown.
    void show(const std::string& as, Standing expected) {
        const auto rows = claim();
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(rows[0].standing, expected);
        ASSERT_TRUE(store().standings().shown(rows[0], as));
    }
};

TEST_F(StandingTest, ALinkedAddressIsDueWithRoleAndLanguageAndOnceShownAtRest) {
    const PersonId keiko = add_person("佐藤 恵子");
    add_contact(keiko, "line", "Uabc");
    add_contact(keiko, "email", "keiko@example.jp");
    add_guardian(keiko, add_student("佐藤", "ハナ"), 0);
    const auto rows = claim();
    ASSERT_EQ(rows.size(), 1u);  // a mail address has nothing to show
    EXPECT_EQ(rows[0].address, "Uabc");
    EXPECT_EQ(rows[0].account, "demo");
    EXPECT_EQ(rows[0].standing, Standing::guardian);
    EXPECT_EQ(rows[0].language, "ja");
    EXPECT_TRUE(claim().empty());  // somebody is at it
    ASSERT_TRUE(store().standings().shown(rows[0], "menu-1"));
    EXPECT_TRUE(claim(60).empty());
    EXPECT_EQ(store().standings().page("line", "demo", "", 10)->at(0).shown, "menu-1");
}

TEST_F(StandingTest, WhateverChangesWhoSomebodyIsMakesThemDueAgain) {
    const PersonId keiko = add_person("佐藤 恵子");
    const ContactId contact = add_contact(keiko, "line", "Uabc");
    show("default", Standing::unlinked);
    const RelationId relation = add_guardian(keiko, add_student("佐藤", "ハナ"), 0);
    show("menu-1", Standing::guardian);
    in([&](Transaction& tx) { tx.people().end_relation(relation, t(1)); });
    show("default", Standing::unlinked);
    raw("update person set language = 'en'");
    EXPECT_EQ(claim().at(0).language, "en");
    in([&](Transaction& tx) { tx.people().set_contact_state(contact, ContactState::blocked, t(1)); });
    EXPECT_EQ(claim(2).size(), 1u);  // the lease of the claim before has ended
}

TEST_F(StandingTest, AChangeWhileItIsShownIsShownOnceMore) {
    const PersonId keiko = add_person("佐藤 恵子");
    add_contact(keiko, "line", "Uabc");
    const auto before = claim();
    ASSERT_EQ(before.size(), 1u);
    add_guardian(keiko, add_student("佐藤", "ハナ"), 0);
    EXPECT_TRUE(claim().empty());  // never two at once: the older call could come last
    ASSERT_TRUE(store().standings().shown(before[0], "default"));
    show("menu-1", Standing::guardian);
    EXPECT_TRUE(claim(60).empty());
}

TEST_F(StandingTest, WhoShowsWithoutAClaimSendsTheOneAtWorkBackToLookAgain) {
    const PersonId keiko = add_person("佐藤 恵子");
    add_contact(keiko, "line", "Uabc");
    add_guardian(keiko, add_student("佐藤", "ハナ"), 0);
    const auto working = claim();
    const auto page = store().standings().page("line", "demo", "", 10);
    ASSERT_EQ(page->size(), 1u);
    ASSERT_TRUE(store().standings().shown(page->at(0), "menu-2"));
    ASSERT_TRUE(store().standings().shown(working.at(0), "menu-1"));
    show("menu-2", Standing::guardian);
}

TEST_F(StandingTest, WhatCouldNotBeShownWaitsAndWhatDiedWithItsProcessComesBack) {
    add_contact(add_person("佐藤 恵子"), "line", "Uabc");
    const auto rows = claim();
    EXPECT_EQ(rows.at(0).attempts, 1);
    ASSERT_TRUE(store().standings().postpone(rows[0], t(5)));
    EXPECT_TRUE(claim(4).empty());
    EXPECT_EQ(claim(5).at(0).attempts, 2);
    EXPECT_EQ(claim(7).at(0).attempts, 3);  // the claim before was never settled
}

TEST_F(StandingTest, SomebodyWhoLeftAndCameBackIsOneRowAndWhoTheyAreNow) {
    const PersonId keiko = add_person("佐藤 恵子");
    add_contact(keiko, "line", "Uabc");
    const StudentId hana = add_student("佐藤", "ハナ");
    add_guardian(keiko, hana, 0);
    show("menu-1", Standing::guardian);
    raw("update contact set ended_at = '2026-11-24 00:00+00'");
    show("default", Standing::unlinked);
    const PersonId again = add_person("佐藤 恵子");
    add_contact(again, "line", "Uabc");
    add_guardian(again, hana, 1);
    show("menu-1", Standing::guardian);
    EXPECT_EQ(store().standings().page("line", "demo", "", 10)->size(), 1u);
}

TEST_F(StandingTest, PagesGoThroughEverybodyOnce) {
    for (const char* address : {"U1", "U2", "U3", "U4", "U5"}) add_contact(add_person("保護者"), "line", address);
    std::set<std::string> seen;
    for (std::string after;;) {
        const auto page = store().standings().page("line", "demo", after, 2);
        ASSERT_TRUE(page);
        for (const StandingRow& row : *page) EXPECT_TRUE(seen.insert(row.address).second);
        if (page->size() < 2) break;
        after = page->back().address_index;
    }
    EXPECT_EQ(seen.size(), 5u);
}

}  // namespace
}  // namespace todoke::store_test
