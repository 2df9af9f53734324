// What is remembered of mail beside the inbox.
#include "tests/store/store_fixture.hpp"

namespace todoke::test {
namespace {

class LettersTest : public StoreFixture {
protected:
    Guardian guardian;
    void SetUp() override { guardian = add_guardian("Sato@example.com", "email"); }

    bool first_time(const std::string& id, std::int64_t event, int second, const std::string& account = "demo") {
        bool first = false;
        in([&](Transaction& tx) { first = tx.letters().first_time(account, id, InboxId{event}, at(second)); });
        return first;
    }
};

TEST_F(LettersTest, AMailIsNewOnceAndToItsOwnEventAfterACrash) {
    EXPECT_TRUE(first_time("a@phone", 1, 0));
    EXPECT_TRUE(first_time("a@phone", 1, 1));
    EXPECT_FALSE(first_time("a@phone", 2, 2));
    EXPECT_TRUE(first_time("b@phone", 2, 2));
    EXPECT_TRUE(first_time("a@phone", 3, 3, "another"));
    constexpr int four_days = 4 * 24 * 3600;
    EXPECT_TRUE(first_time("c@phone", 4, four_days));
    EXPECT_TRUE(first_time("a@phone", 5, four_days + 1));  // forgotten; its date is not believed any more
}

TEST_F(LettersTest, AnswersAreCountedByAddressWithoutRegardToCase) {
    in([&](Transaction& tx) {
        Letters& letters = tx.letters();
        for (const int second : {0, 10, 3000}) letters.note_answer("email", "demo", "sato@example.com", at(second));
        letters.note_answer("email", "demo", "ueda@example.com", at(0));
        const auto answered = letters.answered("email", "demo", "SATO@example.com", at(3605));
        EXPECT_EQ(answered.within_hour, 2);
        EXPECT_EQ(answered.within_day, 3);
        EXPECT_EQ(letters.answered("email", "demo", "sato@example.com", at(86405)).within_day, 2);
        EXPECT_EQ(letters.answered("email", "demo", "mori@example.com", at(3605)).within_day, 0);
    });
}

TEST_F(LettersTest, AHeldLetterIsConfirmedOnceAndInTime) {
    HeldLetter letter{.contact = guardian.contact, .channel = "email", .account = "demo"};
    letter.address = "sato@example.com";
    letter.to_message_id = "r-abc";
    letter.text = "1";
    letter.whole = "1\n> 送信";
    letter.expires_at = at(60);
    in([&](Transaction& tx) {
        tx.letters().hold("token", letter, at(0));
        tx.letters().hold("late", letter, at(0));
        EXPECT_FALSE(tx.letters().held("another"));
        const auto held = tx.letters().held("token");
        ASSERT_TRUE(held);
        EXPECT_EQ(held->contact, guardian.contact);
        EXPECT_EQ(held->address, letter.address);
        EXPECT_EQ(held->to_message_id, letter.to_message_id);
        EXPECT_EQ(held->text, letter.text);
        EXPECT_EQ(held->whole, letter.whole);
        EXPECT_EQ(held->expires_at, letter.expires_at);
        EXPECT_FALSE(held->confirmed_at);
        EXPECT_TRUE(tx.letters().confirm("token", at(59)));
        EXPECT_FALSE(tx.letters().confirm("token", at(59)));
        EXPECT_FALSE(tx.letters().confirm("late", at(61)));
        EXPECT_EQ(tx.letters().held("token")->confirmed_at, at(59));
    });
}

}  // namespace
}  // namespace todoke::test
