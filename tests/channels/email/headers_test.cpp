// Header parts: nothing typed by a person can end a line, and Japanese arrives as it was written.
#include "adapters/email/headers.hpp"

#include "adapters/email/mime.hpp"
#include "adapters/email/transport.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"

namespace todoke::test {
namespace {

using namespace std::string_literals;

TEST(EmailAddress, is_taken_as_it_can_be_mailed_to) {
    const std::pair<const char*, const char*> rows[]{
        {"sato@example.jp", "sato@example.jp"},
        {"sato.hanako+kids@mail.example.jp", "sato.hanako+kids@mail.example.jp"},
        {"foo..bar.@docomo.ne.jp", "\"foo..bar.\"@docomo.ne.jp"},
        {".abc@ezweb.ne.jp", "\".abc\"@ezweb.ne.jp"},
        {"a@xn--eckwd4c7c.jp", "a@xn--eckwd4c7c.jp"},
    };
    for (const auto& [text, written] : rows) {
        const auto address = email::parse_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->text(), written);
    }
}

TEST(EmailAddress, is_refused_when_it_could_be_anything_else) {
    for (const std::string& text : std::vector<std::string>{"",
                                                            "@",
                                                            "a@",
                                                            "@b.jp",
                                                            "a b@c.jp",
                                                            "a@b",
                                                            "a@-b.jp",
                                                            "a@b..jp",
                                                            "a@b.jp.",
                                                            "a@b_c.jp",
                                                            "a\r\nRCPT TO:<x@y.jp>@b.jp",
                                                            "a@b.jp\r\n",
                                                            "a@b.jp\nBcc: x@y.jp",
                                                            "<a@b.jp>",
                                                            "a@b.jp,c@d.jp",
                                                            "a@b.jp>",
                                                            "\"a\"@b.jp",
                                                            "花@b.jp",
                                                            "a@花.jp",
                                                            "a@b.jp\0c.jp"s,
                                                            std::string(65, 'a') + "@b.jp",
                                                            "a@" + std::string(64, 'b') + ".jp",
                                                            "a@[127.0.0.1]",
                                                            "a:b@c.jp",
                                                            "a\\@b.jp"})
        EXPECT_FALSE(email::parse_address(text)) << text;
}

TEST(EmailMailbox, is_read_from_the_configuration) {
    const auto full = email::parse_mailbox(" 出欠連絡 <attend@attend.example.ed.jp> ");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->name, "出欠連絡");
    EXPECT_EQ(full->address.text(), "attend@attend.example.ed.jp");
    EXPECT_EQ(email::parse_mailbox("attend@example.ed.jp")->name, "");
    EXPECT_EQ(email::parse_mailbox("\"Aoba, School\" <a@b.jp>")->name, "Aoba, School");
    for (const char* bad : {"", "attend", "x <attend>", "x <a@b.jp> y", "x\r\nBcc: y <a@b.jp>"})
        EXPECT_FALSE(email::parse_mailbox(bad)) << bad;
}

