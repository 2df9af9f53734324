#include "domain/message/budget.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

SchoolDay november(unsigned day) { return std::chrono::year{2026} / 11 / day; }

// 20 school days: 2–6, 9–13, 16–20, 23–27.
std::vector<SchoolDay> school_days() {
    std::vector<SchoolDay> days;
    for (unsigned week = 2; week <= 23; week += 7)
        for (unsigned day = week; day < week + 5; ++day) days.push_back(november(day));
    return days;
}

struct Row {
    std::optional<std::int64_t> limit;
    std::int64_t used;
    unsigned today;
    Spending before, after;
    std::optional<unsigned> ends_on = std::nullopt;
};

TEST(Budget, LooksAheadOverTheSchoolDays) {
    using enum Spending;
    const Row rows[]{
        {std::nullopt, 1'000'000, 20, free, free},
        {200, 0, 2, free, free},
        // A reserve of 50 of 200: 150 may be spent, 7.5 on each of 20 school days.
        {200, 75, 13, free, free},        // 7.5 a day after ten days: exactly enough
        {200, 76, 13, free, saving},      // one more is not
        {200, 76, 14, free, saving},      // a Saturday changes nothing
        {200, 75, 13, saving, saving},    // once saving, there has to be room again: 80 %
        {200, 61, 13, saving, saving},    // 122 of 150
        {200, 60, 13, saving, free},      // 120 of 150
        {200, 149, 27, free, free},       // the last school day: nothing more will be spent
        {200, 149, 26, free, saving},     // one school day left, and no room for it
        {200, 150, 30, free, reserve},    // the reserve begins
        {200, 150, 2, free, reserve, 3},  // … on the first day already: tomorrow nothing would be left
        {200, 199, 30, free, reserve},
        {200, 200, 30, free, gone, 30},
        {200, 201, 30, free, gone, 30},  // counted by the platform with what was sent by hand
        // "At this pace the quota ends on the 19th": 400 a day after six days, 5,000 in all.
        {5000, 2400, 9, free, saving, 18},
        {5000, 1980, 9, free, saving, 23},
        {5000, 500, 9, free, free},
        {0, 0, 2, free, gone, 2},
    };
    for (const Row& row : rows) {
        const Budget budget{.limit = row.limit, .used = row.used};
        const Outlook outlook = look_ahead(budget, school_days(), november(row.today), row.before);
        const std::string about = std::to_string(row.used) + " on " + std::to_string(row.today);
        EXPECT_STREQ(to_text(outlook.spending), to_text(row.after)) << about;
        ASSERT_EQ(outlook.ends_on.has_value(), row.ends_on.has_value()) << about;
        if (row.ends_on) {
            EXPECT_EQ(*outlook.ends_on, november(*row.ends_on)) << about;
        }
    }
}

TEST(Budget, ARefusalOfThePlatformIsTheEndWhateverWasCounted) {
    const Budget budget{.limit = 5000, .used = 10, .refused = true};
    EXPECT_EQ(look_ahead(budget, school_days(), november(10), Spending::free).spending, Spending::gone);
    const Budget unlimited{.refused = true};
    EXPECT_EQ(look_ahead(unlimited, school_days(), november(10), Spending::free).spending, Spending::gone);
}

TEST(Budget, BeforeTheFirstSchoolDayThereIsNoPace) {
    const Budget budget{.limit = 200, .used = 120};
    EXPECT_EQ(look_ahead(budget, school_days(), november(1), Spending::free).spending, Spending::free);
}

TEST(Budget, AHolidayMonthEndsWithoutADay) {
    const Budget budget{.limit = 200, .used = 10};
    const Outlook outlook = look_ahead(budget, {}, november(10), Spending::free);
    EXPECT_EQ(outlook.spending, Spending::free);
    EXPECT_FALSE(outlook.ends_on);
}

TEST(Budget, TheReserveIsTheAccountsOwnAndNeverRoundedAway) {
    EXPECT_EQ(reserve_of({.limit = 200}), 50);
    EXPECT_EQ(reserve_of({.limit = 3}), 1);
    EXPECT_EQ(reserve_of({.limit = 200, .reserve_percent = 0}), 0);
    EXPECT_EQ(reserve_of({}), 0);
    const Budget none_kept{.limit = 200, .used = 199, .reserve_percent = 0};
    EXPECT_EQ(look_ahead(none_kept, school_days(), november(30), Spending::free).spending, Spending::free);
}

TEST(Budget, LastsForRoutineOnlyWithTheReserveUntouched) {
    EXPECT_TRUE(lasts_for_routine({}, 20));
    EXPECT_TRUE(lasts_for_routine({.limit = 30'000, .routine_per_day = 600}, 20));  // 12,000 of 22,500
    EXPECT_TRUE(lasts_for_routine({.limit = 16'000, .routine_per_day = 600}, 20));  // exactly three quarters
    EXPECT_FALSE(lasts_for_routine({.limit = 15'999, .routine_per_day = 600}, 20));
    EXPECT_FALSE(lasts_for_routine({.limit = 200, .routine_per_day = 600}, 20));  // コミュニケーション
    EXPECT_FALSE(lasts_for_routine({.refused = true}, 20));
}

TEST(Budget, RoutineTakesTheWayThatIsLeft) {
    using enum Spending;
    EXPECT_EQ(routine_way(free, true), RoutineWay::push);
    EXPECT_EQ(routine_way(free, false), RoutineWay::push);
    EXPECT_EQ(routine_way(saving, true), RoutineWay::mail);
    EXPECT_EQ(routine_way(saving, false), RoutineWay::digest);
    for (const Spending low : {reserve, gone}) {
        EXPECT_EQ(routine_way(low, true), RoutineWay::mail);
        EXPECT_EQ(routine_way(low, false), RoutineWay::with_reply);
    }
}

TEST(Budget, LevelsKeepTheirSpelling) {
    for (const auto level : {Spending::free, Spending::saving, Spending::reserve, Spending::gone})
        EXPECT_EQ(spending_from(to_text(level)), level);
    EXPECT_FALSE(spending_from("plenty"));
}

}  // namespace
}  // namespace todoke
