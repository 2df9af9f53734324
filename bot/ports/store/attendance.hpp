// The day of every student, the gates and what they read.
#pragma once

#include "domain/attendance/presence.hpp"
#include "domain/attendance/scan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace todoke {

struct AttendanceRow {
    StudentId student;
    SchoolDay day;
    Presence presence = Presence::expected;
    std::optional<ReportId> report;
    std::optional<Instant> first_in, last_out;
    std::optional<Instant> due_at;  // late: promised time plus grace
};

struct AttendanceMove {
    StudentId student;
    SchoolDay day;
    Presence from, to;
    PresenceCause cause;
    std::optional<ReportId> report;  // set on the row when given
    std::optional<Instant> due_at;
};

// A stored scan with everything its judgement needs.
struct ScanRecord {
    Scan scan;
    ScanStatus status = ScanStatus::accepted;
    std::optional<StudentId> student;
    SchoolDay day;  // local day of scan.at
    ScanContext context;
};

// An accepted scan as a day is told afterwards.
struct SeenScan {
    StudentId student;
    Instant at{};
    Direction direction = Direction::in;
    std::string gate;  // code
};

struct Gate {
    GateId id;
    SchoolId school;
    std::string code;
    std::string secret;  // raw key bytes, opened
    std::optional<Instant> last_seen_at;
    bool revoked = false;
};

class Attendance {
public:
    virtual ~Attendance() = default;
    // Makes the day's row for everyone enrolled who has none. Returns how many were made.
    virtual int ensure_day(SchoolId school, SchoolDay day, Instant now) = 0;
    virtual std::vector<AttendanceRow> rows(const std::vector<StudentId>& students, SchoolDay day) = 0;
    // Locked; a student's missing row is made first ("expected"), so that a scan before anything else is not lost on
    // the day.
    virtual std::vector<AttendanceRow> lock_rows(const std::vector<StudentId>& students, SchoolDay day,
                                                 Instant now) = 0;
    virtual std::vector<AttendanceRow> rows_between(StudentId student, SchoolDay first, SchoolDay last) = 0;
    virtual std::vector<AttendanceRow> day_of_school(SchoolId school, SchoolDay day) = 0;
    // Conditional: a move applies only while the row is still in `from`. Returns the moves that applied, in order.
    virtual std::vector<AttendanceMove> apply(const std::vector<AttendanceMove>& moves, Instant now) = 0;
    virtual void note_scan_times(const std::vector<ScanRecord>& scans, Instant now) = 0;  // first_in, last_out
    virtual std::vector<AttendanceRow> overdue_late(Instant now, int limit) = 0;

    virtual std::optional<Gate> gate(const std::string& code, bool for_update) = 0;
    virtual GateId add_gate(const Gate& gate, Instant now) = 0;
    virtual void gate_seen(GateId gate, Instant now) = 0;
    virtual std::vector<Gate> gates_of(SchoolId school) = 0;
    virtual void add_credential(StudentId student, const std::string& token, Instant now) = 0;
    // Stores scans not yet known (gate, epoch, seq) and looks up their students and context; duplicates come back with
    // status duplicate. Unknown and malformed ones are stored too. Also returns the highest contiguous seq stored.
    virtual std::vector<ScanRecord> store_scans(const Gate& gate, std::int64_t epoch, const std::vector<Scan>& scans,
                                                const std::vector<bool>& malformed, const ZoneRules& zone, Instant now,
                                                std::int64_t& stored_through) = 0;
    virtual std::vector<SeenScan> scans_of_day(StudentId student, SchoolDay day) = 0;  // accepted, by time
    virtual void note_scan_notices(const std::vector<std::pair<StudentId, Direction>>& notified, Instant now) = 0;
};

}  // namespace todoke