TEST(EmailWords, are_plain_when_they_can_be_and_never_carry_a_line_end) {
    EXPECT_EQ(email::encode_words("Absence report"), "Absence report");
    EXPECT_EQ(email::encode_words("欠席"), "=?UTF-8?B?5qyg5bit?=");
    EXPECT_EQ(email::encode_words("=?UTF-8?B?5qyg?="), "=?UTF-8?B?PT9VVEYtOD9CPzVxeWc/PQ==?=");
    for (const std::string& bad : {"a\r\nBcc: x@y.jp"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\tb"s, "a\x7F"s})
        EXPECT_FALSE(email::encode_words(bad));
}

TEST(EmailWords, keep_lines_short_and_characters_whole) {
    std::string subject;
    for (int i = 0; i < 20; ++i) subject += "欠席\xF0\x9F\x98\xB7x";
    const auto encoded = email::encode_words(subject);
    ASSERT_TRUE(encoded);
    for (std::size_t start = 0; start < encoded->size();) {
        const auto end = std::min(encoded->find("\r\n", start), encoded->size());
        const std::string line = encoded->substr(start, end - start);
        EXPECT_LE(line.size(), 66u);
        EXPECT_TRUE(line.ends_with("?="));
        start = end + 2;
    }
    const auto decoded = platforms::decode_mail("Subject: " + *encoded + "\r\n\r\n");
    EXPECT_EQ(decoded.subject, subject);
}

TEST(EmailWords, arrive_whole_wherever_their_characters_end) {
    std::string japanese;
    for (int i = 0; i < 30; ++i) japanese += "欠";
    for (int before = 0; before < 80; ++before)
        for (const char* between : {"", "a", "ab", "é", " 3-2 "}) {
            const std::string subject = std::string(static_cast<std::size_t>(before), 'x') + "欠" + between + japanese;
            EXPECT_EQ(platforms::decode_mail("Subject: " + *email::encode_words(subject) + "\r\n\r\n").subject,
                      subject);
        }
}

TEST(EmailDate, is_written_in_utc) {
    EXPECT_EQ(email::mail_date(ManualClock().now()), "Mon, 23 Nov 2026 22:32:00 +0000");
    EXPECT_EQ(email::mail_date(Instant{}), "Thu, 01 Jan 1970 00:00:00 +0000");
}

TEST(EmailWriter, refuses_a_letter_whose_header_would_break) {
    email::Letter letter{.from = *email::parse_mailbox("出欠連絡 <a@b.jp>"),
                         .to = *email::parse_address("c@d.jp"),
                         .subject = "x",
                         .message_id = "1@b.jp",
                         .text = "t",
                         .html = "h"};
    EXPECT_TRUE(email::write_mail(letter));
    letter.subject = "x\r\nBcc: everybody@d.jp";
    EXPECT_FALSE(email::write_mail(letter));
    letter.subject = "x";
    letter.message_id = "1\r\n@b.jp";
    EXPECT_FALSE(email::write_mail(letter));
    letter.message_id = "1@b.jp";
    letter.from.name = "x\ny";
    EXPECT_FALSE(email::write_mail(letter));
}

TEST(EmailResult, follows_from_stage_and_code) {
    using enum SendOutcome;
    using email::Stage;
    struct Row {
        Stage stage;
        int code;
        const char* enhanced;
        SendOutcome outcome;
        const char* reason;
        bool dead = false;
    };
    const Row rows[]{
        {Stage::connecting, 0, "", not_started, "unreachable"},
        {Stage::connecting, 554, "", our_fault, "smtp_554"},
        {Stage::connecting, 421, "", throttled, "smtp_421"},
        {Stage::greeting, 535, "5.7.8", our_fault, "smtp_535"},
        {Stage::greeting, 454, "", not_started, "smtp_454"},
        {Stage::sender, 530, "5.7.0", our_fault, "smtp_530"},
        {Stage::sender, 451, "", throttled, "smtp_451"},
        {Stage::sender, 553, "", rejected, "smtp_553"},
        {Stage::recipient, 550, "5.1.1", rejected, "smtp_550", true},
        {Stage::recipient, 550, "", rejected, "smtp_550"},
        {Stage::recipient, 550, "5.7.1", rejected, "smtp_550"},
        {Stage::recipient, 552, "5.2.2", rejected, "smtp_552"},
        {Stage::recipient, 450, "4.2.1", not_started, "smtp_450"},
        {Stage::recipient, 452, "4.5.3", throttled, "smtp_452"},
        {Stage::data, 451, "", throttled, "smtp_451"},
        {Stage::data, 0, "", not_started, "unreachable"},
        {Stage::after_dot, 554, "5.6.0", rejected, "smtp_554"},
        {Stage::after_dot, 452, "", throttled, "smtp_452"},
        {Stage::after_dot, 0, "", ambiguous, "connection_lost"},
    };
    for (const Row& row : rows) {
        const SendResult result = email::result_of({.stage = row.stage, .code = row.code, .enhanced = row.enhanced});
        EXPECT_EQ(result.outcome, row.outcome) << static_cast<int>(row.stage) << " " << row.code;
        EXPECT_EQ(result.reason, row.reason);
        EXPECT_EQ(result.address_unusable, row.dead) << row.code;
    }
}

}  // namespace
}  // namespace todoke::test
