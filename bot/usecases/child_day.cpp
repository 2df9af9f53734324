#include "bot/usecases/child_day.hpp"

#include "bot/usecases/describe.hpp"

#include <algorithm>

namespace todoke {
namespace {

struct SeenReport {
    Report report;
    ReportSight sight = ReportSight::nothing;
};

std::vector<SeenReport> reports_between(Transaction& tx, const Student& student, const DayViewer& viewer,
                                        SchoolDay first, SchoolDay last) {
    std::vector<SeenReport> seen;
    const auto shielded = tx.people().ever_shielded(student.id);
    for (Report& report : tx.reports().told_between(student.id, first, last)) {
        const ReportSight sight = sight_of_report(viewer.relations, viewer.person, student, report, shielded);
        seen.push_back({std::move(report), sight});
    }
    return seen;
}

bool taken_back(const Report& report) { return report.state == ReportState::withdrawn; }

bool covers(const Report& report, SchoolDay day) { return report.first_day <= day && day <= report.last_day; }

// What a report that must not be seen has done to the day is not seen either; one that was taken back has done nothing.
DayMark mark_of(const School& school, SchoolDay day, std::optional<Presence> presence,
                const std::vector<SeenReport>& reports) {
    std::vector<ReportKind::Effect> effects;
    bool hidden = false;
    for (const auto& [report, sight] : reports) {
        const ReportKind* kind = school.kind(report.kind);
        if (!kind || taken_back(report) || !covers(report, day)) continue;
        if (sight == ReportSight::nothing)
            hidden = true;
        else
            effects.push_back(kind->effect);
    }
    if (hidden && (presence == Presence::absent || presence == Presence::late)) presence.reset();
    return mark_of_day(is_school_day(school, day), presence, said_of_day(effects));
}

void add_report(Transaction& tx, const School& school, const SeenReport& seen, std::vector<DayEntry>& entries) {
    using Sort = DayEntry::Sort;
    const Report& report = seen.report;
    const bool whole = seen.sight == ReportSight::whole;
    Value args = Value::object(
        {{"kind", describe::kind(school, report.kind)}, {"state", describe::said("state", to_text(report.state))}});
    if (whole) args.set("reason", describe::reason(report));
    if (whole && !report.remarks.empty()) args.set("remarks", argument::text(report.remarks));
    if (report.expected_time) args.set("expected_time", argument::time(*report.expected_time));
    entries.push_back({Sort::report, report.received_at, describe::sentence("day.entry.report", std::move(args))});
    if (report.acknowledged_at && report.acknowledged_by)
        entries.push_back(
            {Sort::answer, *report.acknowledged_at,
             describe::sentence("day.entry.acknowledged",
                                Value::object({{"by", tx.people().person(*report.acknowledged_by).called}}))});
    if (!whole) return;
    for (const ReportNote& note : tx.reports().notes(report.id))
        entries.push_back(
            {Sort::answer, note.at,
             describe::sentence("day.entry.note", Value::object({{"by", tx.people().person(note.author).called},
                                                                 {"text", argument::text(note.text)}}))});
}

void add_search(const CaseOfDay& search, bool for_staff, std::vector<DayEntry>& entries) {
    using Sort = DayEntry::Sort;
    entries.push_back(
        {Sort::search, search.the_case.opened_at, describe::sentence("day.entry.search_begun", Value::object())});
    if (!search.resolved_at) return;
    Value args = Value::object();
    if (for_staff) args.set("how", describe::said("how", search.resolution));
    const char* key = search.resolution == "closed" ? "day.entry.search_closed" : "day.entry.search_ended";
    entries.push_back({Sort::search, *search.resolved_at, describe::sentence(key, std::move(args))});
}

}  // namespace

ChildDay day_of_child(Transaction& tx, const School& school, const Student& student, const DayViewer& viewer,
                      SchoolDay day) {
    ChildDay result{.day = day};
    if (!can(viewer.relations, Action::see_timeline, student, false)) return result;
    const auto reports = reports_between(tx, student, viewer, day, day);
    const auto rows = tx.attendance().rows({student.id}, day);
    result.mark = mark_of(school, day, rows.empty() ? std::nullopt : std::optional(rows.front().presence), reports);
    for (const SeenReport& seen : reports)
        if (seen.sight != ReportSight::nothing) add_report(tx, school, seen, result.entries);
    for (const SeenScan& scan : tx.attendance().scans_of_day(student.id, day))
        result.entries.push_back(
            {DayEntry::Sort::scan, scan.at,
             describe::sentence("day.entry.scan",
                                Value::object({{"place", describe::place(school, scan.gate)},
                                               {"direction", describe::said("direction", to_text(scan.direction))}}))});
    const bool for_staff = can(viewer.relations, Action::handle_case, student, false);
    for (const CaseOfDay& search : tx.cases().of_day(student.id, day))
        if (sees_search(viewer.relations, student, search.the_case)) add_search(search, for_staff, result.entries);
    std::ranges::stable_sort(result.entries, {}, &DayEntry::at);
    return result;
}

std::vector<MonthDay> month_of_child(Transaction& tx, const School& school, const Student& student,
                                     const DayViewer& viewer, std::chrono::year_month month) {
    std::vector<MonthDay> days;
    if (!can(viewer.relations, Action::see_timeline, student, false)) return days;
    const SchoolDay first = month / std::chrono::day{1};
    const SchoolDay last{std::chrono::sys_days{month / std::chrono::last}};
    const auto reports = reports_between(tx, student, viewer, first, last);
    const auto rows = tx.attendance().rows_between(student.id, first, last);
    for (SchoolDay day = first; day <= last; day = add_days(day, 1)) {
        const auto row = std::ranges::find(rows, day, &AttendanceRow::day);
        MonthDay one{.day = day};
        one.mark = mark_of(school, day, row == rows.end() ? std::nullopt : std::optional(row->presence), reports);
        if (row != rows.end()) one.has_more = row->first_in || row->last_out;
        for (const auto& [report, sight] : reports) {
            if (sight == ReportSight::nothing || !covers(report, day)) continue;
            one.has_more = true;
            Value args = Value::object({{"kind", describe::kind(school, report.kind)}});
            if (sight == ReportSight::whole) args.set("reason", describe::reason(report));
            if (taken_back(report)) args.set("state", describe::said("state", to_text(report.state)));
            one.kinds.push_back(describe::sentence("day.entry.said", std::move(args)));
        }
        days.push_back(std::move(one));
    }
    return days;
}

}  // namespace todoke
