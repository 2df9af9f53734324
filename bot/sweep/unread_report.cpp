#include "bot/sweep/follow_up.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/report_cards.hpp"
#include "bot/usecases/staff_group.hpp"

#include <algorithm>

namespace todoke {

bool UnreadReportSweep::tick(Instant now) {
    bool worked = false;
    const auto schools = environment_.schools.current();
    for (const School& school : schools->all) {
        if (!school.takes_reports || !in_staff_hours(school, now)) continue;
        // A report of the night counts from the hour when staff begin to read.
        const SchoolDay today = local_day(school, now);
        if (now - school.zone->instant(today, school.staff_from) < school.acknowledge_within) continue;
        worked = sweep_transaction(
                     store_, environment_.log, name(),
                     [&](Transaction& tx) {
                         bool sent = false;
                         for (const Report& report :
                              tx.reports().unacknowledged(school.id, now - school.acknowledge_within)) {
                             tx.reports().mark_forwarded(report.id, now);
                             if (report.last_day < today) continue;
                             const auto student = tx.people().student(report.student);
                             if (!student) continue;
                             auto next = tx.people().staff_for(*student, Role::vice_principal);
                             if (next.empty()) next = tx.people().staff_for(*student, Role::office);
                             Notice notice{.school = school.id, .student = student->id, .about_report = report.id};
                             notice.message_class = MessageClass::staff;
                             notice.dedup = "rep:" + std::to_string(report.id.value) + ":card:next";
                             notice.why = "nobody acknowledged the report in time";
                             notify(
                                 tx, environment_, school, notice, next,
                                 [&](const Recipient& recipient, const Contact&) {
                                     return report_card(tx, environment_, school, *student, report,
                                                        "staff.report_unread", recipient.person.id, "", now);
                                 },
                                 now);
                             tell_groups(tx, school, *student,
                                         {.key = "group.report_unread",
                                          .what = "report:" + std::to_string(report.id.value),
                                          .about_report = report.id},
                                         now);
                             sent = true;
                         }
                         return sent;
                     }) ||
                 worked;
    }
    return worked;
}

}  // namespace todoke
