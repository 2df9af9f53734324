#include "adapters/email/receive/stored_mail.hpp"

#include <string>

#include <gtest/gtest.h>

namespace todoke::email {
namespace {

const PartLimits small{.part = 40, .kept = 20, .mail = 200};

TEST(StoredMail, comes_back_as_it_was) {
    const StoredMail mail{.sender = "sato@example.jp",
                          .recipient = "\"a:3:b\"@in.school.example",
                          .handed_over = "mx",
                          .queue_id = "4abc",
                          .raw = std::string("Subject: x\r\n\r\n\0\xff", 16)};
    const auto read = decode_stored_mail(encode(mail));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->sender, mail.sender);
    EXPECT_EQ(read->recipient, mail.recipient);
    EXPECT_EQ(read->handed_over, mail.handed_over);
    EXPECT_EQ(read->queue_id, mail.queue_id);
    EXPECT_EQ(read->raw, mail.raw);
    EXPECT_TRUE(decode_stored_mail(encode({})));
}

TEST(StoredMail, whatever_is_cut_or_longer_is_refused) {
    const std::string body = encode({.sender = "a", .recipient = "b", .raw = "c"});
    for (std::size_t size = 0; size < body.size(); ++size)
        EXPECT_FALSE(decode_stored_mail(std::string_view(body).substr(0, size))) << size;
    EXPECT_FALSE(decode_stored_mail(body + "x"));
    EXPECT_FALSE(decode_stored_mail("mail 1\n99999999999999999999:"));
    EXPECT_FALSE(decode_stored_mail("mail 1\n-1:"));
    EXPECT_FALSE(decode_stored_mail("{}"));
}

TEST(LongParts, a_mail_of_usual_size_stays_as_it_is) {
    for (const std::string mail : {"", "\r\n", "A: b\r\n\r\n--\r\nx", "A: b\r\n\r\n--x\r\n\r\nword\r\n--x--\r\n", "--",
                                   "\r\n--\r\n--", "a\n--b"})
        EXPECT_EQ(without_long_parts(mail, small), mail);
}

TEST(LongParts, a_photograph_goes_and_the_text_behind_it_stays) {
    const std::string photograph(2000, 'A');
    EXPECT_EQ(
        without_long_parts("H: 1\r\n\r\n--x\r\nT: 2\r\n\r\n" + photograph + "\r\n--x\r\n\r\nword\r\n--x--\r\n", small),
        "H: 1\r\n\r\n--x\r\nT: 2\r\n\r\n--x\r\n\r\nword\r\n--x--\r\n");
}

TEST(LongParts, a_long_part_is_cut_at_the_end_of_a_line_where_it_has_lines) {
    EXPECT_EQ(without_long_parts("12345678\r\n12345678\r\n12345678\r\n12345678\r\n12345678\r\n", small),
              "12345678\r\n12345678\r\n");
    EXPECT_EQ(without_long_parts(std::string(50, 'x'), small), std::string(20, 'x'));
}

TEST(LongParts, thousands_of_parts_end_somewhere) {
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "--x\r\n\r\na\r\n";
    EXPECT_EQ(without_long_parts(many, small), many.substr(0, 200));
}

}  // namespace
}  // namespace todoke::email
