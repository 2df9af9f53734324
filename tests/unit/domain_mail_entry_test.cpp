#include "domain/message/mail_provider.hpp"
#include "domain/people/mail_entry.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};

TEST(MailEntry, knows_who_filters_and_who_is_late) {
    struct Row {
        const char* domain;
        MailProvider provider;
    };
    for (const Row& row : std::initializer_list<Row>{{"docomo.ne.jp", MailProvider::carrier},
                                                     {"i.softbank.jp", MailProvider::carrier},
                                                     {"t.vodafone.ne.jp", MailProvider::carrier},
                                                     {"gmail.com", MailProvider::free_mail},
                                                     {"yahoo.co.jp", MailProvider::free_mail},
                                                     {"notdocomo.ne.jp", MailProvider::other},
                                                     {"docomo.ne.jp.example", MailProvider::other},
                                                     {"", MailProvider::other}})
        EXPECT_EQ(mail_provider(row.domain), row.provider) << row.domain;
}

TEST(MailEntry, the_domain_stands_behind_the_last_at) {
    EXPECT_EQ(domain_of("\"a@b\"@example.jp"), "example.jp");
    EXPECT_EQ(domain_of("nobody"), "");
}

TEST(MailEntry, is_answered_so_often_and_no_more) {
    struct Row {
        const char* what;
        MailAnswers before;
        const char* domain;
        MailAnswer answer;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"the first", {}, "example.jp", MailAnswer::new_page},
             {"the third of an address", {.to_address_in_a_day = 2}, "example.jp", MailAnswer::new_page},
             {"the fourth", {.to_address_in_a_day = 3}, "example.jp", MailAnswer::none},
             {"the tenth of a paper", {.for_paper = 9}, "example.jp", MailAnswer::new_page},
             {"the eleventh", {.for_paper = 10}, "example.jp", MailAnswer::none},
             {"the twentieth of a domain", {.to_domain_in_an_hour = 19}, "example.jp", MailAnswer::new_page},
             {"the next", {.to_domain_in_an_hour = 20}, "example.jp", MailAnswer::none},
             {"of a large provider", {.to_domain_in_an_hour = 500}, "docomo.ne.jp", MailAnswer::new_page},
             {"a whole city at once", {.in_a_minute = 119}, "docomo.ne.jp", MailAnswer::new_page},
             {"more than a city", {.in_a_minute = 120}, "docomo.ne.jp", MailAnswer::none},
         })
        EXPECT_EQ(answer_to_entry(row.before, row.domain, now), row.answer) << row.what;
}

TEST(MailEntry, what_seemed_lost_is_the_same_page_twice) {
    const auto before = [](Duration ago, int repeated) {
        return MailAnswers{
            .to_address_in_a_day = 1, .last_page_at = now - ago, .last_token = "t", .repeated = repeated};
    };
    EXPECT_EQ(answer_to_entry(before(10min, 0), "example.jp", now), MailAnswer::same_page);
    EXPECT_EQ(answer_to_entry(before(1min, 1), "example.jp", now), MailAnswer::same_page);
    EXPECT_EQ(answer_to_entry(before(1min, 2), "example.jp", now), MailAnswer::none);
    EXPECT_EQ(answer_to_entry(before(10min + 1s, 2), "example.jp", now), MailAnswer::new_page);
}

}  // namespace
}  // namespace todoke
