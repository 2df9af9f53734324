// What is said on an LMTP connection: every line of the protocol, and that it does not matter how the bytes arrive.
#include "adapters/email/lmtp/session.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::email::lmtp {
namespace {

struct Talk {
    std::string replies;
    std::vector<Mail> mails;
    bool finished = false;
    bool operator==(const Talk& other) const {
        if (replies != other.replies || finished != other.finished || mails.size() != other.mails.size()) return false;
        for (std::size_t i = 0; i < mails.size(); ++i) {
            if (mails[i].bytes != other.mails[i].bytes || mails[i].sender.text() != other.mails[i].sender.text() ||
                mails[i].queue_id != other.mails[i].queue_id || mails[i].greeted != other.mails[i].greeted ||
                mails[i].recipients.size() != other.mails[i].recipients.size())
                return false;
            for (std::size_t k = 0; k < mails[i].recipients.size(); ++k)
                if (mails[i].recipients[k].text() != other.mails[i].recipients[k].text()) return false;
        }
        return true;
    }
};

struct Rules {
    Limits limits{.message = 1000, .command = 100, .recipients = 4, .errors = 8};
    std::vector<Taken> outcomes{};  // of the recipients in turn; when they are used up: yes
};

bool is_ours(const Path& path) { return lower_case(path.domain) == "in.school.example"; }

// `pieces`: where the input is cut.
Talk talk(const std::string& input, const std::vector<std::size_t>& pieces, const Rules& rules = {}) {
    Session session("mx.school.example", rules.limits, is_ours);
    Talk said;
    std::size_t next = 0;
    const auto feed = [&](std::string_view piece) {
        session.feed(piece);
        while (const Mail* mail = session.mail()) {
            said.mails.push_back(*mail);
            std::vector<Taken> outcomes;
            for (std::size_t i = 0; i < mail->recipients.size(); ++i)
                outcomes.push_back(next < rules.outcomes.size() ? rules.outcomes[next++] : Taken::yes);
            session.settle(outcomes);
        }
        said.replies += session.take_replies();
    };
    std::size_t begin = 0;
    for (const std::size_t end : pieces) {
        feed(std::string_view(input).substr(begin, end - begin));
        begin = end;
    }
    feed(std::string_view(input).substr(begin));
    said.finished = session.finished();
    return said;
}

// Whole, byte by byte, cut once at every place, and cut at random: always the same.
Talk talk(const std::string& input, const Rules& rules = {}) {
    const Talk whole = talk(input, {}, rules);
    std::vector<std::size_t> every;
    for (std::size_t i = 1; i < input.size(); ++i) every.push_back(i);
    EXPECT_EQ(talk(input, every, rules), whole) << "byte by byte";
    for (std::size_t i = 1; i < input.size() && input.size() < 2000; ++i)
        EXPECT_EQ(talk(input, {i}, rules), whole) << "cut at " << i;
    std::mt19937 random(7);
    for (int round = 0; round < 20; ++round) {
        std::vector<std::size_t> some;
        for (const std::size_t place : every)
            if (random() % 9 == 0) some.push_back(place);
        EXPECT_EQ(talk(input, some, rules), whole) << "round " << round;
    }
    return whole;
}

const std::string greeting = "220 mx.school.example LMTP Todoke\r\n";
const std::string hello =
    "250-mx.school.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n"
    "250-SIZE 1000\r\n250 XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n";
const std::string begin =
    "LHLO mta\r\nMAIL FROM:<sato@guardian.example>\r\nRCPT TO:<r-abc@in.school.example>\r\nDATA\r\n";

std::string after_greeting(const Talk& said) { return said.replies.substr(greeting.size()); }

std::vector<std::string> codes_of(const std::string& replies) {
    std::vector<std::string> codes;
    for (std::size_t at = 0; at < replies.size(); at = replies.find("\r\n", at) + 2)
        if (replies[at + 3] == ' ') codes.push_back(replies.substr(at, 9));
    return codes;
}

// The bytes between DATA and the dot, as they would be stored.
std::string stored(const std::string& data, const Rules& rules = {}) {
    const Talk said = talk(begin + data, rules);
    return said.mails.size() == 1 ? said.mails[0].bytes : "(" + std::to_string(said.mails.size()) + " mails)";
}

TEST(LmtpSession, one_mail_from_greeting_to_goodbye) {
    const Talk said = talk(begin + "Subject: x\r\n\r\ntext\r\n.\r\nQUIT\r\n");
    EXPECT_EQ(said.replies,
              greeting + hello +
                  "250 2.1.0 sender noted\r\n250 2.1.5 recipient noted\r\n354 go on, and end with a dot\r\n"
                  "250 2.0.0 stored\r\n221 2.0.0 mx.school.example goodbye\r\n");
    EXPECT_TRUE(said.finished);
    ASSERT_EQ(said.mails.size(), 1u);
    EXPECT_EQ(said.mails[0].sender.text(), "sato@guardian.example");
    EXPECT_EQ(said.mails[0].recipients.at(0).text(), "r-abc@in.school.example");
    EXPECT_EQ(said.mails[0].bytes, "Subject: x\r\n\r\ntext\r\n");
    EXPECT_EQ(said.mails[0].greeted, "mta");
}

TEST(LmtpSession, many_mails_on_one_connection_and_the_same_recipient_twice_gets_two_replies) {
    const std::string mail =
        "MAIL FROM:<a@b.example>\r\nRCPT TO:<x@in.school.example>\r\nRCPT "
        "TO:<x@in.school.example>\r\nDATA\r\n1\r\n.\r\n";
    const Talk said = talk("LHLO mta\r\n" + mail + mail);
    EXPECT_EQ(said.mails.size(), 2u);
    EXPECT_EQ(codes_of(said.replies).size(), 2u + 2 * 6);
}

TEST(LmtpSession, one_reply_for_each_accepted_recipient_in_their_order) {
    Rules rules;
    rules.outcomes = {Taken::yes, Taken::not_now, Taken::yes};
    const Talk said = talk(
        "LHLO mta\r\nMAIL FROM:<>\r\nRCPT TO:<a@in.school.example>\r\nRCPT TO:<b@elsewhere.example>\r\n"
        "RCPT TO:<c@in.school.example>\r\nRCPT TO:<d@IN.School.Example>\r\nDATA\r\n1\r\n.\r\nNOOP\r\n",
        rules);
    EXPECT_EQ(codes_of(after_greeting(said)),
              (std::vector<std::string>{"250 XFORW", "250 2.1.0", "250 2.1.5", "550 5.1.1", "250 2.1.5", "250 2.1.5",
                                        "354 go on", "250 2.0.0", "451 4.3.0", "250 2.0.0", "250 2.0.0"}));
    ASSERT_EQ(said.mails.size(), 1u);
    EXPECT_TRUE(said.mails[0].sender.empty());
}

TEST(LmtpSession, every_command_has_its_answer) {
    const std::string sender = "MAIL FROM:<a@b.example>\r\n";
    const struct {
        std::string said, last;
    } cases[] = {
        {"HELO mta\r\n", "500 5.5.1"},
        {"EHLO mta\r\n", "500 5.5.1"},
        {"LHLO\r\n", "501 5.5.4"},
        {"NOOP anything\r\n", "250 2.0.0"},
        {"RSET\r\n", "250 2.0.0"},
        {"VRFY sato\r\n", "252 2.0.0"},
        {"QUIT\r\n", "221 2.0.0"},
        {"EXPN all\r\n", "500 5.5.2"},
        {"STARTTLS\r\n", "500 5.5.2"},
        {"BDAT 5 LAST\r\n", "500 5.5.2"},
        {"\r\n", "500 5.5.2"},
        {"NOOP \x01\r\n", "500 5.5.2"},
        {"NOOP\nNOOP\r\n", "500 5.5.2"},
        {std::string(101, 'x') + "\r\n", "500 5.5.2"},
        {"NOOP " + std::string(95, 'x') + "\r\n", "250 2.0.0"},
        {std::string(5000, 'x') + "\r\n", "500 5.5.2"},
        {sender, "503 5.5.1"},
        {"RCPT TO:<x@in.school.example>\r\n", "503 5.5.1"},
        {"DATA\r\n", "503 5.5.1"},
        {"XFORWARD ADDR=192.0.2.1 IDENT=4abc\r\n", "250 2.0.0"},
        {"XFORWARD\r\n", "501 5.5.4"},
        {"XFORWARD ADDR\r\n", "501 5.5.4"},
        {"lhlo mta\r\nmail from:<a@b.example>\r\n", "250 2.1.0"},
        {"LHLO mta\r\n" + sender + sender, "503 5.5.1"},
        {"LHLO mta\r\n" + sender + "LHLO mta\r\n" + sender, "250 2.1.0"},
        {"LHLO mta\r\n" + sender + "RSET\r\n" + sender, "250 2.1.0"},
        {"LHLO mta\r\n" + sender + "DATA\r\n", "503 5.5.1"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<x@elsewhere.example>\r\nDATA\r\n", "503 5.5.1"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<x@elsewhere.example>\r\n", "550 5.1.1"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<x@sub.in.school.example>\r\n", "550 5.1.1"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<postmaster>\r\n", "550 5.1.1"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<whoever@in.school.example>\r\n", "250 2.1.5"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<>\r\n", "501 5.1.3"},
        {"LHLO mta\r\n" + sender + "RCPT TO:x@in.school.example\r\n", "501 5.1.3"},
        {"LHLO mta\r\n" + sender + "RCPT TO:<x@in.school.example> NOTIFY=NEVER\r\n", "555 5.5.4"},
        {"LHLO mta\r\nMAIL FROM:<> SIZE=1000 BODY=8BITMIME SMTPUTF8\r\n", "250 2.1.0"},
        {"LHLO mta\r\nMAIL FROM:<> body=7bit\r\n", "250 2.1.0"},
        {"LHLO mta\r\nMAIL FROM: <a@b.example>\r\n", "250 2.1.0"},
        {"LHLO mta\r\nMAIL FROM:<> SIZE=1001\r\n", "552 5.3.4"},
        {"LHLO mta\r\nMAIL FROM:<> SIZE=99999999999999999999999\r\n", "552 5.3.4"},
        {"LHLO mta\r\nMAIL FROM:<> SIZE=-1\r\n", "501 5.5.4"},
        {"LHLO mta\r\nMAIL FROM:<> SIZE=\r\n", "501 5.5.4"},
        {"LHLO mta\r\nMAIL FROM:<> BODY=BINARYMIME\r\n", "501 5.5.4"},
        {"LHLO mta\r\nMAIL FROM:<> RET=FULL\r\n", "555 5.5.4"},
        {"LHLO mta\r\nMAIL FROM:a@b.example\r\n", "501 5.1.7"},
        {"LHLO mta\r\nMAIL FROM\r\n", "500 5.5.2"},
    };
    for (const auto& one : cases) {
        const Talk said = talk(one.said);
        EXPECT_EQ(codes_of(said.replies).back(), one.last) << one.said;
        EXPECT_TRUE(said.mails.empty()) << one.said;
    }
}

TEST(LmtpSession, a_probe_for_an_address_leaves_nothing) {
    const Talk said = talk(
        "LHLO mta\r\nMAIL FROM:<double-bounce@mx.school.example>\r\n"
        "RCPT TO:<x@in.school.example>\r\nRSET\r\nQUIT\r\n");
    EXPECT_TRUE(said.mails.empty());
    EXPECT_EQ(codes_of(said.replies).back(), "221 2.0.0");
}

TEST(LmtpSession, the_fifth_recipient_comes_with_the_next_transaction) {
    std::string input = "LHLO mta\r\nMAIL FROM:<>\r\n";
    for (char name = 'a'; name <= 'e'; ++name) input += std::string("RCPT TO:<") + name + "@in.school.example>\r\n";
    const Talk said = talk(input + "DATA\r\n1\r\n.\r\n");
    EXPECT_EQ(codes_of(said.replies).at(7), "452 4.5.3");
    ASSERT_EQ(said.mails.size(), 1u);
    EXPECT_EQ(said.mails[0].recipients.size(), 4u);
}

TEST(LmtpSession, who_only_makes_mistakes_is_shown_the_door) {
    std::string input;
    for (int i = 0; i < 9; ++i) input += "WHAT\r\n";
    const Talk said = talk(input);
    EXPECT_TRUE(said.finished);
    EXPECT_EQ(codes_of(said.replies).size(), 1u + 8 + 1);
    EXPECT_EQ(codes_of(said.replies).back(), "421 4.7.0");
}

TEST(LmtpSession, dots_and_line_ends_of_the_data) {
    const struct {
        std::string sent, kept;
    } cases[] = {
        {".\r\n", ""},
        {"a\r\n.\r\n", "a\r\n"},
        {"..\r\n.\r\n", ".\r\n"},
        {"..a\r\n.b\r\n.\r\n", ".a\r\nb\r\n"},
        {"a.\r\n.\r\n", "a.\r\n"},
        {"a\n.\nb\r\n.\r\n", "a\n.\nb\r\n"},
        {"a\r.\rb\r\n.\r\n", "a\r.\rb\r\n"},
        {"a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n"},
        {"a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n"},
        {"a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n"},
        {"a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n"},
        {"a\r\r\n.\r\n", "a\r\r\n"},
        {"\r\n\r\n.\r\n", "\r\n\r\n"},
        {std::string("\0\xff\xfe\r\n.\r\n", 8), std::string("\0\xff\xfe\r\n", 5)},
        {"氏名\r\n.\r\n", "氏名\r\n"},
        {std::string(900, 'x') + "\r\n.\r\n", std::string(900, 'x') + "\r\n"},
    };
    for (const auto& one : cases) EXPECT_EQ(stored(one.sent), one.kept) << one.sent;
}

TEST(LmtpSession, a_second_mail_cannot_be_smuggled_behind_a_bare_line_end) {
    const std::string second = "MAIL FROM:<evil@b.example>\r\nRCPT TO:<x@in.school.example>\r\nDATA\r\n2\r\n.\r\n";
    for (const std::string end : {"\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n"}) {
        const Talk said = talk(begin + "1" + end + second);
        ASSERT_EQ(said.mails.size(), 1u);
        EXPECT_EQ(said.mails[0].sender.text(), "sato@guardian.example");
    }
}

TEST(LmtpSession, a_mail_that_is_too_large_is_read_to_its_dot) {
    const std::string data(1001 - 2, 'x');
    const Talk said = talk(begin + data + "\r\n.\r\nNOOP\r\n");
    EXPECT_TRUE(said.mails.empty());
    const auto codes = codes_of(said.replies);
    EXPECT_EQ(codes.at(codes.size() - 2), "552 5.3.4");
    EXPECT_EQ(codes.back(), "250 2.0.0");
    EXPECT_EQ(stored(std::string(1000 - 2, 'x') + "\r\n.\r\n").size(), 1000u);
}

TEST(LmtpSession, what_the_server_says_of_the_mail_before_is_kept_for_this_mail_only) {
    const std::string mail = "MAIL FROM:<>\r\nRCPT TO:<x@in.school.example>\r\nDATA\r\n1\r\n.\r\n";
    const Talk said = talk("LHLO mta\r\nXFORWARD ADDR=192.0.2.1 IDENT=4abc\r\n" + mail + mail +
                           "XFORWARD IDENT=[UNAVAILABLE]\r\n" + mail);
    ASSERT_EQ(said.mails.size(), 3u);
    EXPECT_EQ(said.mails[0].queue_id, "4abc");
    EXPECT_EQ(said.mails[1].queue_id, "");
    EXPECT_EQ(said.mails[2].queue_id, "");
}

TEST(LmtpSession, draining_finishes_the_mail_and_no_other) {
    Session session("mx", {}, is_ours);
    session.feed(begin + "1\r\n");
    session.drain();
    EXPECT_FALSE(session.finished());
    (void)session.take_replies();
    session.feed(".\r\nMAIL FROM:<>\r\n");
    ASSERT_TRUE(session.mail());
    session.settle({Taken::yes});
    EXPECT_EQ(session.take_replies(), "250 2.0.0 stored\r\n421 4.3.2 mx ends its work\r\n");
    EXPECT_TRUE(session.finished());
}

TEST(LmtpSession, draining_ends_at_once_what_has_no_data) {
    Session session("mx", {}, is_ours);
    session.feed("LHLO mta\r\nMAIL FROM:<>\r\nRCPT TO:<x@in.school.example>\r\n");
    (void)session.take_replies();
    session.drain();
    EXPECT_EQ(session.take_replies(), "421 4.3.2 mx ends its work\r\n");
    EXPECT_TRUE(session.finished());
    session.feed("NOOP\r\n");
    EXPECT_EQ(session.take_replies(), "");
}

TEST(LmtpSession, half_a_mail_is_none_when_time_is_over) {
    Session session("mx", {}, is_ours);
    session.feed(begin + "1\r\n");
    (void)session.take_replies();
    session.time_out();
    EXPECT_EQ(session.take_replies(), "421 4.4.2 mx heard nothing for too long\r\n");
    session.feed(".\r\n");
    EXPECT_FALSE(session.mail());
}

TEST(LmtpPath, read_and_unquoted) {
    const struct {
        std::string text, local, domain, rest;
    } fine[] = {
        {"<>", "", "", ""},
        {"<> SIZE=1", "", "", " SIZE=1"},
        {"<sato@example.jp>", "sato", "example.jp", ""},
        {"<\"a..b.\"@docomo.ne.jp>", "a..b.", "docomo.ne.jp", ""},
        {"<a..b.@docomo.ne.jp>", "a..b.", "docomo.ne.jp", ""},
        {R"(<"a\"b@c d"@example.jp>)", "a\"b@c d", "example.jp", ""},
        {"<@relay.example,@two.example:sato@example.jp>", "sato", "example.jp", ""},
        {"<postmaster>", "postmaster", "", ""},
        {"<佐藤@例え.jp>", "佐藤", "例え.jp", ""},
        {"<x@[192.0.2.1]>", "x", "[192.0.2.1]", ""},
    };
    for (const auto& one : fine) {
        const auto read = read_path(one.text);
        ASSERT_TRUE(read) << one.text;
        EXPECT_EQ(read->first.local, one.local);
        EXPECT_EQ(read->first.domain, one.domain);
        EXPECT_EQ(read->second, one.rest);
    }
    for (const std::string broken :
         {"", "sato@example.jp", "<", "<sato", "<sato@", "<sato@>", "<@example.jp>", "<@example.jp",
          "<\"sato@example.jp>", "<\"sato", "<\"sato\\", "<\"\"@example.jp>", "<\"a\"b@example.jp>", "<a b@example.jp>",
          "<a@b c>", "<a@b@c>", "<<a@b>>", "<a@b\x7f>", "<a\tb@c>"})
        EXPECT_FALSE(read_path(broken)) << broken;
    EXPECT_FALSE(read_path("<" + std::string(1000, 'a') + "@example.jp>"));
    EXPECT_TRUE(read_path("<" + std::string(900, 'a') + "@example.jp>"));
    EXPECT_EQ(read_path("<R-ABC@In.School.Example>")->first.canonical(), "r-abc@in.school.example");
}

}  // namespace
}  // namespace todoke::email::lmtp
