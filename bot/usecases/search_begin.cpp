#include "bot/usecases/search_begin.hpp"

namespace todoke {

Case new_case(const Environment& environment, const School& school, StudentId student, SchoolDay day, Hold hold,
              Instant now) {
    Case opened;
    opened.public_id = new_nonce(environment.random);
    opened.school = school.id;
    opened.student = student;
    opened.day = day;
    opened.policy = *school.escalation;
    opened.due_at = now;
    opened.hold = hold;
    opened.opened_at = now;
    return opened;
}

void expect_again(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                  SchoolDay day, Instant now) {
    for (const AttendanceRow& row : tx.attendance().lock_rows({student.id}, day, now)) {
        const auto back = move_presence(row.presence, PresenceCause::report_withdrawn);
        if (!back) continue;
        tx.attendance().apply({{.student = row.student,
                                .day = day,
                                .from = row.presence,
                                .to = back->to,
                                .cause = PresenceCause::report_withdrawn}},
                              now);
        const bool cut_off_passed = school.escalation && is_school_day(school, day) &&
                                    now >= school.zone->instant(day, school.escalation->cut_off);
        if (back->to != Presence::expected || !cut_off_passed) continue;
        tx.attendance().apply({{.student = row.student,
                                .day = day,
                                .from = Presence::expected,
                                .to = Presence::open,
                                .cause = PresenceCause::cut_off}},
                              now);
        Case again = new_case(environment, school, student.id, day, Hold::none, now);
        again.kind = "withdrawn";  // the morning's case of this child may have ended with the report that is now gone
        tx.cases().open({again}, now);
    }
}

}  // namespace todoke
