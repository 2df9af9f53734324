#include "bot/usecases/report_submit.hpp"

#include "bot/usecases/late_input.hpp"
#include "bot/usecases/report_cards.hpp"
#include "bot/usecases/report_inform.hpp"
#include "bot/usecases/search_end.hpp"

#include <algorithm>

namespace todoke {
namespace {

using Kind = ReportSubmitOutcome::Kind;

const char* problem_key(Timeliness::Verdict verdict) {
    switch (verdict) {
        case Timeliness::Verdict::past_day:
            return "report.problem.past_day";
        case Timeliness::Verdict::too_far_ahead:
            return "report.problem.too_far_ahead";
        default:
            return "report.problem.day_closed";
    }
}

PresenceCause cause_of(ReportKind::Effect effect) {
    switch (effect) {
        case ReportKind::Effect::late:
            return PresenceCause::report_late;
        case ReportKind::Effect::coming:
            return PresenceCause::report_coming;
        default:
            return PresenceCause::report_absent;
    }
}

bool moves_presence(ReportKind::Effect effect) {
    return effect == ReportKind::Effect::absent || effect == ReportKind::Effect::late ||
           effect == ReportKind::Effect::coming;
}

std::optional<Report> absence_of(const School& school, const std::vector<Report>& current) {
    for (const Report& report : current) {
        const ReportKind* kind = school.kind(report.kind);
        if (kind && kind->effect == ReportKind::Effect::absent) return report;
    }
    return std::nullopt;
}

// A promise to come is watched: until the promised time, or an hour from now where none was given, plus the school's
// grace.
Instant promised_by(const ReportSubmitInput& input, Instant now) {
    const School& school = *input.school;
    const auto grace = school.escalation ? school.escalation->late_grace : std::chrono::minutes{15};
    const Instant begins =
        school.zone->instant(input.day, school.escalation ? school.escalation->cut_off : school.staff_from);
    if (input.expected_time) return school.zone->instant(input.day, *input.expected_time) + grace;
    return std::max(now, begins) + std::chrono::hours{1} + grace;
}

// The child's day follows the report, and a search ends: a family that has spoken is not searched for.
void apply_to_day(Transaction& tx, const Environment& environment, const ReportSubmitInput& input,
                  const ReportKind& kind, ReportId report, Instant now) {
    if (!moves_presence(kind.effect)) return;
    tx.attendance().ensure_day(input.school->id, input.day, now);
    for (const AttendanceRow& row : tx.attendance().lock_rows({input.student.id}, input.day, now)) {
        const PresenceCause cause = cause_of(kind.effect);
        const auto move = move_presence(row.presence, cause);
        if (!move) continue;
        AttendanceMove change{
            .student = row.student, .day = row.day, .from = row.presence, .to = move->to, .cause = cause};
        change.report = report;
        if (move->to == Presence::late) change.due_at = promised_by(input, now);
        tx.attendance().apply({change}, now);
    }
    end_search_of(tx, environment, *input.school, input.student, input.day,
                  {.resolution = "reported", .by = input.reporter}, now);
}

Report new_report(const Environment& environment, const ReportSubmitInput& input, const ReportKind& kind) {
    Report report;
    report.public_id = new_nonce(environment.random);
    report.school = input.school->id;
    report.student = input.student.id;
    report.first_day = report.last_day = input.day;
    report.kind = input.kind;
    report.received_at = input.received_at;
    report.reporter = input.reporter;
    report.reason = input.reason;
    if (const Reason* reason = find_reason(kind, input.reason)) report.reason_label = reason->label;
    report.remarks = input.remarks;
    report.expected_time = input.expected_time;
    return report;
}

}  // namespace

ReportSubmitOutcome report_submit(Transaction& tx, const Environment& environment, const ReportSubmitInput& input,
                                  Instant now) {
    const School& school = *input.school;
    const ReportKind* kind = school.kind(input.kind);
    if (!kind ||
        !can(tx.people().relations_of(input.reporter), Action::report_for, input.student, school.students_report))
        return {.kind = Kind::not_allowed};

    const Timeliness time = judge_time(school, *kind, input.day, input.received_at);
    switch (time.verdict) {
        case Timeliness::Verdict::in_time:
        case Timeliness::Verdict::late_notice:
            break;
        case Timeliness::Verdict::too_late:
            keep_late_input(tx, environment, input, now);
            return {.kind = Kind::too_late, .deadline = time.deadline};
        default:
            return {.kind = Kind::bad_day, .problem = problem_key(time.verdict)};
    }

    Report report = new_report(environment, input, *kind);
    const auto current = tx.reports().current_for(input.student.id, input.day);
    if (kind->needs_absence) {
        const auto absence = absence_of(school, current);
        if (!absence) return {.kind = Kind::no_absence};
        report.about = absence->id;
    }
    const auto earlier = rival_of(school, current, *kind);
    if (earlier) {
        if (earlier->state == ReportState::acknowledged) return {.kind = Kind::locked, .existing = earlier};
        if (!tx.reports().retire(earlier->id, false, now))
            return {.kind = Kind::locked, .existing = tx.reports().find(earlier->id, false)};
        report.version = earlier->version + 1;
        report.supersedes = earlier->id;
        report.receipt_number = earlier->receipt_number;
    } else {
        report.receipt_number = tx.reports().next_receipt_number(school.id, school_year_of(local_day(school, now)));
    }
    report.id = tx.reports().insert(report, input.source, now);
    tx.audit(earlier ? "report.change" : "report.submit", input.reporter, "report", report.id.value, now);

    apply_to_day(tx, environment, input, *kind, report.id, now);
    if (input.inform_family)
        inform_other_guardians(tx, environment, school, input.student, report, input.reporter, "report.informed", now,
                               input.part_of ? said_days(*input.part_of) : Value());
    // A change of something that no teacher has been sent yet is news, not a change.
    const bool seen =
        earlier && std::ranges::any_of(tx.outbox().cards_of_report(earlier->id), [&](const auto& card) {
            return card.sent && card.dedup.starts_with("rep:" + std::to_string(earlier->id.value) + ":card");
        });
    if (earlier)
        tx.outbox().suppress_pending(earlier->id, std::nullopt, "rep:" + std::to_string(earlier->id.value), "changed",
                                     now);
    const std::string key = kind->effect == ReportKind::Effect::coming ? "staff.report_coming"
                            : seen                                     ? "staff.report_changed"
                                                                       : "staff.report_new";
    send_report_cards(tx, environment, school, input.student, report, key, now);
    return {.kind = earlier ? Kind::changed : Kind::received, .number = report.receipt_number, .report = report.id};
}

}  // namespace todoke
