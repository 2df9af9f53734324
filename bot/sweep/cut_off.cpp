#include "bot/sweep/cut_off.hpp"

#include "bot/ports/fault.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/late_input.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/search_begin.hpp"

#include <algorithm>
#include <unordered_map>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr auto wait_for_inbox = 30s;  // do not accuse on unread mail
constexpr auto too_old = 12h;         // a process that starts in the evening does not begin this morning's search

bool gate_is_silent(Transaction& tx, const School& school, Instant now) {
    const auto gates = tx.attendance().gates_of(school.id);
    return std::ranges::any_of(gates, [&](const Gate& gate) {
        return !gate.revoked && (!gate.last_seen_at || now - *gate.last_seen_at > school.escalation->gate_silent_after);
    });
}

// One card for the whole school: roll call, and whether families are to be asked now.
void tell_school_of_hold(Transaction& tx, const Environment& environment, const School& school, Hold hold, int count,
                         SchoolDay day, Instant now) {
    auto staff = concat(tx.people().staff_of_school(school.id, Role::vice_principal),
                        tx.people().staff_of_school(school.id, Role::office));
    Notice notice{.school = school.id};
    notice.message_class = MessageClass::escalation;
    notice.every_contact = true;
    notice.dedup = "hold:" + std::to_string(school.id.value) + ":" + to_iso(day);
    notice.why = "staff first: " + std::string(to_text(hold));
    notify(
        tx, environment, school, notice, staff,
        [&](const Recipient& recipient, const Contact&) {
            Message message;
            message.key = "case.hold";
            message.args = Value::object({{"count", count},
                                          {"school", argument::coded(school.code, school.name)},
                                          {"cause", describe::said("cause", to_text(hold))},
                                          {"now", describe::time(school, now)}});
            message.nonce = issue_card_nonce(tx, environment, recipient.person.id, "card.hold", school.id.value, now);
            message.choices.push_back({.code = "release", .label = "choice.release", .style = Choice::Style::danger});
            return message;
        },
        now);
}

// What was typed after the deadline makes that child's case ask staff first.
void hold_late_inputs(Transaction& tx, const Environment& environment, const School& school, SchoolDay day,
                      const std::vector<Case>& opened, Instant now) {
    std::unordered_map<StudentId, Instant> typed;
    for (const LateInput& input : tx.reports().late_inputs(school.id, day))
        typed.emplace(input.student, input.received_at);
    for (const Case& one : opened) {
        const auto found = typed.find(one.student);
        if (found == typed.end()) continue;
        const auto student = tx.people().student(one.student);
        if (!student) continue;
        tx.cases().set_hold(one.id, Hold::late_input, std::nullopt, now, now);
        tell_staff_of_late_input(tx, environment, school, *student, one, found->second, now);
    }
}

}  // namespace

bool CutOffSweep::tick(Instant now) {
    bool worked = false;
    const auto schools = environment_.schools.current();
    for (const School& school : schools->all)
        if (school.escalation) worked = run_school(school, now) || worked;
    return worked;
}

bool CutOffSweep::run_school(const School& school, Instant now) {
    const SchoolDay day = local_day(school, now);
    const Instant due = school.zone->instant(day, school.escalation->cut_off);
    if (!is_school_day(school, day) || now < due || now - due > too_old) return false;
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        if (now - due < wait_for_inbox && tx.cases().pending_inbox_before(school.id, due) > 0) return false;
        if (!tx.cases().begin_cut_off(school.id, day, "absence", due, now)) return false;
        tx.attendance().ensure_day(school.id, day, now);
        const auto rows = tx.attendance().day_of_school(school.id, day);
        std::vector<AttendanceMove> moves;
        for (const AttendanceRow& row : rows)
            if (row.presence == Presence::expected)
                moves.push_back({row.student, day, Presence::expected, Presence::open, PresenceCause::cut_off});
        const auto opening = tx.attendance().apply(moves, now);
        const Hold hold =
            judge_cut_off(*school.escalation, static_cast<int>(opening.size()), static_cast<int>(rows.size()),
                          !opening.empty() && gate_is_silent(tx, school, now));
        std::vector<Case> cases;
        for (const AttendanceMove& move : opening)
            cases.push_back(new_case(environment_, school, move.student, day, hold, now));
        const auto opened = tx.cases().open(cases, now);
        TODOKE_FAULT("cut_off.opened");
        if (hold != Hold::none && !opened.empty())
            tell_school_of_hold(tx, environment_, school, hold, static_cast<int>(opened.size()), day, now);
        else
            hold_late_inputs(tx, environment_, school, day, opened, now);
        tx.cases().finish_cut_off(school.id, day, "absence", static_cast<int>(opened.size()), hold, now);
        environment_.log.info("cut_off.done",
                              {{"school", school.id}, {"opened", opened.size()}, {"hold", Code{to_text(hold)}}});
        return true;
    });
}

bool OverdueLateSweep::tick(Instant now) {
    const auto schools = environment_.schools.current();
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto overdue = tx.attendance().overdue_late(now, 100);
        for (const AttendanceRow& row : overdue) {
            const auto student = tx.people().student(row.student);
            const School* school = student ? schools->find(student->school) : nullptr;
            if (!school || !school->escalation) continue;
            const auto move = move_presence(row.presence, PresenceCause::late_overdue);
            if (!move) continue;
            if (tx.attendance()
                    .apply({{row.student, row.day, row.presence, move->to, PresenceCause::late_overdue}}, now)
                    .empty())
                continue;
            // A search of its own: the morning's may have ended with the very promise that was not kept.
            Case late = new_case(environment_, *school, row.student, row.day, Hold::none, now);
            late.kind = "late";
            tx.cases().open({late}, now);
        }
        return !overdue.empty();
    });
}

}  // namespace todoke
