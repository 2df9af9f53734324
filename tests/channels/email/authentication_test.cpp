// What our own mail server says of a sender, and what others would like us to believe.
#include "adapters/email/receive/received_mail.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

using email::Authentication;

constexpr const char* received =
    "Received: from mail.docomo.ne.jp (mail.docomo.ne.jp [192.0.2.9])\r\n\tby mx.school.example (Postfix) with "
    "ESMTPS\r\n";
constexpr const char* rest = "From: hana@docomo.ne.jp\r\nSubject: x\r\n\r\nbody\r\n";

Authentication heard(const std::string& above, const std::string& from = "docomo.ne.jp",
                     const std::string& below = {}) {
    return email::authentication_of(above + received + below + rest, {"mx.school.example", ""}, from);
}

std::string field(const std::string& results) {
    return "Authentication-Results: mx.school.example; " + results + "\r\n";
}

TEST(Authentication, vouches_for_the_domain_of_the_sender_only) {
    for (const char* results : {
             "dmarc=pass (p=none dis=none) header.from=docomo.ne.jp",
             "dmarc=pass header.from=DoCoMo.ne.jp",
             "dmarc = pass (a (nested) comment) header.from = \"docomo.ne.jp\"",
             "dmarc/1=pass header.from=docomo.ne.jp;",
             "dkim=pass (2048-bit key) header.d=docomo.ne.jp header.i=@docomo.ne.jp header.b=\"ab+/=\"",
             "dkim=pass header.i=@docomo.ne.jp",
             "spf=pass smtp.mailfrom=hana@docomo.ne.jp",
             "spf=pass smtp.mailfrom=docomo.ne.jp",
             "spf=pass smtp.mailfrom=\"a b\"@docomo.ne.jp",
             "dkim=none; spf=pass smtp.mailfrom=hana@docomo.ne.jp; dmarc=none header.from=docomo.ne.jp",
             "dkim=fail header.d=list.example; spf=pass smtp.mailfrom=hana@docomo.ne.jp",
             "dkim-atps=neutral; dmarc=pass header.from=docomo.ne.jp",
             "dmarc=pass reason=\"ok; dmarc=fail\" header.from=docomo.ne.jp",
         })
        EXPECT_EQ(heard(field(results)), Authentication::aligned) << results;
    EXPECT_EQ(heard(field("dkim=pass header.d=example.jp"), "mail.example.jp"), Authentication::aligned);
    EXPECT_EQ(
        heard("AUTHENTICATION-RESULTS : \"MX.School.example\" 1;\r\n\tdmarc=pass\r\n\theader.from=docomo.ne.jp\r\n"),
        Authentication::aligned);
}

TEST(Authentication, of_another_domain_or_of_none_proves_nothing) {
    for (const char* results : {
             "none",
             "dkim=none; dmarc=none header.from=docomo.ne.jp",
             "dkim=pass header.d=evil.example",
             "dkim=pass header.d=sub.docomo.ne.jp",
             "dkim=pass header.d=evildocomo.ne.jp",
             "dkim=pass header.d=jp",
             "dkim=pass",
             "spf=pass smtp.helo=docomo.ne.jp",
             "spf=pass smtp.mailfrom=hana@docomo.ne.jp.evil.example",
             "spf=pass smtp.mailfrom=docomo.ne.jp@evil.example",
             "arc=pass header.d=docomo.ne.jp",
             "dkim=neutral header.d=docomo.ne.jp",
         })
        EXPECT_EQ(heard(field(results)), Authentication::none) << results;
}

