// Days, gates and scans inside one transaction.
#pragma once

#include "adapters/postgres/families.hpp"

namespace todoke::postgres {

class SqlAttendance : public Attendance {
public:
    explicit SqlAttendance(Context& context) : context_(context) {}

    int ensure_day(SchoolId school, SchoolDay day, Instant now) override;
    std::vector<AttendanceRow> rows(const std::vector<StudentId>& students, SchoolDay day) override;
    std::vector<AttendanceRow> lock_rows(const std::vector<StudentId>& students, SchoolDay day, Instant now) override;
    std::vector<AttendanceRow> rows_between(StudentId student, SchoolDay first, SchoolDay last) override;
    std::vector<AttendanceRow> day_of_school(SchoolId school, SchoolDay day) override;
    std::vector<AttendanceMove> apply(const std::vector<AttendanceMove>& moves, Instant now) override;
    void note_scan_times(const std::vector<ScanRecord>& scans, Instant now) override;
    std::vector<AttendanceRow> overdue_late(Instant now, int limit) override;

    std::optional<Gate> gate(const std::string& code, bool for_update) override;
    GateId add_gate(const Gate& gate, Instant now) override;
    void gate_seen(GateId gate, Instant now) override;
    std::vector<Gate> gates_of(SchoolId school) override;
    void add_credential(StudentId student, const std::string& token, Instant now) override;
    std::vector<ScanRecord> store_scans(const Gate& gate, std::int64_t epoch, const std::vector<Scan>& scans,
                                        const std::vector<bool>& malformed, const ZoneRules& zone, Instant now,
                                        std::int64_t& stored_through) override;
    std::vector<SeenScan> scans_of_day(StudentId student, SchoolDay day) override;
    void note_scan_notices(const std::vector<std::pair<StudentId, Direction>>& notified, Instant now) override;

private:
    void apply_wave(const std::vector<AttendanceMove>& moves, const std::vector<std::size_t>& wave,
                    std::vector<bool>& applied, Instant now);
    void add_contexts(const Gate& gate, std::int64_t epoch, std::vector<ScanRecord>& records,
                      const std::vector<std::string>& tokens);

    Context& context_;
};

}  // namespace todoke::postgres
