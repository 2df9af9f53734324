// Mails that were made to hurt: they are read in time and within limits, or refused; what they hide is not passed on.
#include "adapters/email/receive/received_mail.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

using namespace std::string_literals;

const std::string head = "From: a@example.jp\r\nMIME-Version: 1.0\r\n";

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

void is_too_large(const std::string& raw) {
    const auto start = std::chrono::steady_clock::now();
    const auto mail = email::read_mail(raw);
    ASSERT_FALSE(mail);
    EXPECT_EQ(mail.error().code, FailureCode::too_large);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(HostileMail, of_too_many_or_too_deep_parts_is_refused_in_time) {
    std::string nested = head;
    for (int i = 0; i < 1000; ++i)
        nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" + std::to_string(i) +
                  "\r\n";
    is_too_large(nested);
    is_too_large(head + repeated("Content-Type: message/rfc822\r\n\r\n", 1000));
    is_too_large(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n\r\nx\r\n", 10'000));
    is_too_large(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n", 3'000'000));
}

TEST(HostileMail, at_the_limits_is_read) {
    email::MailLimits limits;
    limits.parts = 4;
    const std::string three = head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                              repeated("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n", 3);
    EXPECT_TRUE(email::read_mail(three + "--b--\r\n", limits));
    EXPECT_FALSE(email::read_mail(three + "--b\r\n\r\nx\r\n--b--\r\n", limits));
}

TEST(HostileMail, has_its_text_cut_at_a_character) {
    email::MailLimits limits;
    limits.text_bytes = 10;
    const auto mail =
        email::read_mail(head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + repeated("あ", 100), limits);
    ASSERT_TRUE(mail);
    EXPECT_EQ(mail->text, "あああ\n");
}

TEST(HostileMail, of_html_is_read_in_time) {
    for (const std::string& html :
         {repeated("<blockquote>x", 100'000), repeated("<a href=\"", 200'000), repeated("<", 1'000'000),
          repeated("&", 1'000'000), repeated("<!--", 300'000), repeated("<script>", 200'000),
          repeated("<div style='display:none'>", 50'000), repeated("<b '>\"<", 200'000), repeated("<p>", 500'000),
          std::string(1'000'000, ' ')}) {
        const auto start = std::chrono::steady_clock::now();
        const auto mail = email::read_mail(head + "Content-Type: text/html\r\n\r\n" + html);
        ASSERT_TRUE(mail);
        EXPECT_LE(mail->text.size(), email::MailLimits{}.text_bytes + 1);
        (void)email::reply_text(mail->text, "--- mark ---");
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << html.substr(0, 40);
    }
}

TEST(HostileMail, of_long_texts_is_told_apart_in_time) {
    for (const std::string& text :
         {repeated("> ", 32'000), repeated("a\n", 32'000), repeated("tel 0144-00-0000\n", 4000),
          repeated("On Mon, 1 x\n", 5000), repeated("2026年11月24日:\n", 3000), repeated("From: a\n", 8000),
          repeated("-----\n", 10'000), repeated(">\n\n", 20'000), std::string(64'000, 'x')}) {
        const auto start = std::chrono::steady_clock::now();
        (void)email::reply_text(text, "--- mark ---");
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << text.substr(0, 20);
    }
}

TEST(HostileMail, cannot_bring_marks_that_nobody_sees) {
    const auto mail = email::read_mail(head +
                                       "Content-Type: text/plain; charset=utf-8\r\n\r\na\0b\x1B[31mc\xC2\x85"
                                       "d\xE2\x80\xA8"
                                       "e\xEF\xBF\xBE"s
                                       "f\xF3\xA0\x80\xA1g\xEE\x80\x80h\r\n");
    ASSERT_TRUE(mail);
    EXPECT_EQ(mail->text, "ab[31mc\nd\nefg〓h\n");
}

}  // namespace
}  // namespace todoke::test
