// The addresses that say which of our mails something is about.
#include "adapters/email/address_token.hpp"

#include "adapters/email/headers.hpp"
#include "adapters/email/own_address.hpp"
#include "bot/ports/crypto.hpp"
#include "tests/channels/support.hpp"

#include <algorithm>
#include <limits>

namespace todoke::test {
namespace {

using email::TokenKind;

class AddressToken : public testing::Test {
protected:
    ScriptedHttp http;
    House house{"email: []\n", http};
    Services services = house.services();
    AddressToken() {
        services.sign = [](std::string_view purpose, std::string_view data) {
            return crypto::hmac_sha256("key", std::string(purpose) + "\n" + std::string(data));
        };
    }
};

TEST_F(AddressToken, comes_back_as_the_row_it_was_made_for) {
    for (const std::int64_t row :
         {std::int64_t{1}, std::int64_t{31}, std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::max()})
        for (const TokenKind kind : {TokenKind::reply, TokenKind::bounce}) {
            const std::string token = email::make_token(services, kind, "demo", OutboxId{row});
            EXPECT_LE(token.size(), 40u);
            EXPECT_TRUE(email::parse_address(token + "@attend.example.ed.jp"));
            EXPECT_EQ(email::read_token(services, kind, "demo", token), OutboxId{row});
            std::string shouted = token;
            std::ranges::transform(shouted, shouted.begin(), [](unsigned char c) { return char(std::toupper(c)); });
            EXPECT_EQ(email::read_token(services, kind, "demo", shouted), OutboxId{row});
        }
}

TEST_F(AddressToken, is_of_one_kind_and_one_account) {
    const std::string token = email::make_token(services, TokenKind::bounce, "demo", OutboxId{7});
    EXPECT_FALSE(email::read_token(services, TokenKind::reply, "demo", token));
    EXPECT_FALSE(email::read_token(services, TokenKind::reply, "demo", "r" + token.substr(1)));
    EXPECT_FALSE(email::read_token(services, TokenKind::bounce, "other", token));
}

TEST_F(AddressToken, of_a_paper_is_no_token_of_a_mail) {
    const std::string token = email::make_paper_token(services, "demo", 7);
    EXPECT_EQ(email::read_paper_token(services, "demo", token), 7);
    EXPECT_FALSE(email::read_paper_token(services, "other", token));
    for (const TokenKind kind : {TokenKind::reply, TokenKind::bounce, TokenKind::unsubscribe})
        EXPECT_FALSE(email::read_paper_token(services, "demo", email::make_token(services, kind, "demo", OutboxId{7})));
}

TEST_F(AddressToken, of_a_paper_registers_and_of_a_button_ends) {
    const auto read = [&](const std::string& local_part) {
        return email::read_own_address(services, "demo", local_part, true);
    };
    const auto paper = read(email::make_paper_token(services, "demo", 7));
    ASSERT_TRUE(paper);
    EXPECT_EQ(std::get<answer::Registering>(*paper).paper, 7);
    EXPECT_TRUE(std::get<answer::Registering>(*paper).proven);
    EXPECT_EQ(std::get<answer::Registering>(*read("e-guessed")).paper, 0);
    const std::string button = email::make_token(services, TokenKind::unsubscribe, "demo", OutboxId{9});
    EXPECT_EQ(std::get<answer::NoticesEnded>(*read(button)).message, OutboxId{9});
    EXPECT_TRUE(std::holds_alternative<answer::Nothing>(*read("u-guessed")));
    EXPECT_FALSE(read("attend"));
    EXPECT_FALSE(read(email::make_token(services, TokenKind::reply, "demo", OutboxId{9})));
}

TEST_F(AddressToken, is_worth_nothing_with_one_character_changed_lost_or_added) {
    const std::string token = email::make_token(services, TokenKind::bounce, "demo", OutboxId{123456});
    const auto refused = [&](const std::string& text) {
        return !email::read_token(services, TokenKind::bounce, "demo", text);
    };
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string other = token;
        other[i] = other[i] == 'q' ? 'w' : 'q';
        EXPECT_TRUE(refused(other)) << other;
        EXPECT_TRUE(refused(token.substr(0, i))) << i;
    }
    for (const std::string& text : {token + "a", std::string(), std::string("b"), std::string("b-"), " " + token,
                                    token + "@attend.example.ed.jp", std::string(31, '\0'), std::string(100000, 'b')})
        EXPECT_TRUE(refused(text)) << text.substr(0, 40);
}

}  // namespace
}  // namespace todoke::test
