// Days and times of day as people type them. `text` is plain (typed::plain): half-width, lower case.
#pragma once

#include "domain/form/form.hpp"
#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::typed {

struct FoundDay {
    SchoolDay day;
    std::size_t from = 0, to = 0;  // bytes of `text`
};

// The first day named in `text`, wherever it stands: 今日, 明日, きょう, あした, 明後日, 24日, 11/24, 11月24日,
// 2026-11-24, 金曜, 来週月曜, today, tomorrow, friday, next monday. A bare date without a year (or month) means the
// nearest one to `today`; weekdays mean the next such day, today included.
std::optional<FoundDay> find_day(std::string_view text, SchoolDay today);
std::optional<FoundDay> day_at(std::string_view text, std::size_t from, SchoolDay today);  // exactly at `from`

// Everything `text` says about days, taken together.
struct FoundDays {
    std::optional<DaySpan>
        days;              // one day, or days that follow each other: 24〜26日, 今日と明日, 明日から3日間, 今週いっぱい
    std::string rest;      // the text without them
    bool unclear = false;  // days are spoken of, but not which: 26日まで, 2、3日, 24日と26日, 来週
};
FoundDays find_days(std::string_view text, SchoolDay today);
// The whole text is such days, apart from particles and politeness (明日です, 24日から).
std::optional<DaySpan> read_days(std::string_view text, SchoolDay today);

struct FoundTime {
    TimeOfDay time;
    std::size_t from = 0, to = 0;
};

// 9:30, 9時半, 9時30分, 午後1時, 1:30pm, 10時過ぎ. Not 2時間 (a span) and not 38.5.
std::optional<FoundTime> find_time(std::string_view text, std::size_t from = 0);
// 2時間目から, 3限, 2校時, period 3: when that lesson begins, where the school says so.
std::optional<FoundTime> find_period(std::string_view text, const std::vector<TimeOfDay>& periods);
// The whole text is a time or a lesson, apart from ごろ and politeness.
std::optional<TimeOfDay> read_time(std::string_view text, const std::vector<TimeOfDay>& periods);

}  // namespace todoke::typed
