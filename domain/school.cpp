#include "domain/school.hpp"

#include <algorithm>

namespace todoke {
namespace {

template <class Range>
auto find_code(const Range& range, std::string_view code) -> decltype(&*range.begin()) {
    const auto found = std::ranges::find_if(range, [&](const auto& item) { return item.code == code; });
    return found == range.end() ? nullptr : &*found;
}

}  // namespace

const ReportKind* School::kind(std::string_view wanted) const { return find_code(kinds, wanted); }

const GateSettings* School::gate(std::string_view wanted) const { return find_code(gates, wanted); }

const Reason* find_reason(const ReportKind& kind, std::string_view code) { return find_code(kind.reasons, code); }

bool is_school_day(const School& school, SchoolDay day) {
    const auto weekday = weekday_of(day);
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
    return std::ranges::find(school.closed_days, day) == school.closed_days.end();
}

SchoolDay local_day(const School& school, Instant now) { return school.zone->local(now).day; }

bool in_staff_hours(const School& school, Instant now) {
    const LocalTime local = school.zone->local(now);
    return is_school_day(school, local.day) && local.since_midnight >= school.staff_from.since_midnight &&
           local.since_midnight < school.staff_until.since_midnight;
}

Instant next_staff_time(const School& school, Instant now) {
    if (in_staff_hours(school, now)) return now;
    SchoolDay day = local_day(school, now);
    // A year of closed days is a mistake in the configuration; then telling at once is better than never.
    for (int tried = 0; tried <= 366; ++tried, day = add_days(day, 1)) {
        if (!is_school_day(school, day)) continue;
        const Instant start = school.zone->instant(day, school.staff_from);
        if (start > now) return start;
    }
    return now;
}

}  // namespace todoke