TEST(Authentication, that_failed_or_contradicts_itself_is_not_believed) {
    for (const char* results : {
             "dmarc=fail (p=none) header.from=docomo.ne.jp",
             "dmarc=fail header.from=docomo.ne.jp; dkim=pass header.d=docomo.ne.jp",
             "dmarc=pass header.from=docomo.ne.jp; dmarc=fail header.from=docomo.ne.jp",
             "dmarc=temperror header.from=docomo.ne.jp",
             "dmarc=pass header.from=evil.example",  // the server saw another sender than we do
             "spf=softfail smtp.mailfrom=hana@docomo.ne.jp",
             "spf=pass smtp.mailfrom=docomo.ne.jp; spf=fail smtp.mailfrom=docomo.ne.jp",
             "dmarc=pass header.from=docomo.ne.jp header.from=evil.example",
             "dmarc=pass header.from=docomo.ne.jp (unended",
             "dmarc=pass header.from=\"docomo.ne.jp",
             "dmarc=pass header.from",
             "dmarc",
         })
        EXPECT_EQ(heard(field(results)), Authentication::failed) << results;
    EXPECT_EQ(heard(field("dmarc=pass header.from=docomo.ne.jp") + field("dmarc=fail header.from=docomo.ne.jp")),
              Authentication::failed);
}

TEST(Authentication, counts_only_in_the_place_and_under_the_name_of_our_own_server) {
    const std::string pass = "dmarc=pass header.from=docomo.ne.jp";
    for (const std::string& above : std::vector<std::string>{
             "",
             "Authentication-Results: evil.example; " + pass + "\r\n",
             "Authentication-Results: mx.school.example.; " + pass + "\r\n",
             "Authentication-Results: mx.school.example " + pass + "\r\n",
             "Authentication-Results: mx.school.example evil; " + pass + "\r\n",
             "Authentication-Results: (mx.school.example;) evil.example; " + pass + "\r\n",
             "Authentication-Results: (unended mx.school.example; " + pass + "\r\n",
             "Authentication-Results: \r\n",
             "X-Authentication-Results: mx.school.example; " + pass + "\r\n",
             "Subject: x\r\n Authentication-Results: mx.school.example; " + pass + "\r\n",
         })
        EXPECT_EQ(heard(above), Authentication::none) << above;
    // Below our Received field stands what the sender wrote.
    EXPECT_EQ(heard("", "docomo.ne.jp", field(pass)), Authentication::none);
    const std::string mail = field(pass) + received + rest;
    EXPECT_EQ(email::authentication_of(mail, {"mx.school.example", ""}, "docomo.ne.jp"), Authentication::aligned);
    EXPECT_EQ(email::authentication_of(mail, {"mx.school.example", "other.example"}, "docomo.ne.jp"),
              Authentication::none);
    EXPECT_EQ(email::authentication_of(mail, {"", ""}, "docomo.ne.jp"), Authentication::none);
    EXPECT_EQ(email::authentication_of(mail, {"mx.school.example", ""}, ""), Authentication::none);
    EXPECT_EQ(email::authentication_of(field(pass) + rest, {"mx.school.example", ""}, "docomo.ne.jp"),
              Authentication::none);
    EXPECT_EQ(email::authentication_of("", {"mx.school.example", ""}, "docomo.ne.jp"), Authentication::none);
}

TEST(Authentication, needs_a_received_field_by_our_own_server) {
    const std::string pass = field("dmarc=pass header.from=docomo.ne.jp");
    struct Row {
        const char* received;
        Authentication heard;
    };
    for (const Row& row : {Row{"from a by mx.school.example with LMTP", Authentication::aligned},
                           Row{"by MX.school.example (Postfix, from userid 0)", Authentication::aligned},
                           Row{"from by (x) by mx.school.example", Authentication::aligned},
                           Row{"from mx.school.example by evil.example", Authentication::none},
                           Row{"from by by evil.example; mx.school.example", Authentication::none},
                           Row{"from by mx.school.example (x) by evil.example", Authentication::none},
                           Row{"from a (by mx.school.example) by evil.example", Authentication::none},
                           Row{"(by mx.school.example", Authentication::none}, Row{"by", Authentication::none},
                           Row{"", Authentication::none}})
        EXPECT_EQ(email::authentication_of(pass + "Received: " + row.received + "\r\n" + rest,
                                           {"mx.school.example", ""}, "docomo.ne.jp"),
                  row.heard)
            << row.received;
}

}  // namespace
}  // namespace todoke::test
