#include "bot/usecases/scan_ingest.hpp"

#include "bot/ports/fault.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/search_end.hpp"
#include "bot/usecases/spending.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace todoke {
namespace {

struct Judged {
    const ScanRecord* record;
    ScanEffect effect;
};

void tell_family(Transaction& tx, const Environment& environment, const School& school, const Gate& gate,
                 const Student& student, const Judged& judged, std::int64_t epoch, Instant now) {
    const Scan& scan = judged.record->scan;
    Notice notice{.school = school.id, .student = student.id};
    notice.message_class = MessageClass::arrival;  // refused for good: the same words at the next address
    notice.routine = true;
    notice.dedup =
        "scan:" + std::to_string(gate.id.value) + ":" + std::to_string(epoch) + ":" + std::to_string(scan.seq);
    notice.why = "guardian of the student; " + judged.effect.reason;
    notify(
        tx, environment, school, notice, tx.people().guardians_of(student.id),
        [&](const Recipient&, const Contact&) {
            Message message{.key = judged.effect.late_upload ? "scan.passed_late" : "scan.passed"};
            message.args = Value::object({{"child", describe::child(student)},
                                          {"time", describe::time(school, scan.at)},
                                          {"place", describe::place(school, gate.code)},
                                          {"direction", describe::said("direction", to_text(scan.direction))},
                                          {"day", describe::day(judged.record->day)}});
            return message;
        },
        now);
}

void tell_staff(Transaction& tx, const Environment& environment, const School& school, const Gate& gate,
                const Student& student, const ScanRecord& record, const std::string& key, const std::string& flag,
                std::int64_t epoch, Instant now) {
    Notice notice{.school = school.id, .student = student.id};
    notice.message_class = MessageClass::staff;
    notice.quiet_outside_hours = true;
    notice.dedup =
        key + ":" + std::to_string(gate.id.value) + ":" + std::to_string(epoch) + ":" + std::to_string(record.scan.seq);
    notice.why = "staff of the student; a scan that does not fit";
    auto staff = concat(tx.people().staff_for(student, Role::homeroom_teacher),
                        tx.people().staff_for(student, Role::deputy_homeroom_teacher));
    if (staff.empty()) staff = tx.people().staff_for(student, Role::hall_staff);
    // The report's kind, or that of an absence which was answered to a search and has no report.
    const auto absent = std::ranges::find(school.kinds, ReportKind::Effect::absent, &ReportKind::effect);
    std::string kind = absent == school.kinds.end() ? std::string() : absent->code;
    for (const Report& report : tx.reports().current_for(student.id, record.day)) kind = report.kind;
    notify(
        tx, environment, school, notice, staff,
        [&](const Recipient&, const Contact&) {
            Message message{.key = key};
            message.args = Value::object({{"child", describe::child_for_staff(student)},
                                          {"class", describe::class_name(student)},
                                          {"kind", describe::kind(school, kind)},
                                          {"time", describe::time(school, record.scan.at)},
                                          {"place", describe::place(school, gate.code)},
                                          {"reason", describe::said("flag", flag)}});
            return message;
        },
        now);
}

void flag_to_staff(Transaction& tx, const School& school, std::optional<StudentId> student, const std::string& reason,
                   Instant now) {
    StaffTask task{.school = school.id, .kind = "scan_flag", .student = student};
    task.reason = reason;
    task.since = now;
    tx.cases().add_task(task);
}

}  // namespace

ScanIngestOutcome scan_ingest(Transaction& tx, const Environment& environment, const School& school,
                              const ScanIngestInput& input, Instant now) {
    ScanIngestOutcome outcome;
    const auto records = tx.attendance().store_scans(input.gate, input.epoch, input.scans, input.malformed,
                                                     *school.zone, now, outcome.stored_through);
    tx.attendance().gate_seen(input.gate.id, now);
    TODOKE_FAULT("scan.stored");

    std::vector<StudentId> ids;
    std::map<SchoolDay, std::vector<StudentId>> by_day;
    for (const ScanRecord& record : records) {
        outcome.statuses.push_back(record.status);
        if (record.status == ScanStatus::unknown_credential || record.status == ScanStatus::revoked_credential)
            flag_to_staff(tx, school, record.student, to_text(record.status), now);
        if (record.status != ScanStatus::accepted || !record.student) continue;
        ids.push_back(*record.student);
        by_day[record.day].push_back(*record.student);
    }
    if (ids.empty()) return outcome;

    std::unordered_map<StudentId, Student> students;
    for (Student& student : tx.people().students(ids)) students.emplace(student.id, std::move(student));
    // The rows are locked here: a cut-off at the same instant either saw the scan or is undone by it below.
    std::map<std::pair<SchoolDay, StudentId>, AttendanceRow> rows;
    for (const auto& [day, of_day] : by_day)
        for (const AttendanceRow& row : tx.attendance().lock_rows(of_day, day, now)) rows[{day, row.student}] = row;

    const SchoolDay today = local_day(school, now);
    ScanPolicy policy = school.scans;
    policy.notice = scan_notice_of(tx, environment, school, now).notice;
    std::map<std::pair<StudentId, Direction>, Instant> noticed;  // within this batch, which the store has not seen yet
    std::vector<std::pair<StudentId, Direction>> notified;
    for (const ScanRecord& record : records) {
        if (record.status != ScanStatus::accepted || !record.student || !students.contains(*record.student)) continue;
        const Student& student = students.at(*record.student);
        AttendanceRow& row = rows[{record.day, student.id}];
        ScanContext context = record.context;
        context.presence = row.presence;
        context.time = time_of_day(school.zone->local(record.scan.at));
        if (const auto earlier = noticed.find({student.id, record.scan.direction}); earlier != noticed.end())
            context.last_notice = earlier->second;
        const Judged judged{&record, judge_scan(record.scan, context, policy, record.day, today, now)};

        if (judged.effect.move) {
            const auto applied = tx.attendance().apply({{.student = student.id,
                                                         .day = record.day,
                                                         .from = row.presence,
                                                         .to = judged.effect.move->to,
                                                         .cause = PresenceCause::scan_in}},
                                                       now);
            if (!applied.empty()) row.presence = judged.effect.move->to;
            if (judged.effect.move->ends_search)
                end_search_of(tx, environment, school, student, record.day, {.resolution = "scanned"}, now);
            if (judged.effect.move->staff_told)
                tell_staff(tx, environment, school, input.gate, student, record, "staff.absent_scanned", "",
                           input.epoch, now);
        }
        if (judged.effect.impossible) {
            flag_to_staff(tx, school, student.id, "impossible", now);
            tell_staff(tx, environment, school, input.gate, student, record, "staff.scan_flag", "impossible",
                       input.epoch, now);
        }
        if (judged.effect.notify_family) {
            tell_family(tx, environment, school, input.gate, student, judged, input.epoch, now);
            noticed[{student.id, record.scan.direction}] = record.scan.at;
            notified.emplace_back(student.id, record.scan.direction);
        }
    }
    TODOKE_FAULT("scan.judged");
    tx.attendance().note_scan_times(records, now);
    if (!notified.empty()) tx.attendance().note_scan_notices(notified, now);
    return outcome;
}

}  // namespace todoke
