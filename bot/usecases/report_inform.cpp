#include "bot/usecases/report_inform.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

#include <algorithm>

namespace todoke {

void inform_other_guardians(Transaction& tx, const Environment& environment, const School& school,
                            const Student& student, const Report& report, PersonId by, const std::string& key,
                            Instant now, Value days) {
    auto guardians = tx.people().guardians_of(student.id);
    const bool actor_shielded =
        std::ranges::any_of(guardians, [&](const Recipient& r) { return r.person.id == by && r.relation.shielded; });
    std::erase_if(guardians,
                  [&](const Recipient& r) { return r.person.id == by || r.relation.shielded || actor_shielded; });
    Notice notice{.school = school.id, .student = student.id, .about_report = report.id};
    notice.message_class = MessageClass::arrival;
    notice.must_arrive = false;
    notice.dedup = "rep:" + std::to_string(report.id.value) + ":" + key;
    notice.why = "guardian of the reported student";
    notify(
        tx, environment, school, notice, guardians,
        [&](const Recipient&, const Contact&) {
            Message message{.key = key};
            message.args = Value::object({{"child", describe::child(student)},
                                          {"kind", describe::kind(school, report.kind)},
                                          {"day", days.is_null() ? describe::day(report.first_day) : days}});
            return message;
        },
        now);
}

}  // namespace todoke
