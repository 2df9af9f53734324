#include "tests/platforms/smtp/smtp_double.hpp"
#include "tests/platforms/test/support.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace todoke::platforms {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

class Dialogue {
public:
    explicit Dialogue(int port) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)});
        answer();
    }
    // The last line of the answer; "" when the connection was closed.
    std::string say(const std::string& line) {
        boost::system::error_code failed;
        boost::asio::write(socket_, boost::asio::buffer(line + "\r\n"), failed);
        return failed ? "" : answer();
    }
    std::string answer() {
        for (;;) {
            boost::system::error_code failed;
            const auto size = boost::asio::read_until(socket_, boost::asio::dynamic_buffer(buffer_), "\r\n", failed);
            if (failed) return "";
            const std::string line = buffer_.substr(0, size - 2);
            buffer_.erase(0, size);
            lines.push_back(line);
            if (line.size() < 4 || line[3] != '-') return line;
        }
    }
    std::string submit(const std::string& to, const std::string& mail) {
        say("EHLO todoke.test");
        say("MAIL FROM:<b-1@in.school.test>");
        if (const auto refused = say("RCPT TO:<" + to + ">"); !refused.starts_with("250")) return refused;
        if (const auto refused = say("DATA"); !refused.starts_with("354")) return refused;
        return say(mail + "\r\n.");
    }
    std::vector<std::string> lines;

private:
    boost::asio::io_context io_;
    tcp::socket socket_{io_};
    std::string buffer_;
};

const std::string mail =
    "From: =?UTF-8?B?5Ye65bit6YCj57Wh?= <attend@school.test>\r\n"
    "To: <sato@family.test>\r\n"
    "Subject: =?UTF-8?B?44CQ5a2m5qCh44CR?=\r\n"
    " =?UTF-8?B?6Iez5oCl?=\r\n"
    "Message-ID: <o1.2@school.test>\r\n"
    "MIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "44OP44OK44GV44KT\r\n"
    "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "<p>=E3=83=8F</p>\r\n--b--";

class Smtp : public testing::Test {
protected:
    ManualClock clock{test::tuesday_morning()};
    SmtpDouble smtp{{.clock = clock.clock()}};
    std::string control = "http://127.0.0.1:" + std::to_string(smtp.control_port());
};

TEST_F(Smtp, KeepsAMailRawAndDecoded) {
    Dialogue dialogue(smtp.port());
    EXPECT_TRUE(dialogue.submit("Sato@family.test", mail).starts_with("250 2.0.0 Ok: queued as "));
    EXPECT_NE(std::find(dialogue.lines.begin(), dialogue.lines.end(), "250-8BITMIME"), dialogue.lines.end());
    EXPECT_TRUE(dialogue.say("QUIT").starts_with("221"));
    const auto kept = smtp.wait_for([](const Mail&) { return true; }, 1s);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->raw, mail + "\r\n");
    EXPECT_EQ(kept->subject, "【学校】至急");
    EXPECT_EQ(kept->text, "ハナさん");
    EXPECT_EQ(kept->html, "<p>ハ</p>");
    EXPECT_EQ(kept->message_id, "o1.2@school.test");
    EXPECT_EQ(kept->from, "b-1@in.school.test");
    EXPECT_EQ(kept->at, clock.now());
    EXPECT_EQ(smtp.mailbox("sato@FAMILY.test").size(), 1u);
    EXPECT_EQ(test::get(control, "/_double/mailbox/sato%40family.test").body.at(0).at("subject"), "【学校】至急");
}

TEST_F(Smtp, UnstuffsDotsAndEndsOnlyAtAWholeLine) {
    Dialogue dialogue(smtp.port());
    dialogue.submit("a@b.test", "Subject: x\r\n\r\n..dots\r\nbare\n.\nend");
    EXPECT_EQ(smtp.mails().at(0).raw, "Subject: x\r\n\r\n.dots\r\nbare\n.\nend\r\n");
}

