#include "domain/people/invitation.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

TEST(Invitation, a_code_is_read_however_it_is_typed) {
    struct Row {
        const char *typed, *code;
        bool certain;
    };
    for (const Row& row : std::initializer_list<Row>{
             {"ABCDE-FGHIJ", "ABCDEFGHIJ", true},
             {"ABCDEFGHIJ", "ABCDEFGHIJ", true},
             {"abcde-fghij", "ABCDEFGHIJ", true},
             {"abcd2fghij", "ABCD2FGHIJ", true},
             {"abcde\u2010fghij", "ABCDEFGHIJ", true},  // hyphen
             {"abcde\u2212fghij", "ABCDEFGHIJ", true},  // minus
             {"abcde\u30FCfghij", "ABCDEFGHIJ", true},  // the Japanese keyboard's long vowel mark
             {"ABCDE FGHIJ", "ABCDEFGHIJ", true},
             {"0BCDE-1GHI8", "OBCDEIGHIB", true},  // no code has these digits
             {"understood", "UNDERSTOOD", false},  // ten letters may be a word
             {"attendance", "ATTENDANCE", false},
         }) {
        const auto read = read_code(row.typed);
        ASSERT_TRUE(read) << row.typed;
        EXPECT_EQ(read->code, row.code);
        EXPECT_EQ(read->certain, row.certain) << row.typed;
    }
    for (const char* typed :
         {"", "-", "ABCDE-FGHI", "ABCDE-FGHIJK", "ABCDE_FGHIJ", "欠席", "9BCDEFGHIJ", "090-1234-5678"})
        EXPECT_FALSE(read_code(typed)) << typed;
}

TEST(Invitation, what_is_printed_is_read_back) {
    EXPECT_EQ(grouped_code("ABCDEFGHIJ"), "ABCDE-FGHIJ");
    EXPECT_EQ(read_code(grouped_code("Z2Y3X4W5V6"))->code, "Z2Y3X4W5V6");
}

TEST(Invitation, a_code_holds_to_the_end_of_the_term) {
    School three;
    three.term_ends = {*parse_iso_day("2026-07-20"), *parse_iso_day("2026-12-24"), *parse_iso_day("2027-03-24")};
    struct Row {
        const char *today, *named, *usual;  // with terms of its own, and without
    };
    for (const Row& row : std::initializer_list<Row>{
             {"2026-04-07", "2026-07-20", "2026-07-31"},
             {"2026-07-06", "2026-07-20", "2026-07-31"},
             {"2026-07-07", "2026-12-24", "2026-07-31"},  // ends in less than two weeks: the next term
             {"2026-07-18", "2026-12-24", "2026-12-31"},
             {"2026-11-24", "2026-12-24", "2026-12-31"},
             {"2026-12-20", "2027-03-24", "2027-03-31"},
             {"2027-02-01", "2027-03-24", "2027-03-31"},
             {"2027-03-20", "2028-03-31", "2027-07-31"},  // no later term is named: to the end of the school year
         }) {
        const SchoolDay today = *parse_iso_day(row.today);
        EXPECT_EQ(to_iso(code_holds_until(three, today)), row.named) << row.today;
        EXPECT_EQ(to_iso(code_holds_until(School{}, today)), row.usual) << row.today;
    }
}

TEST(Invitation, five_wrong_tries_in_a_day_close_the_door_for_a_day) {
    const Instant now{1000h};
    const auto tries = [&](std::initializer_list<std::chrono::minutes> ago) {
        std::vector<Instant> all;
        for (const auto minutes : ago) all.push_back(now - minutes);
        return all;
    };
    EXPECT_FALSE(closed_after({}, tries_of_account, now));
    EXPECT_FALSE(closed_after(tries({1min, 2min, 3min, 4min}), tries_of_account, now));
    EXPECT_TRUE(closed_after(tries({1min, 2min, 3min, 4min, 5min}), tries_of_account, now));
    EXPECT_TRUE(closed_after(tries({1min, 2min, 3min, 4min, 24h + 1min}), tries_of_account, now));
    EXPECT_FALSE(closed_after(tries({1min, 2min, 3min, 4min, 24h + 2min}), tries_of_account, now));
    EXPECT_TRUE(closed_after(tries({24h - 1min, 25h, 26h, 27h, 28h}), tries_of_account, now));
    EXPECT_FALSE(closed_after(tries({24h, 25h, 26h, 27h, 28h}), tries_of_account, now));
}

TEST(Invitation, twenty_wrong_tries_in_an_hour_close_an_address) {
    const Instant now{1000h};
    std::vector<Instant> tries;
    for (int i = 0; i < 19; ++i) tries.push_back(now - 3min * i);
    EXPECT_FALSE(closed_after(tries, tries_of_address, now));
    tries.push_back(now - 60min);
    EXPECT_TRUE(closed_after(tries, tries_of_address, now));
    EXPECT_FALSE(closed_after(tries, tries_of_address, now + 24h));
    tries.back() = now - 61min;
    EXPECT_FALSE(closed_after(tries, tries_of_address, now));
}

}  // namespace
}  // namespace todoke
