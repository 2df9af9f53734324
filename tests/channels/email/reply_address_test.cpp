// The address by which an answer names the mail that it answers.
#include "adapters/email/reply_address.hpp"

#include "bot/ports/crypto.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {
namespace {

class ReplyAddress : public testing::Test {
protected:
    ScriptedHttp http;
    House house{"service: {}\n", http};
    Services services = house.services();

    void SetUp() override {
        services.sign = [](std::string_view purpose, std::string_view data) {
            return crypto::hmac_sha256("key", std::string(purpose) + "\n" + std::string(data));
        };
    }
    std::string address_of(std::int64_t row) { return email::reply_local_part(services, "demo", OutboxId{row}); }
    std::optional<std::string> read(const std::string& local) {
        return email::read_reply_local_part(services, "demo", local);
    }
};

TEST_F(ReplyAddress, comes_back_in_one_spelling_whatever_a_phone_makes_of_it) {
    for (const std::int64_t row : {1LL, 42LL, 9'007'199'254'740'993LL, 0x7fff'ffff'ffff'ffffLL}) {
        const std::string local = address_of(row);
        EXPECT_LE(local.size(), 40u);
        EXPECT_EQ(local.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567-"), std::string::npos);
        EXPECT_EQ(read(local), local);
        std::string shouted = local;
        for (char& c : shouted)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        EXPECT_EQ(read(shouted), local);
    }
}

TEST_F(ReplyAddress, no_changed_or_foreign_one_is_read) {
    const std::string local = address_of(42);
    for (std::size_t i = 2; i < local.size(); ++i) {
        std::string forged = local;
        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(read(forged)) << forged;
    }
    EXPECT_FALSE(email::read_reply_local_part(services, "another", local));
    for (const std::string odd : {std::string(), std::string("r-"), local + "a", local.substr(0, local.size() - 1),
                                  "b-" + local.substr(2), "r-" + std::string(29, '1'), "r-" + std::string(29, '\0')})
        EXPECT_FALSE(read(odd));
}

TEST_F(ReplyAddress, what_is_about_one_thing_has_one_thread) {
    const auto thread = [&](const char* of) { return email::thread_id(services, "demo", of, "attend.example.ed.jp"); };
    EXPECT_EQ(thread("report:1"), thread("report:1"));
    EXPECT_NE(thread("report:1"), thread("report:2"));
    EXPECT_TRUE(thread("report:1").ends_with("@attend.example.ed.jp"));
}

}  // namespace
}  // namespace todoke::test
