// Gates, tags, and the scans of a batch: three round trips, whatever its size.
#include "adapters/postgres/attendance.hpp"
#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/gate.hpp"
#include "generated/sql/scan.hpp"

#include <algorithm>
#include <unordered_map>

namespace todoke::postgres {
namespace {

constexpr const char* secret_column = "gate.secret_sealed";

Gate read_gate(Sealer& sealer, const Row& row) {
    Gate gate;
    gate.id = row.get<GateId>(0);
    gate.school = row.get<SchoolId>(1);
    gate.code = row.get<std::string>(2);
    gate.secret = sealer.open(gate.school, row.bytes(3), secret_column, gate.code);
    gate.last_seen_at = row.get<std::optional<Instant>>(4);
    gate.revoked = !row.is_null(5);
    return gate;
}

ScanStatus status_from(std::string_view text) {
    for (const ScanStatus status :
         {ScanStatus::accepted, ScanStatus::unknown_credential, ScanStatus::revoked_credential})
        if (text == to_text(status)) return status;
    return ScanStatus::malformed;
}

std::string token_index(const Sealer& sealer, std::string_view token) {
    return sealer.blind_index("credential.token_index", token);
}

}  // namespace

std::optional<Gate> SqlAttendance::gate(const std::string& code, bool for_update) {
    const Result rows = context_.db.run(for_update ? sql::lock_gate : sql::find_gate, code);
    if (rows.empty()) return std::nullopt;
    return read_gate(context_.sealer, rows[0]);
}

std::vector<Gate> SqlAttendance::gates_of(SchoolId school) {
    std::vector<Gate> gates;
    const Result rows = context_.db.run(sql::gates_of_school, school);
    for (const Row row : rows) gates.push_back(read_gate(context_.sealer, row));
    return gates;
}

GateId SqlAttendance::add_gate(const Gate& gate, Instant now) {
    const Result rows = context_.db.run(sql::add_gate, gate.school, gate.code,
                                        context_.sealer.seal(gate.school, gate.secret, secret_column, gate.code), now,
                                        gate.last_seen_at, gate.revoked);
    if (rows.empty()) conflict("a gate of this code exists");
    return rows[0].get<GateId>(0);
}

void SqlAttendance::gate_seen(GateId gate, Instant now) { context_.db.run(sql::gate_seen, gate, now); }

void SqlAttendance::add_credential(StudentId student, const std::string& token, Instant now) {
    if (context_.db.run(sql::add_credential, student, token_index(context_.sealer, token), now).empty())
        conflict("the credential is registered already, or there is no such student");
}

std::vector<ScanRecord> SqlAttendance::store_scans(const Gate& gate, std::int64_t epoch, const std::vector<Scan>& scans,
                                                   const std::vector<bool>& malformed, const ZoneRules& zone,
                                                   Instant now, std::int64_t& stored_through) {
    const SchoolDay today = zone.local(now).day;
    std::vector<ScanRecord> records(scans.size());
    std::vector<std::string> tokens(scans.size());
    std::unordered_map<std::int64_t, std::size_t> position;  // of the first scan with that sequence number
    Param::Items seqs, indexes, directions, times, days;
    for (std::size_t i = 0; i < scans.size(); ++i) {
        const bool broken = i < malformed.size() && malformed[i];
        ScanRecord& record = records[i];
        record.scan = scans[i];
        record.status = ScanStatus::malformed;
        record.day = broken ? today : zone.local(scans[i].at).day;
        if (scans[i].seq < 1) continue;  // outside every sequence: there is nothing under which it could be kept
        record.status = ScanStatus::duplicate;
        if (!position.emplace(scans[i].seq, i).second) continue;
        if (!broken) tokens[i] = token_index(context_.sealer, scans[i].credential);
        seqs.emplace_back(scans[i].seq);
        indexes.push_back(or_null(tokens[i]));
        directions.emplace_back(to_text(scans[i].direction));
        times.push_back(broken ? Param(std::nullopt) : Param(scans[i].at));
        days.emplace_back(record.day);
    }
    if (!seqs.empty()) {
        const Result stored = context_.db.run(sql::insert_scans, gate.id, epoch, gate.school, seqs, indexes, directions,
                                              times, days, now);
        for (const Row row : stored) {
            ScanRecord& record = records[position.at(row.get<std::int64_t>(0))];
            record.status = status_from(row.bytes(1));
            record.student = row.get<std::optional<StudentId>>(2);
        }
        add_contexts(gate, epoch, records, tokens);
    }
    stored_through = context_.db.run(sql::advance_gate_progress, gate.id, epoch).one().get<std::int64_t>(0);
    return records;
}

void SqlAttendance::add_contexts(const Gate& gate, std::int64_t epoch, std::vector<ScanRecord>& records,
                                 const std::vector<std::string>& tokens) {
    std::vector<std::size_t> judged;
    Param::Items seqs, students, indexes, directions, times, days;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const ScanRecord& record = records[i];
        if (record.status != ScanStatus::accepted) continue;
        judged.push_back(i);
        seqs.emplace_back(record.scan.seq);
        students.emplace_back(record.student);
        indexes.emplace_back(tokens[i]);
        directions.emplace_back(to_text(record.scan.direction));
        times.emplace_back(record.scan.at);
        days.emplace_back(record.day);
    }
    if (judged.empty()) return;
    const Result rows =
        context_.db.run(sql::scan_contexts, gate.id, epoch, seqs, students, indexes, directions, times, days);
    for (int i = 0; i < rows.size(); ++i) {
        const Row row = rows[i];
        ScanContext& context = records[judged[static_cast<std::size_t>(i)]].context;
        if (!row.is_null(0)) context.presence = presence_from(row.bytes(0)).value_or(Presence::expected);
        context.last_notice = row.get<std::optional<Instant>>(1);
        context.last_elsewhere = row.get<std::optional<Instant>>(2);
        context.first_in = row.get<bool>(3);
    }
}

std::vector<SeenScan> SqlAttendance::scans_of_day(StudentId student, SchoolDay day) {
    std::vector<SeenScan> scans;
    for (const Row row : context_.db.run(sql::scans_of_day, student, day))
        scans.push_back({row.get<StudentId>(0), row.get<Instant>(1),
                         direction_from(row.bytes(2)).value_or(Direction::in), row.get<std::string>(3)});
    return scans;
}

void SqlAttendance::note_scan_notices(const std::vector<std::pair<StudentId, Direction>>& notified, Instant now) {
    if (notified.empty()) return;
    Param::Items students, directions;
    for (const auto& [student, direction] : notified) {
        students.emplace_back(student);
        directions.emplace_back(to_text(direction));
    }
    context_.db.run(sql::note_scan_notices, students, directions, now);
}

}  // namespace todoke::postgres
