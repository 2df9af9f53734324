// Time is a parameter: nothing in domain asks a clock. An Instant is UTC; a school lives in local days and times of
// day, and ZoneRules (implemented outside, from the system's time zone data) translates between the two.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace todoke {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;
using SchoolDay = std::chrono::year_month_day;  // a local calendar day of a school

struct TimeOfDay {
    std::chrono::minutes since_midnight{0};  // 0 .. 24 h
    friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

struct LocalTime {
    SchoolDay day;
    std::chrono::seconds since_midnight{0};
    friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

// One time zone. `instant` of a local time that a clock change skips gives the first instant after the gap; of one that
// occurs twice, the earlier.
class ZoneRules {
public:
    virtual ~ZoneRules() = default;
    virtual LocalTime local(Instant) const = 0;
    virtual Instant instant(SchoolDay, TimeOfDay) const = 0;
};

std::string to_iso(SchoolDay day);                              // 2026-11-24
std::optional<SchoolDay> parse_iso_day(std::string_view text);  // only a real calendar day, exactly yyyy-mm-dd
std::string to_hh_mm(TimeOfDay time);                           // 07:05
std::optional<TimeOfDay> parse_hh_mm(std::string_view text);    // 7:05 and 07:05, 00:00 .. 24:00
TimeOfDay time_of_day(const LocalTime& local);                  // minutes, cut down
SchoolDay add_days(SchoolDay day, int days);
std::chrono::weekday weekday_of(SchoolDay day);
int school_year_of(SchoolDay day);  // 1 April .. 31 March belong to the year of the April

}  // namespace todoke
