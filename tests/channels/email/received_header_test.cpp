// The header of a mail that came in: words, addresses and ids as programs really write them.
#include "adapters/email/receive/received_mail.hpp"

#include <utility>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

using namespace std::string_literals;

email::ReceivedMail mail_with(const std::string& header, const std::string& body = "はい\r\n") {
    auto mail = email::read_mail(header + "\r\n" + body);
    EXPECT_TRUE(mail) << header;
    return mail ? *std::move(mail) : email::ReceivedMail{};
}

TEST(ReceivedSubject, is_read_however_it_was_encoded) {
    const std::pair<std::string, const char*> rows[]{
        {"plain words", "plain words"},
        {"=?UTF-8?B?5qyg5bit44GX44G+44GZ?=", "欠席します"},
        {"=?utf-8?q?=E6=AC=A0=E5=B8=AD_ok?=", "欠席 ok"},
        // The first word ends in padding: whoever decodes both as one loses the second.
        {"=?ISO-2022-JP?B?GyRCN2dAShsoQg==?=\r\n =?ISO-2022-JP?B?GyRCTyJNbRsoQg==?=", "欠席連絡"},
        // A character split between two words.
        {"=?UTF-8?B?5qyg5Q==?=\r\n =?UTF-8?B?uK0=?=", "欠席"},
        {"=?UTF-8?B?5qyg?= =?UTF-8?B?5bit?= today", "欠席 today"},
        {"=?UTF-8*ja?B?5qyg5bit?=", "欠席"},
        {"=?Shift_JIS?B?+Pmf?=", "〓"},
        {"=?x-unknown?B?5qyg5bit?=", "欠席"},
        {"=?ISO-2022-JP?B?GyRCLSEbKEI=?=", "①"},
        {"=?ISO-2022-JP?B?GyhJRkUbKEI=?=", "ﾆﾅ"},
        {"\x1B$B7g@J\x1B(B", "欠席"},              // no word at all, raw ISO-2022-JP
        {"\x8C\x87\x90\xC8", "欠席"},              // raw Shift_JIS
        {"欠席", "欠席"},                          // raw UTF-8
        {"=?UTF-8?B?broken", "=?UTF-8?B?broken"},  // no end
        {"a =?UTF-8?X?abc?= b", "a =?UTF-8?X?abc?= b"},
        {"=??B?YQ==?=", "=??B?YQ==?="},
        {"a\x01\x7F"
         "b\xE2\x80\xAE"
         "c",
         "abc"},
        {"=?UTF-8?Q?one=0D=0ABcc:_x?=", "one Bcc: x"},
        {"", ""},
    };
    for (const auto& [written, read] : rows)
        EXPECT_EQ(mail_with("Subject: " + written + "\r\nFrom: a@b.jp\r\n").subject, read) << written;
}

TEST(ReceivedSubject, is_without_the_marks_in_front) {
    struct Row {
        const char *written, *read;
        bool forwarded;
    };
    for (const Row& row : {Row{"Re: 出欠連絡", "出欠連絡", false}, Row{"RE: Re:出欠連絡", "出欠連絡", false},
                           Row{"ＲＥ：出欠連絡", "出欠連絡", false}, Row{"返信: 出欠連絡", "出欠連絡", false},
                           Row{"Re[2]: 出欠連絡", "出欠連絡", false}, Row{"Fw: 出欠連絡", "出欠連絡", true},
                           Row{"Re: 転送： 出欠連絡", "出欠連絡", true}, Row{"Fwd: Re: x", "x", true},
                           Row{"Report: x", "Report: x", false}, Row{"返信ありがとう", "返信ありがとう", false},
                           Row{"Re:", "", false}}) {
        const auto mail = mail_with("Subject: "s + row.written + "\r\nFrom: a@b.jp\r\n");
        EXPECT_EQ(mail.subject, row.read) << row.written;
        EXPECT_EQ(mail.forwarded, row.forwarded) << row.written;
    }
}

// "name <address>", one a line.
std::string said(const std::vector<email::Mailbox>& mailboxes) {
    std::string all;
    for (const auto& [name, address] : mailboxes) all += (all.empty() ? "" : ", ") + name + " <" + address.text() + ">";
    return all;
}

