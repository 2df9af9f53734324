#include "adapters/postgres/attendance.hpp"

#include "generated/sql/attendance.hpp"

#include <algorithm>
#include <map>

namespace todoke::postgres {
namespace {

std::vector<AttendanceRow> read_rows(const Result& rows) {
    std::vector<AttendanceRow> all;
    all.reserve(static_cast<std::size_t>(rows.size()));
    for (const Row row : rows) {
        AttendanceRow one;
        one.student = row.get<StudentId>(0);
        one.day = row.get<SchoolDay>(1);
        const auto presence = presence_from(row.bytes(2));
        if (!presence)
            throw StoreFailure(
                {FailureCode::misconfigured, "attendance_day.presence is none of ours", "run the matching version"});
        one.presence = *presence;
        one.report = row.get<std::optional<ReportId>>(3);
        one.first_in = row.get<std::optional<Instant>>(4);
        one.last_out = row.get<std::optional<Instant>>(5);
        one.due_at = row.get<std::optional<Instant>>(6);
        all.push_back(one);
    }
    return all;
}

}  // namespace

int SqlAttendance::ensure_day(SchoolId school, SchoolDay day, Instant now) {
    return static_cast<int>(context_.db.run(sql::ensure_attendance_day, school, day, now).affected());
}

std::vector<AttendanceRow> SqlAttendance::rows(const std::vector<StudentId>& students, SchoolDay day) {
    return read_rows(context_.db.run(sql::attendance_rows, students, day));
}

std::vector<AttendanceRow> SqlAttendance::lock_rows(const std::vector<StudentId>& students, SchoolDay day,
                                                    Instant now) {
    context_.db.run(sql::ensure_attendance_rows, students, day, now);
    return read_rows(context_.db.run(sql::lock_attendance_rows, students, day));
}

std::vector<AttendanceRow> SqlAttendance::rows_between(StudentId student, SchoolDay first, SchoolDay last) {
    return read_rows(context_.db.run(sql::attendance_between, student, first, last));
}

std::vector<AttendanceRow> SqlAttendance::day_of_school(SchoolId school, SchoolDay day) {
    return read_rows(context_.db.run(sql::attendance_of_school, school, day));
}

std::vector<AttendanceRow> SqlAttendance::overdue_late(Instant now, int limit) {
    return read_rows(context_.db.run(sql::overdue_late, now, limit));
}

// A statement moves a row at most once, so several moves of one student and day go one after the other; usually all fit
// into one.
std::vector<AttendanceMove> SqlAttendance::apply(const std::vector<AttendanceMove>& moves, Instant now) {
    std::map<std::pair<StudentId, SchoolDay>, std::size_t> earlier;
    std::vector<std::vector<std::size_t>> waves;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const std::size_t wave = earlier[{moves[i].student, moves[i].day}]++;
        if (wave == waves.size()) waves.emplace_back();
        waves[wave].push_back(i);
    }
    std::vector<bool> applied(moves.size(), false);
    for (const auto& wave : waves) apply_wave(moves, wave, applied, now);
    std::vector<AttendanceMove> result;
    for (std::size_t i = 0; i < moves.size(); ++i)
        if (applied[i]) result.push_back(moves[i]);
    return result;
}

void SqlAttendance::apply_wave(const std::vector<AttendanceMove>& moves, const std::vector<std::size_t>& wave,
                               std::vector<bool>& applied, Instant now) {
    Param::Items students, days, from, to, causes, reports, due;
    for (const std::size_t i : wave) {
        const AttendanceMove& move = moves[i];
        students.emplace_back(move.student);
        days.emplace_back(move.day);
        from.emplace_back(to_text(move.from));
        to.emplace_back(to_text(move.to));
        causes.emplace_back(to_text(move.cause));
        reports.emplace_back(move.report);
        due.emplace_back(move.to == Presence::late ? move.due_at : std::nullopt);
    }
    const Result rows = context_.db.run(sql::apply_moves, students, days, from, to, causes, reports, due, now);
    for (const Row row : rows) applied[wave[static_cast<std::size_t>(row.get<std::int64_t>(0))]] = true;
}

void SqlAttendance::note_scan_times(const std::vector<ScanRecord>& scans, Instant) {
    struct Seen {
        std::optional<Instant> first_in, last_out;
    };
    std::map<std::pair<StudentId, SchoolDay>, Seen> seen;
    for (const ScanRecord& record : scans) {
        if (record.status != ScanStatus::accepted || !record.student) continue;
        Seen& one = seen[{*record.student, record.day}];
        const Instant at = record.scan.at;
        if (record.scan.direction == Direction::in)
            one.first_in = std::min(one.first_in.value_or(at), at);
        else
            one.last_out = std::max(one.last_out.value_or(at), at);
    }
    if (seen.empty()) return;
    Param::Items students, days, first_in, last_out;
    for (const auto& [key, times] : seen) {
        students.emplace_back(key.first);
        days.emplace_back(key.second);
        first_in.emplace_back(times.first_in);
        last_out.emplace_back(times.last_out);
    }
    context_.db.run(sql::note_scan_times, students, days, first_in, last_out);
}

std::unique_ptr<Attendance> make_attendance(Context& context) { return std::make_unique<SqlAttendance>(context); }

}  // namespace todoke::postgres
