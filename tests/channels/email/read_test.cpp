// From a stored mail to what a person did, and how far it may be believed.
#include "adapters/email/body.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/email/register.hpp"
#include "adapters/email/reply_address.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/smtp/mail_in.hpp"

namespace todoke::test {
namespace {

class EmailRead : public testing::Test {
protected:
    ScriptedHttp http;
    House house{
        "email:\n  - account: demo\n    domain: attend.example.ed.jp\n"
        "    from: \"attend@attend.example.ed.jp\"\n    smtp_url: \"smtp://127.0.0.1:1\"\n"
        "    authserv_id: mx.attend.example.ed.jp\n",
        http};
    platforms::PostedMail mail;
    std::string recipient = "attend@attend.example.ed.jp";
    std::string sender = "sato@example.com";

    void SetUp() override {
        email::register_channel(house);
        ASSERT_EQ(house.problems(), "");
        mail = {.from = "sato@example.com", .to = recipient, .subject = "x", .text = "今日休みます\n"};
        mail.message_id = "m1@phone.example.com";
        mail.at = house.services().clock.now();
    }
    std::string asked() { return email::reply_local_part(house.services(), "demo", OutboxId{7}); }
    std::string raw() { return platforms::as_handed_over(mail, "mx.attend.example.ed.jp"); }
    Inbound read(const std::string& bytes) {
        InboundEvent event;
        event.channel = "email";
        event.account = "demo";
        event.kind = "mail";
        event.received_at = house.services().clock.now();
        event.body = email::encode({.sender = sender, .recipient = recipient, .raw = bytes});
        const auto inbound = house.channel().read(event);
        EXPECT_TRUE(inbound.has_value());
        return inbound.value_or(Inbound{});
    }
    Inbound read() { return read(raw()); }
};

TEST_F(EmailRead, a_vouched_mail_is_its_senders_words) {
    const Inbound inbound = read();
    EXPECT_EQ(inbound.proof, Proof::sender);
    EXPECT_EQ(inbound.address, "sato@example.com");
    EXPECT_EQ(inbound.set_aside, "");
    EXPECT_EQ(inbound.message_id, "m1@phone.example.com");
    EXPECT_EQ(inbound.reply_token, "m1@phone.example.com");
    EXPECT_EQ(std::get<answer::Text>(inbound.answer).text, "今日休みます");
}

TEST_F(EmailRead, an_answer_names_the_mail_that_it_answers) {
    recipient = mail.to = asked() + "@attend.example.ed.jp";
    mail.text = "1\n";
    mail.quoted = "この内容で送りますか\n" + std::string(email::cut_mark) + "\n\nハナさん\n";
    const Inbound inbound = read();
    EXPECT_EQ(inbound.proof, Proof::both);
    const auto& reply = std::get<answer::Reply>(inbound.answer);
    EXPECT_EQ(reply.to_message_id, asked());
    EXPECT_EQ(reply.text, "1");
    EXPECT_NE(reply.whole.find("ハナさん"), std::string::npos);
    EXPECT_FALSE(reply.shared);
    EXPECT_TRUE(reply.certain);
}

TEST_F(EmailRead, nothing_but_a_timely_vouched_mail_to_us_proves_its_sender) {
    using namespace std::chrono_literals;
    const auto good = mail;
    EXPECT_EQ(read().proof, Proof::sender);
    mail.vouched = false;
    EXPECT_EQ(read().proof, Proof::none);
    mail = good;
    mail.at = good.at - 25h;
    EXPECT_EQ(read().proof, Proof::none);
    mail = good;
    mail.to = "class-list@example.com";
    EXPECT_EQ(read().proof, Proof::none);
    mail = good;
    mail.message_id.clear();
    EXPECT_EQ(read().proof, Proof::none);
    mail = good;
    // Written by the sender itself, below our server's first line.
    const std::string server_lines = raw();
    const auto end = server_lines.find("\r\n") + 2;
    EXPECT_EQ(read(server_lines.substr(end)).proof, Proof::none);
}

TEST_F(EmailRead, a_token_alone_proves_no_sender) {
    recipient = mail.to = asked() + "@attend.example.ed.jp";
    mail.vouched = false;
    EXPECT_EQ(read().proof, Proof::token);
}

TEST_F(EmailRead, programs_and_ourselves_are_set_aside) {
    const std::string plain = raw();
    const auto with = [&](const std::string& field) {
        return plain.substr(0, plain.find("From:")) + field + "\r\n" + plain.substr(plain.find("From:"));
    };
    EXPECT_EQ(read(with("Auto-Submitted: auto-replied")).set_aside, "automatic");
    EXPECT_EQ(read(with("List-Id: <class.example.com>")).set_aside, "automatic");
    sender = "";
    EXPECT_EQ(read().set_aside, "automatic");
    sender = "sato@example.com";
    mail.from = "attend@attend.example.ed.jp";
    EXPECT_EQ(read().set_aside, "own_domain");
    mail.from = "sato@example.com";
    mail.subject = "=?UTF-8?B?6Ieq5YuV5b+c562UOiDkuI3lnKg=?=";
    EXPECT_EQ(read().set_aside, "perhaps_automatic");
    EXPECT_EQ(read("no header at all").set_aside, "unreadable");
}

TEST_F(EmailRead, who_writes_for_the_first_time_may_have_said_it_in_the_subject) {
    mail.subject = "=?UTF-8?B?5qyg5bit?=";
    mail.text = "";
    EXPECT_EQ(std::get<answer::Text>(read().answer).text, "欠席");
}

}  // namespace
}  // namespace todoke::test
