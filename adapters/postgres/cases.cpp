#include "adapters/postgres/cases.hpp"

#include "adapters/postgres/people_cells.hpp"
#include "bot/ports/json.hpp"
#include "generated/sql/case.hpp"

namespace todoke::postgres {
namespace {

[[noreturn]] void foreign(const char* column) {
    throw StoreFailure(
        {FailureCode::misconfigured, std::string(column) + " is none of ours", "run the matching version"});
}

Case read_case(const Row& row) {
    Case one;
    one.id = row.get<CaseId>(0);
    one.public_id = row.get<std::string>(1);
    one.school = row.get<SchoolId>(2);
    one.student = row.get<StudentId>(3);
    one.day = row.get<SchoolDay>(4);
    one.kind = row.get<std::string>(5);
    const auto snapshot = json::parse(row.bytes(6));
    auto policy = snapshot ? policy_from(*snapshot) : std::nullopt;
    if (!policy) foreign("esc_case.policy");
    one.policy = *std::move(policy);
    one.step = row.get<int>(7);
    const auto state = case_state_from(row.bytes(8));
    if (!state) foreign("esc_case.state");
    one.state = *state;
    one.due_at = row.get<std::optional<Instant>>(9);
    const auto hold = hold_from(row.bytes(10));
    if (!hold) foreign("esc_case.hold");
    one.hold = *hold;
    one.released_at = row.get<std::optional<Instant>>(11);
    one.opened_at = row.get<Instant>(12);
    one.urgent = row.get<bool>(13);
    return one;
}

std::vector<Case> read_cases(const Result& rows) {
    std::vector<Case> cases;
    cases.reserve(static_cast<std::size_t>(rows.size()));
    for (const Row row : rows) cases.push_back(read_case(row));
    return cases;
}

std::optional<Case> read_one(const Result& rows) {
    if (rows.empty()) return std::nullopt;
    return read_case(rows[0]);
}

}  // namespace

bool SqlCases::begin_cut_off(SchoolId school, SchoolDay day, const std::string& kind, Instant due_at, Instant now) {
    return !context_.db.run(sql::begin_cut_off, school, day, kind, due_at, now).empty();
}

void SqlCases::finish_cut_off(SchoolId school, SchoolDay day, const std::string& kind, int opened, Hold hold,
                              Instant now) {
    if (context_.db.run(sql::finish_cut_off, school, day, kind, opened, to_text(hold), now).empty())
        conflict("this cut-off was finished by somebody else, or never begun");
}

int SqlCases::pending_inbox_before(SchoolId, Instant received_before) {
    return context_.db.run(sql::pending_inbox_before, received_before).one().get<int>(0);
}

std::vector<Case> SqlCases::open(const std::vector<Case>& cases, Instant now) {
    if (cases.empty()) return {};
    std::vector<std::string> policies;  // parameters borrow their strings
    policies.reserve(cases.size());
    Param::Items public_ids, schools, students, days, kinds, snapshots, steps, states, due, holds, released, opened,
        urgent;
    for (const Case& one : cases) {
        public_ids.emplace_back(one.public_id);
        schools.emplace_back(one.school);
        students.emplace_back(one.student);
        days.emplace_back(one.day);
        kinds.emplace_back(one.kind);
        snapshots.emplace_back(policies.emplace_back(json::write(to_value(one.policy))));
        steps.emplace_back(one.step);
        states.emplace_back(to_text(one.state));
        due.emplace_back(one.due_at.value_or(now));
        holds.emplace_back(to_text(one.hold));
        released.emplace_back(one.released_at);
        opened.emplace_back(one.opened_at == Instant{} ? now : one.opened_at);
        urgent.emplace_back(one.urgent);
    }
    const Result rows = context_.db.run(sql::open_cases, public_ids, schools, students, days, kinds, snapshots, steps,
                                        states, due, holds, released, opened, urgent);
    std::vector<Case> made;
    for (const Row row : rows) {
        Case one = cases[static_cast<std::size_t>(row.get<std::int64_t>(0) - 1)];
        one.id = row.get<CaseId>(1);
        if (!one.due_at) one.due_at = now;
        if (one.opened_at == Instant{}) one.opened_at = now;
        made.push_back(std::move(one));
    }
    return made;
}

std::optional<Case> SqlCases::find(CaseId id, bool for_update) {
    return read_one(context_.db.run(for_update ? sql::lock_case : sql::find_case, id));
}

std::vector<CaseOfDay> SqlCases::of_day(StudentId student, SchoolDay day) {
    std::vector<CaseOfDay> cases;
    for (const Row row : context_.db.run(sql::cases_of_day, student, day))
        cases.push_back({read_case(row), row.get<std::string>(14), row.get<std::optional<Instant>>(15)});
    return cases;
}

std::optional<Case> SqlCases::find_for(StudentId student, SchoolDay day, bool for_update) {
    return read_one(context_.db.run(for_update ? sql::lock_case_for : sql::find_case_for, student, day));
}

std::vector<Case> SqlCases::not_ended(SchoolId school, SchoolDay day) {
    return read_cases(context_.db.run(sql::cases_not_ended, school, day));
}

std::vector<Case> SqlCases::due(Instant now, int limit) {
    return read_cases(context_.db.run(sql::due_cases, now, limit));
}

bool SqlCases::fired(CaseId id, int step, CaseState state, std::optional<Instant> due_at, Instant now,
                     Duration late_by) {
    return !context_.db.run(sql::fire_case, id, step, to_text(state), due_at, now, late_by).empty();
}

bool SqlCases::reschedule(CaseId id, std::optional<Instant> due_at, bool urgent, Instant) {
    return !context_.db.run(sql::reschedule_case, id, due_at, urgent).empty();
}

bool SqlCases::set_hold(CaseId id, Hold hold, std::optional<Instant> released_at, Instant due_at, Instant) {
    return !context_.db.run(sql::hold_case, id, to_text(hold), released_at, due_at).empty();
}

bool SqlCases::resolve(CaseId id, const std::string& resolution, std::optional<PersonId> by, Instant now) {
    if (context_.db.run(sql::resolve_case, id, resolution, by, now).empty()) return false;
    context_.db.run(sql::silence_case, id, now);
    return true;
}

std::unique_ptr<Cases> make_cases(Context& context) { return std::make_unique<SqlCases>(context); }

}  // namespace todoke::postgres