TEST_F(Smtp, KeepsTheOrderOfCommands) {
    Dialogue dialogue(smtp.port());
    EXPECT_TRUE(dialogue.say("MAIL FROM:<a@b.test>").starts_with("503"));
    dialogue.say("EHLO x");
    EXPECT_TRUE(dialogue.say("RCPT TO:<a@b.test>").starts_with("503"));
    EXPECT_TRUE(dialogue.say("MAIL FROM:<>").starts_with("250"));
    EXPECT_TRUE(dialogue.say("DATA").starts_with("503"));
    EXPECT_TRUE(dialogue.say("RCPT TO:<太郎@b.test>").starts_with("553"));
    EXPECT_TRUE(dialogue.say("RSET").starts_with("250"));
    EXPECT_TRUE(dialogue.say("MAIL FROM:<> BODY=8BITMIME SMTPUTF8").starts_with("250"));
    EXPECT_TRUE(dialogue.say("RCPT TO:<太郎@b.test>").starts_with("250"));
}

TEST_F(Smtp, AnswersPipelinedCommandsInOrder) {
    Dialogue dialogue(smtp.port());
    dialogue.say("EHLO x");
    EXPECT_EQ(dialogue.say("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA"), "250 2.1.0 OK");
    EXPECT_EQ(dialogue.answer(), "250 2.1.5 OK");
    EXPECT_TRUE(dialogue.answer().starts_with("354"));
}

TEST_F(Smtp, RefusesOneRecipientOnOrder) {
    using Stage = SmtpMisbehaviour::Stage;
    smtp.misbehave({.stage = Stage::rcpt, .recipient = "full@b.test", .code = 452, .text = "4.2.2 mailbox full"});
    EXPECT_TRUE(Dialogue(smtp.port()).submit("other@b.test", mail).starts_with("250"));
    EXPECT_EQ(Dialogue(smtp.port()).submit("full@b.test", mail), "452 4.2.2 mailbox full");
    EXPECT_TRUE(Dialogue(smtp.port()).submit("full@b.test", mail).starts_with("250"));
    EXPECT_EQ(smtp.mails().size(), 2u);
}

TEST_F(Smtp, LosesTheConnectionBeforeOrAfterKeepingTheMail) {
    using Stage = SmtpMisbehaviour::Stage;
    smtp.misbehave({.stage = Stage::dot, .drop_before = true});
    EXPECT_EQ(Dialogue(smtp.port()).submit("a@b.test", mail), "");
    EXPECT_TRUE(smtp.mails().empty());
    smtp.misbehave({.stage = Stage::dot, .drop_after = true});
    EXPECT_EQ(Dialogue(smtp.port()).submit("a@b.test", mail), "");
    EXPECT_EQ(smtp.mails().size(), 1u);
}

TEST_F(Smtp, TakesOrdersThroughTheControlDoorAndWritesThemIntoTheBooks) {
    EXPECT_EQ(test::post(control, "/_double/misbehave", {{"stage", "dot"}, {"code", 550}, {"times", 1}}).status, 200);
    EXPECT_EQ(test::post(control, "/_double/misbehave", {{"stage", "tea"}}).status, 400);
    EXPECT_TRUE(Dialogue(smtp.port()).submit("a@b.test", mail).starts_with("550"));
    const auto books = test::get(control, "/_double/books").body.as_array();
    ASSERT_EQ(books.size(), 1u);
    EXPECT_EQ(books.at(0).at("status"), 550);
    EXPECT_EQ(books.at(0).at("misbehaved"), "status");
}

TEST_F(Smtp, StopsAlthoughAClientIsStillConnected) {
    auto other = std::make_unique<SmtpDouble>(SmtpOptions{});
    Dialogue dialogue(other->port());
    other.reset();
    EXPECT_EQ(dialogue.say("NOOP"), "");
}

}  // namespace
}  // namespace todoke::platforms
