// The day of every child: ledger, cut-off, searches; leases and logs.
#include "tests/morning/checks.hpp"

#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

namespace todoke::morning {
namespace {

// Errors that the script announces: sessions of the database are ended on purpose, platforms drop connections.
constexpr const char* announced[] = {"ingest.unavailable", "outbox.unsettled"};

}  // namespace

Findings steps_fire_once(const Evidence& evidence) {
    Findings findings;
    const auto each = [&](const std::string& sql, const char* words) {
        for (const Row& row : evidence.database.rows(sql))
            findings.push_back(fmt::format("case {} step {} {}", row.at("case_id"), row.at("step"), words));
    };
    each(
        "select case_id, step from (select case_id, step, row_number() over (partition by case_id order by step) as "
        "place from esc_fire) f where step <> place",
        "is not the next one");
    each("select case_id, step from esc_fire where late_by < interval '0'", "fired before it was due");
    each("select f.case_id, f.step from esc_fire f join esc_case c on c.id = f.case_id where f.fired_at < c.opened_at",
         "fired before the search began");
    each(
        "select f.case_id, f.step from esc_fire f join esc_case c on c.id = f.case_id where f.fired_at > c.resolved_at",
        "fired after the search had ended");
    each(
        "select f.case_id, f.step from esc_fire f join esc_fire g on g.case_id = f.case_id and g.step = f.step + 1 "
        "where g.fired_at < f.fired_at",
        "fired after the one behind it");
    each(
        "select c.id as case_id, c.step from esc_case c where c.step <> (select count(*) from esc_fire f where "
        "f.case_id = c.id)",
        "is not what has fired");
    // Everybody asked in a step was asked once per address.
    each(
        "select case_id, step from outbox where dedup ~ '^esc:[0-9]+:[0-9]+:' group by case_id, step, contact_id "
        "having count(*) > 1",
        "asked one address twice");
    if (evidence.database.number("select count(*) from esc_fire") == 0)
        findings.push_back("no search ever took a step");
    return findings;
}

Findings cases_and_days_agree(const Evidence& evidence) {
    Findings findings;
    for (const Row& row :
         evidence.database.rows("select id, student_id, state, step from esc_case where state <> 'resolved'"))
        findings.push_back(fmt::format("the search {} for student {} is still {} at step {}", row.at("id"),
                                       row.at("student_id"), row.at("state"), row.at("step")));
    for (const Row& row :
         evidence.database.rows("select id from esc_case where (state <> 'resolved') <> (due_at is not null)"))
        findings.push_back(fmt::format("case {} has no due time and is open, or is over and has one", row.at("id")));
    for (const Row& row : evidence.database.rows("select student_id from attendance_day where presence = 'open'"))
        findings.push_back(fmt::format("student {} is open after every search has ended", row.at("student_id")));
    // A search exists for exactly those who were neither scanned nor reported at the cut-off.
    const std::set<Plan> searched{Plan::too_late,         Plan::silent_absent, Plan::silent_late,
                                  Plan::silent_left_home, Plan::silent_nobody, Plan::tag_forgotten};
    std::set<std::string> cases;
    for (const Row& row : evidence.database.rows("select student_id from esc_case")) cases.insert(row.at("student_id"));
    for (const Child& child : evidence.town.children)
        if (searched.contains(child.plan) && !cases.contains(std::to_string(child.id.value)))
            findings.push_back(fmt::format("nobody looked for student {}", child.id.value));
    return findings;
}

Findings ledger_adds_up(const Evidence& evidence) {
    Findings findings;
    const long rows =
        evidence.database.number(fmt::format("select count(*) from attendance_day where day = '{}'", the_day));
    if (rows != static_cast<long>(evidence.town.children.size()))
        findings.push_back(fmt::format("{} children of {} have a day", rows, evidence.town.children.size()));
    const std::set<std::string> moves{"expected>arrived", "expected>absent", "expected>late", "expected>excused",
                                      "expected>open",    "late>arrived",    "late>open",     "late>absent",
                                      "late>expected",    "absent>arrived",  "absent>late",   "absent>expected",
                                      "open>arrived",     "open>absent",     "open>late",     "open>closed"};
    std::map<std::string, std::string> now;
    for (const Row& row : evidence.database.rows(fmt::format(
             "select student_id, from_presence, to_presence from attendance_event where day = '{}' order by id",
             the_day))) {
        auto& is = now.emplace(row.at("student_id"), "expected").first->second;
        if (row.at("from_presence") != is)
            findings.push_back(
                fmt::format("student {} was {} and moved from {}", row.at("student_id"), is, row.at("from_presence")));
        if (!moves.contains(row.at("from_presence") + ">" + row.at("to_presence")))
            findings.push_back(fmt::format("student {} moved from {} to {}", row.at("student_id"),
                                           row.at("from_presence"), row.at("to_presence")));
        is = row.at("to_presence");
    }
    for (const Row& row : evidence.database.rows(
             fmt::format("select student_id, presence from attendance_day where day = '{}'", the_day))) {
        const auto last = now.find(row.at("student_id"));
        if (row.at("presence") != (last == now.end() ? "expected" : last->second))
            findings.push_back(
                fmt::format("student {} is {}, which no move explains", row.at("student_id"), row.at("presence")));
        if (row.at("presence") == "expected")
            findings.push_back(fmt::format("student {} is still expected after the cut-off", row.at("student_id")));
    }
    return findings;
}

Findings cut_off_ran_once(const Evidence& evidence) {
    Findings findings;
    const auto runs = evidence.database.rows(fmt::format(
        "select opened, (done_at < due_at) as early from cutoff_run where day = '{}' and done_at is not null",
        the_day));
    if (runs.size() != 1) return {fmt::format("the cut-off ran {} times", runs.size())};
    if (runs.front().at("early") == "t") findings.push_back("the cut-off ran before its time");
    const long moved = evidence.database.number("select count(*) from attendance_event where cause = 'cut_off'");
    if (std::to_string(moved) != runs.front().at("opened"))
        findings.push_back(fmt::format("the cut-off opened {} and moved {}", runs.front().at("opened"), moved));
    return findings;
}

Findings no_lease_is_left(const Evidence& evidence) {
    Findings findings;
    for (const Row& row : evidence.database.rows("select id from inbox where lease_until is not null"))
        findings.push_back(fmt::format("inbox {} is still leased", row.at("id")));
    for (const Row& row :
         evidence.database.rows("select id, state from outbox where lease_until is not null and state in (0, 1, 2)"))
        findings.push_back(fmt::format("outbox {} in state {} is still leased", row.at("id"), row.at("state")));
    // Nobody sends what somebody else has finished: a lease that ended in the middle of a send explains a minute at
    // most.
    std::map<std::string, double> finished;
    for (const Row& row : evidence.database.rows("select idempotency_key::text as key, extract(epoch from finished_at) "
                                                 "as at from outbox where channel = 'line' "
                                                 "and finished_at is not null"))
        finished[row.at("key")] = std::stod(row.at("at"));
    for (const auto& entry : evidence.platforms.line().books().entries()) {
        const auto* key = entry.headers.if_contains("x-line-retry-key");
        if (entry.direction != "in" || !key) continue;
        const auto found = finished.find(std::string(key->as_string()));
        if (found != finished.end() &&
            static_cast<double>(platforms::unix_milliseconds(entry.at)) / 1000 > found->second + 60)
            findings.push_back(fmt::format("a push under key {} came long after its row was finished", found->first));
    }
    return findings;
}

Findings logs_are_clean(const Evidence& evidence) {
    Findings findings;
    std::map<std::string, int> seen;
    for (const auto& log : evidence.logs) {
        std::ifstream file(log);
        std::string line;
        while (std::getline(file, line)) {
            // Log lines, what serve says to whoever starts it, and the last words of a named death.
            const bool of_ours = line.starts_with("20") || line.starts_with("todoke serves") ||
                                 line.starts_with("school ") || line.starts_with("died at ");
            const auto error = line.find("Z error ");
            // The last line of a killed life may be torn.
            if (of_ours && error == std::string::npos) continue;
            std::string what =
                error == std::string::npos ? "not a log line: " + line.substr(0, 200) : line.substr(error + 8);
            bool known = false;
            for (const char* one : announced) known = known || what.starts_with(one);
            if (!known) ++seen[what.substr(0, 160)];
        }
    }
    for (const auto& [what, count] : seen) findings.push_back(fmt::format("{} × {}", count, what));
    return findings;
}

}  // namespace todoke::morning
