// Days and times of day as people type them. `text` is plain (typed::plain): half-width, lower case.
#pragma once

#include "domain/time.hpp"

#include <optional>
#include <string_view>

namespace todoke::typed {

struct FoundDay {
    SchoolDay day;
    std::size_t from = 0, to = 0;  // bytes of `text`
};

// The first day named in `text`, wherever it stands: 今日, 明日, きょう, あした, 明後日, 24日, 11/24, 11月24日,
// 2026-11-24, 金曜, 来週月曜, today, tomorrow, friday, next monday. A bare date without a year (or month) means the
// nearest one to `today`; weekdays mean the next such day, today included.
std::optional<FoundDay> find_day(std::string_view text, SchoolDay today);
// The whole text is one day, apart from particles and politeness (明日です, 24日から).
std::optional<SchoolDay> read_day(std::string_view text, SchoolDay today);

struct FoundTime {
    TimeOfDay time;
    std::size_t from = 0, to = 0;
};

// 9:30, 9時半, 9時30分, 午後1時, 1:30pm. Not 2時間 (a span) and not 38.5.
std::optional<FoundTime> find_time(std::string_view text, std::size_t from = 0);
std::optional<TimeOfDay> read_time(std::string_view text);  // the whole text, apart from ごろ and politeness

}  // namespace todoke::typed
