// One child's day, and one child's month, as one person may see it: the family, the student and the school look at the
// same day, each at what their role may know of it.
#pragma once

#include "bot/ports/store/store.hpp"
#include "domain/attendance/day_view.hpp"

#include <chrono>
#include <vector>

namespace todoke {

struct DayViewer {
    PersonId person;
    const std::vector<Relation>& relations;  // live ones
};

// One thing that happened, said as an argument of a message.
struct DayEntry {
    enum class Sort { report, answer, scan, search } sort = Sort::report;
    Instant at{};
    Value what;
};

struct ChildDay {
    SchoolDay day;
    DayMark mark = DayMark::unknown;
    std::vector<DayEntry> entries;  // by time
};

ChildDay day_of_child(Transaction& tx, const School& school, const Student& student, const DayViewer& viewer,
                      SchoolDay day);

struct MonthDay {
    SchoolDay day;
    DayMark mark = DayMark::unknown;
    bool has_more = false;         // there is something to tell of that day
    Value kinds = Value::array();  // what was reported, with the reason where the viewer may know it
};

// The days of the month, from its first to its last.
std::vector<MonthDay> month_of_child(Transaction& tx, const School& school, const Student& student,
                                     const DayViewer& viewer, std::chrono::year_month month);

}  // namespace todoke
