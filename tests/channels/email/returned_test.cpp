// What a mail server reports about one of our mails, and what only looks like it.
#include "adapters/email/address_token.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/email/register.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"

namespace todoke::test {
namespace {

constexpr const char* key = "123e4567-e89b-12d3-a456-426614174000";

std::string report(const std::string& action = "failed", const std::string& status = "5.1.1") {
    return "From: MAILER-DAEMON@mx.example.jp\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
           "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.jp\r\n\r\n"
           "Final-Recipient: rfc822; sato@example.jp\r\nAction: " +
           action + "\r\nStatus: " + status + "\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" +
           key + "@attend.example.ed.jp>\r\n\r\n--b--\r\n";
}

class EmailReturned : public testing::Test {
protected:
    ScriptedHttp http;
    House house{
        "email: [{account: demo, domain: attend.example.ed.jp, from: \"a@attend.example.ed.jp\", smtp_url: "
        "\"smtp://127.0.0.1:1\"}]\n",
        http};
    void SetUp() override {
        email::register_channel(house);
        ASSERT_EQ(house.problems(), "");
    }
    std::string token(std::int64_t row) {
        return email::make_token(house.services(), email::TokenKind::bounce, "demo", OutboxId{row});
    }
    std::string read(const std::string& recipient, const std::string& raw, const std::string& sender = "") {
        InboundEvent event{.channel = "email", .account = "demo"};
        event.body =
            email::encode({.sender = sender, .recipient = recipient, .handed_over = "mx", .queue_id = "", .raw = raw});
        const auto inbound = house.channel().read(event);
        if (!inbound) return "not a report";
        if (std::holds_alternative<answer::Nothing>(inbound->answer)) return "nothing";
        const auto* returned = std::get_if<answer::Returned>(&inbound->answer);
        if (!returned) return "not a report";
        return (returned->mail ? std::to_string(returned->mail->value) : returned->idempotency_key) + " " +
               to_text(returned->kind) + " " + returned->status;
    }
};

TEST_F(EmailReturned, is_about_the_mail_whose_address_it_came_to) {
    EXPECT_EQ(read(token(42) + "@attend.example.ed.jp", report()), "42 unknown_address 5.1.1");
    EXPECT_EQ(read("B" + token(42).substr(1) + "@ATTEND.example.ed.jp", report()), "42 unknown_address 5.1.1");
    EXPECT_EQ(read(token(42) + "@attend.example.ed.jp", report("delayed", "4.4.1")), "42 delayed 4.4.1");
}

TEST_F(EmailReturned, is_found_by_the_message_id_where_the_sender_was_rewritten) {
    EXPECT_EQ(read("a@attend.example.ed.jp", report()), std::string(key) + " unknown_address 5.1.1");
}

TEST_F(EmailReturned, is_nothing_where_it_proves_nothing) {
    const std::string domain = "@attend.example.ed.jp";
    std::string forged = token(42);
    forged.back() = forged.back() == 'a' ? 'e' : 'a';
    EXPECT_EQ(read(forged + domain, report()), "nothing");
    EXPECT_EQ(read(token(42) + domain, report(), "mallory@example.jp"), "nothing");  // not from a mail server
    EXPECT_EQ(read(token(42) + domain, report("delivered", "2.0.0")), "nothing");    // it arrived
    EXPECT_EQ(read(token(42) + domain, "From: sato@example.jp\r\nSubject: Out of office\r\n\r\nI am away\r\n"),
              "nothing");
    EXPECT_EQ(read(token(42) + domain, "no mail at all"), "nothing");
    EXPECT_EQ(read("b-x" + domain, report()), "nothing");
}

TEST_F(EmailReturned, is_not_what_a_person_wrote) {
    EXPECT_EQ(read("a@attend.example.ed.jp", report(), "sato@example.jp"), "not a report");
    std::string foreign = report();
    foreign.replace(foreign.find(key), 8, "zzzzzzzz");
    EXPECT_EQ(read("a@attend.example.ed.jp", foreign), "not a report");
}

TEST(EmailSender, is_an_address_of_each_mails_own_where_reports_can_come_in) {
    platforms::SmtpDouble server{platforms::SmtpOptions{.control_port = -1}};
    ScriptedHttp http;
    for (const bool is_signed : {true, false}) {
        House house(
            "email: [{account: demo, domain: attend.example.ed.jp, from: \"a@attend.example.ed.jp\", smtp_url: \"" +
                server.url() + "\", signed_sender: " + (is_signed ? "true" : "false") + "}]\n",
            http);
        email::register_channel(house);
        ASSERT_EQ(house.problems(), "");
        Envelope one;
        one.outbox_id = OutboxId{42};
        one.account = "demo";
        one.address = "sato@example.jp";
        one.idempotency_key = key;
        one.messages = {{.payload = Value::object({{"subject", "x"}}), .notice = "", .plain = "x"}};
        EXPECT_EQ(house.channel().send(one).outcome, SendOutcome::accepted);
        const std::string signed_one =
            email::make_token(house.services(), email::TokenKind::bounce, "demo", OutboxId{42}) +
            "@attend.example.ed.jp";
        EXPECT_EQ(server.mails().back().from, is_signed ? signed_one : "a@attend.example.ed.jp");
    }
}

TEST(EmailDomain, that_refuses_us_gets_only_what_cannot_wait) {
    platforms::SmtpDouble server{platforms::SmtpOptions{.control_port = -1}};
    ScriptedHttp http;
    House house("email: [{account: demo, domain: attend.example.ed.jp, from: \"a@attend.example.ed.jp\", smtp_url: \"" +
                    server.url() + "\"}]\n",
                http);
    email::register_channel(house);
    Envelope one;
    one.account = "demo";
    one.address = "sato@example.jp";
    one.idempotency_key = key;
    one.message_class = MessageClass::arrival;
    one.messages = {{.payload = Value::object({{"subject", "x"}}), .notice = "", .plain = "x"}};
    house.channel().rest("demo", "example.jp", house.clock.now() + std::chrono::hours{1});
    const SendResult declined = house.channel().send(one);
    EXPECT_EQ(declined.outcome, SendOutcome::rejected);
    EXPECT_FALSE(declined.address_unusable);
    one.message_class = MessageClass::escalation;
    EXPECT_EQ(house.channel().send(one).outcome, SendOutcome::accepted);
    house.clock.advance(std::chrono::hours{1});
    one.message_class = MessageClass::arrival;
    EXPECT_EQ(house.channel().send(one).outcome, SendOutcome::accepted);
}

}  // namespace
}  // namespace todoke::test