TEST(ReceivedSender, is_read_as_carriers_write_it) {
    const std::pair<std::string, const char*> rows[]{
        {"sato@example.jp", " <sato@example.jp>"},
        {"<sato@example.jp>", " <sato@example.jp>"},
        {"Sato Hanako <sato@example.jp>", "Sato Hanako <sato@example.jp>"},
        {"\"Sato, Hanako\" <sato@example.jp>", "Sato, Hanako <sato@example.jp>"},
        {"Sato, Hanako <sato@example.jp>", "Hanako <sato@example.jp>"},
        {"=?UTF-8?B?5L2Q6Jek?= <sato@example.jp>", "佐藤 <sato@example.jp>"},
        {"\"=?UTF-8?B?5L2Q6Jek?=\" <sato@example.jp>", "佐藤 <sato@example.jp>"},
        {"\x1B$B:4F#\x1B(B <sato@example.jp>", "佐藤 <sato@example.jp>"},
        {"sato@example.jp (Hanako (home))", " <sato@example.jp>"},
        {"foo..bar.@docomo.ne.jp", " <\"foo..bar.\"@docomo.ne.jp>"},
        {"\"foo..bar.\"@docomo.ne.jp", " <\"foo..bar.\"@docomo.ne.jp>"},
        {"<\"-x.\"@ezweb.ne.jp>", " <\"-x.\"@ezweb.ne.jp>"},
        {"\"mother@example.jp\" <evil@example.com>", "mother@example.jp <evil@example.com>"},
        {"a@example.jp, b@example.jp", " <a@example.jp>,  <b@example.jp>"},
        {"a@example.jp\r\nFrom: b@example.jp", " <a@example.jp>,  <b@example.jp>"},
        // Two readers could see two senders: nobody.
        {"family: a@example.jp;", ""},
        {"<evil@example.com> <a@example.jp>", ""},
        {"a@example.jp, b@[192.0.2.1]", ""},
        {"a@example.jp (unended", ""},
        {"\"unended <a@example.jp>", ""},
        {"a@example.jp <b@example.jp", ""},
        {"", ""},
    };
    for (const auto& [written, read] : rows)
        EXPECT_EQ(said(mail_with("From: " + written + "\r\n").from), read) << written;
}

TEST(ReceivedHeader, names_people_thread_and_time) {
    const auto mail = mail_with(
        "FROM : sato@example.jp\r\nsender: list@example.jp\r\nTo: <r-abcd2345@in.school.example>,\r\n\tb@example.jp\r\n"
        "Cc: c@example.jp; d@example.jp\r\nMessage-ID: <one@example.jp>\r\nIn-Reply-To: <o1@school.example>\r\n"
        "References: <o0@school.example>\r\n <o1@school.example>\r\nDate: Tue, 24 Nov 2026 07:32:10 +0900\r\n");
    ASSERT_EQ(mail.from.size(), 1u);
    ASSERT_TRUE(mail.sender);
    EXPECT_EQ(mail.sender->address.text(), "list@example.jp");
    std::string recipients;
    for (const auto& address : mail.recipients) recipients += address.text() + " ";
    EXPECT_EQ(recipients, "r-abcd2345@in.school.example b@example.jp c@example.jp d@example.jp ");
    EXPECT_EQ(mail.message_id, "one@example.jp");
    EXPECT_EQ(mail.references, (std::vector<std::string>{"o1@school.example", "o0@school.example"}));
    ASSERT_TRUE(mail.date);
    EXPECT_EQ(email::mail_date(*mail.date), "Mon, 23 Nov 2026 22:32:10 +0000");
    EXPECT_EQ(mail.text, "はい\n");
}

TEST(ReceivedHeader, of_no_field_or_of_too_many_bytes_is_a_failure) {
    EXPECT_FALSE(email::read_mail(""));
    EXPECT_FALSE(email::read_mail("no header\r\n\r\nbody"));
    const auto large = email::read_mail("X: " + std::string(1'000'000, 'a') + "\r\nFrom: a@b.jp\r\n\r\nbody");
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().code, FailureCode::too_large);
}

}  // namespace
}  // namespace todoke::test
