// Against the local mail server over real SMTP: what arrives, and what each refusal means.
#include "adapters/email/register.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"

namespace todoke::test {
namespace {

using platforms::SmtpMisbehaviour;
using Stage = SmtpMisbehaviour::Stage;

class EmailSend : public testing::Test {
protected:
    platforms::SmtpDouble server{platforms::SmtpOptions{.control_port = -1}};
    ScriptedHttp http;
    std::unique_ptr<House> house;

    void SetUp() override { open(); }
    void open(const std::string& more = "") {
        house = std::make_unique<House>(
            "email:\n  - account: demo\n    domain: attend.example.ed.jp\n"
            "    from: \"出欠連絡 <attend@attend.example.ed.jp>\"\n    smtp_url: \"" +
                server.url() + "\"\n    authserv_id: mx.example.ed.jp\n" + more,
            http);
        email::register_channel(*house);
        ASSERT_EQ(house->problems(), "");
    }
    Envelope envelope() {
        Envelope one;
        one.account = "demo";
        one.address = "sato@example.jp";
        one.idempotency_key = "123e4567-e89b-12d3-a456-426614174000";
        one.message_class = MessageClass::escalation;
        one.messages = {
            {.payload = Value::object(
                 {{"subject", "【学校】至急ご確認ください（8:40）"},
                  {"language", "ja"},
                  {"title", "ご確認のお願い"},
                  {"paragraphs", Value::array({"ハナさんの登校を学校でまだ確認できていません（8:40現在）。",
                                               "お電話ください <0144-00-0000> & \"すぐ\""})},
                  {"actions", Value::array({Value::object({{"label", "答える"},
                                                           {"url", "https://attend.example.ed.jp/confirm/abc"}}),
                                            Value::object({{"label", "悪い"}, {"url", "javascript:alert(1)"}})})},
                  {"footer", "青葉小学校"}}),
             .notice = "【学校】至急ご確認ください（8:40）",
             .plain = "plain"}};
        return one;
    }
    SendResult send(const Envelope& one) { return house->channel().send(one); }
};

TEST_F(EmailSend, arrives_as_text_and_html_with_the_headers_of_a_notice) {
    const SendResult result = send(envelope());
    EXPECT_EQ(result.outcome, SendOutcome::accepted);
    const auto mails = server.mailbox("sato@example.jp");
    ASSERT_EQ(mails.size(), 1u);
    const auto& mail = mails[0];
    EXPECT_TRUE(result.provider_id.starts_with("r-"));
    EXPECT_NE(mail.reply_to.find(result.provider_id + "@attend.example.ed.jp"), std::string::npos);
    EXPECT_EQ(mail.from, "attend@attend.example.ed.jp");
    EXPECT_EQ(mail.to, std::vector<std::string>{"sato@example.jp"});
    EXPECT_EQ(mail.subject, "【学校】至急ご確認ください（8:40）");
    EXPECT_NE(mail.header_from.find("出欠連絡"), std::string::npos);
    EXPECT_NE(mail.message_id.find("123e4567-e89b-12d3-a456-426614174000@attend.example.ed.jp"), std::string::npos);
    EXPECT_NE(mail.text.find("ハナさんの登校を学校でまだ確認できていません（8:40現在）。"), std::string::npos);
    EXPECT_NE(mail.text.find("<0144-00-0000> & \"すぐ\""), std::string::npos);
    EXPECT_NE(mail.text.find("https://attend.example.ed.jp/confirm/abc"), std::string::npos);
    EXPECT_NE(mail.html.find("&lt;0144-00-0000&gt; &amp;"), std::string::npos);
    EXPECT_EQ(mail.html.find("<0144"), std::string::npos);
    EXPECT_EQ(mail.html.find("javascript:"), std::string::npos);
    EXPECT_NE(mail.raw.find("\r\nAuto-Submitted: auto-generated\r\n"), std::string::npos);
    EXPECT_NE(mail.raw.find("\r\nDate: Mon, 23 Nov 2026 22:32:00 +0000\r\n"), std::string::npos);
    EXPECT_NE(mail.raw.find("multipart/alternative"), std::string::npos);
    for (std::size_t start = 0; start < mail.raw.size();) {
        const auto end = std::min(mail.raw.find("\r\n", start), mail.raw.size());
        EXPECT_LE(end - start, 78u) << mail.raw.substr(start, end - start);
        start = end + 2;
    }
    for (const char c : mail.raw) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

TEST_F(EmailSend, asks_by_number_and_writes_the_answer_for_whoever_taps) {
    Envelope one = envelope();
    one.outbox_id = OutboxId{12};
    one.thread = "report:1";
    one.reply_token = "first@phone.example.jp second@phone.example.jp";
    Value& payload = one.messages[0].payload;
    payload.set("paragraphs", Value::array({"ハナさん"}));
    payload.set("actions", Value::array());
    payload.set("how", "返信してください。");
    payload.set("choices", Value::array({Value::object({{"number", "1"}, {"label", "送信する"}}),
                                         Value::object({{"number", "2"}, {"label", "<直す>"}})}));
    payload.set("fields", Value::array({Value::object(
                              {{"label", "お子さん"},
                               {"ask", "どなたですか。"},
                               {"options", Value::array({Value::object({{"number", "1"}, {"label", "ハナ"}})})}})}));
    payload.set("fill_in", "記入する");
    ASSERT_EQ(send(one).outcome, SendOutcome::accepted);
    const auto mail = server.mails().at(0);
    std::string text = mail.text;
    std::erase(text, '\r');
    EXPECT_TRUE(text.starts_with("ご確認のお願い\n--- この線より上にご記入ください")) << text;
    EXPECT_NE(text.find("どなたですか。\n　1 ハナ\nお子さん：\n"), std::string::npos) << text;
    EXPECT_NE(text.find("1 送信する\n2 <直す>\n"), std::string::npos) << text;
    EXPECT_NE(text.find("返信してください。"), std::string::npos);
    EXPECT_EQ(text.find("mailto:"), std::string::npos);
    EXPECT_NE(mail.html.find("&lt;直す&gt;"), std::string::npos);
    EXPECT_NE(mail.html.find("mailto:r-"), std::string::npos);
    EXPECT_NE(mail.html.find("body=1%20%E9%80%81%E4%BF%A1"), std::string::npos) << mail.html;
    EXPECT_NE(mail.raw.find("\r\nIn-Reply-To: <second@phone.example.jp>\r\nReferences: <t-"), std::string::npos);
}

TEST_F(EmailSend, only_a_notice_that_may_end_has_the_button_to_end_it) {
    send(envelope());
    EXPECT_EQ(server.mails().at(0).raw.find("List-Unsubscribe"), std::string::npos);
    Envelope passing = envelope();
    passing.may_be_ended = true;
    passing.outbox_id = OutboxId{7};
    send(passing);
    const std::string& raw = server.mails().at(1).raw;
    const std::string begin = "\r\nList-Unsubscribe: <" + house->services().public_url + "/unsubscribe/";
    const auto at = raw.find(begin);
    ASSERT_NE(at, std::string::npos) << raw;
    const std::string token = raw.substr(at + begin.size(), raw.find('>', at) - at - begin.size());
    EXPECT_EQ(house->channel().ended_by(token), OutboxId{7});
    EXPECT_FALSE(house->channel().ended_by(token.substr(1)));
    EXPECT_NE(raw.find(">,\r\n <mailto:u-" + token +
                       "@attend.example.ed.jp>\r\n"
                       "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
              std::string::npos);
    EXPECT_EQ(raw.find("=?", at), raw.find("=?", raw.find("One-Click")));  // never an encoded word
}

TEST_F(EmailSend, gives_every_paper_an_address_of_its_own) {
    const auto address = house->channel().registration_address("demo", 42);
    ASSERT_TRUE(address);
    EXPECT_TRUE(address->starts_with("e-"));
    EXPECT_TRUE(address->ends_with("@attend.example.ed.jp"));
    EXPECT_NE(address, house->channel().registration_address("demo", 43));
    EXPECT_FALSE(house->channel().registration_address("other", 42));
    EXPECT_EQ(house->channel().sender_domains("demo"), std::vector<std::string>{"attend.example.ed.jp"});
    EXPECT_TRUE(house->channel().sender_domains("other").empty());
}

TEST_F(EmailSend, has_the_same_message_id_when_it_is_repeated) {
    send(envelope());
    send(envelope());
    const auto mails = server.mails();
    ASSERT_EQ(mails.size(), 2u);
    EXPECT_EQ(mails[0].message_id, mails[1].message_id);
}

TEST_F(EmailSend, keeps_a_typed_line_end_out_of_the_header) {
    Envelope one = envelope();
    one.messages[0].payload.set("subject", "x\r\nBcc: everybody@example.jp");
    EXPECT_EQ(send(one).outcome, SendOutcome::rejected);
    one = envelope();
    one.address = "sato@example.jp>\r\nRCPT TO:<x@example.jp";
    const SendResult result = send(one);
    EXPECT_EQ(result.outcome, SendOutcome::rejected);
    EXPECT_TRUE(result.address_unusable);
    EXPECT_TRUE(server.mails().empty());
}

TEST_F(EmailSend, writes_to_carrier_addresses_that_need_quotes) {
    Envelope one = envelope();
    one.address = "foo..bar.@docomo.ne.jp";
    EXPECT_EQ(send(one).outcome, SendOutcome::accepted);
    ASSERT_EQ(server.mails().size(), 1u);
    EXPECT_NE(server.mails()[0].raw.find("\r\nTo: \"foo..bar.\"@docomo.ne.jp\r\n"), std::string::npos);
}

TEST_F(EmailSend, joins_several_messages_and_copes_without_a_layout) {
    Envelope one = envelope();
    one.messages.push_back({.payload = Value::object({{"text", "あと"}}), .notice = "n", .plain = "もう一つ\n二行目"});
    EXPECT_EQ(send(one).outcome, SendOutcome::accepted);
    const auto mail = server.mails().at(0);
    EXPECT_NE(mail.text.find("もう一つ"), std::string::npos);
    EXPECT_NE(mail.text.find("二行目"), std::string::npos);
    EXPECT_EQ(mail.subject, "【学校】至急ご確認ください（8:40）");
}

TEST_F(EmailSend, understands_every_refusal_of_the_server) {
    struct Row {
        SmtpMisbehaviour order;
        SendOutcome outcome;
        std::string reason;
        bool dead = false;
        bool kept = false;
    };
    using enum SendOutcome;
    const Row rows[]{
        {{.stage = Stage::connect, .code = 421}, throttled, "smtp_421"},
        {{.stage = Stage::connect, .code = 554}, our_fault, "smtp_554"},
        {{.stage = Stage::connect, .drop_before = true}, not_started, "unreachable"},
        {{.stage = Stage::mail, .code = 452}, throttled, "smtp_452"},
        {{.stage = Stage::mail, .code = 530, .text = "5.7.0 Authentication required"}, our_fault, "smtp_530"},
        {{.stage = Stage::rcpt, .code = 550, .text = "5.1.1 User unknown"}, rejected, "smtp_550", true},
        {{.stage = Stage::rcpt, .code = 550, .text = "5.7.1 Blocked"}, rejected, "smtp_550"},
        {{.stage = Stage::rcpt, .code = 450, .text = "4.2.1 Busy"}, not_started, "smtp_450"},
        {{.stage = Stage::rcpt, .drop_before = true}, not_started, "unreachable"},
        {{.stage = Stage::data, .code = 451}, throttled, "smtp_451"},
        {{.stage = Stage::dot, .code = 554, .text = "5.6.0 Content"}, rejected, "smtp_554"},
        {{.stage = Stage::dot, .code = 452}, throttled, "smtp_452"},
        {{.stage = Stage::dot, .drop_before = true}, ambiguous, "connection_lost"},
        {{.stage = Stage::dot, .drop_after = true}, ambiguous, "connection_lost", false, true},
    };
    for (const Row& row : rows) {
        open();  // a new connection, so that the greeting is seen
        const auto before = server.mails().size();
        server.misbehave(row.order);
        const SendResult result = send(envelope());
        const std::string about =
            std::to_string(static_cast<int>(row.order.stage)) + " " + std::to_string(row.order.code);
        EXPECT_EQ(result.outcome, row.outcome) << about << " " << result.reason;
        EXPECT_EQ(result.reason, row.reason) << about;
        EXPECT_EQ(result.address_unusable, row.dead) << about;
        EXPECT_EQ(server.mails().size(), before + (row.kept ? 1 : 0)) << about;
        EXPECT_EQ(send(envelope()).outcome, SendOutcome::accepted) << about;
        server.behave();
    }
}

TEST_F(EmailSend, logs_in_with_the_configured_account) {
    open("    smtp_user: attend\n    smtp_password: geheim\n    starttls: \"off\"\n");
    EXPECT_EQ(send(envelope()).outcome, SendOutcome::accepted);
    EXPECT_EQ(house->log.text().find("geheim"), std::string::npos);
}

TEST_F(EmailSend, does_not_send_in_the_clear_where_tls_is_required) {
    open("    starttls: require\n");
    const SendResult result = send(envelope());
    EXPECT_EQ(result.outcome, SendOutcome::not_started);
    EXPECT_EQ(result.reason, "tls");
    EXPECT_TRUE(server.mails().empty());
}

TEST_F(EmailSend, writes_no_address_and_no_words_into_the_log) {
    send(envelope());
    server.misbehave({.stage = Stage::rcpt, .code = 550, .text = "5.1.1 <sato@example.jp> User unknown"});
    send(envelope());
    const std::string log = house->log.text();
    EXPECT_NE(log.find("email.handed_over"), std::string::npos);
    EXPECT_EQ(log.find("sato"), std::string::npos);
    EXPECT_EQ(log.find("ハナ"), std::string::npos);
}

TEST(EmailUnreachable, is_not_started) {
    ScriptedHttp http;
    House house("email: [{account: demo, domain: a.jp, from: \"a@a.jp\", smtp_url: \"smtp://127.0.0.1:1\"}]\n", http);
    email::register_channel(house);
    ASSERT_EQ(house.problems(), "");
    Envelope one;
    one.account = "demo";
    one.address = "b@b.jp";
    one.messages = {{.payload = Value::object({{"subject", "x"}}), .notice = "", .plain = "x"}};
    EXPECT_EQ(house.channel().send(one).outcome, SendOutcome::not_started);
}

TEST(EmailSettings, name_what_is_wrong_and_where) {
    ScriptedHttp http;
    House house(R"(
email:
  - {account: demo, domain: "x y", from: nobody, smtp_url: "http://127.0.0.1:25", smtp_password: p, starttls: maybe, smtp_host: x}
  - {account: two, domain: a.jp, from: "a@a.jp", smtp_url: "smtp://mail.a.jp:587", smtp_user: u, smtp_password: p, smtp_xoauth2_token: t, starttls: attempt}
)",
                http);
    email::register_channel(house);
    const std::string problems = house.problems();
    for (const char* part :
         {"todoke.yaml:3:", "expected a host name", "expected an address such as", "smtp://HOST:PORT",
          "smtp_user needs", "maybe", "unknown key 'smtp_host'", "not both", "in the clear"})
        EXPECT_NE(problems.find(part), std::string::npos) << part << "\n" << problems;
}

}  // namespace
}  // namespace todoke::test
