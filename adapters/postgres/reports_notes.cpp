// What is said below a report, and what came in too late to be one.
#include "adapters/postgres/people_cells.hpp"
#include "adapters/postgres/reports.hpp"
#include "generated/sql/report.hpp"
#include "generated/sql/task.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* text_column = "report_note.text_sealed";
constexpr const char* draft_column = "late_input.draft_sealed";

}  // namespace

void SqlReports::add_note(const ReportNote& note) {
    const Result key = context_.db.run(sql::report_note_key, note.report);
    if (key.empty()) not_found("no such report");
    const auto id = key[0].get<std::int64_t>(1);
    context_.db.run(sql::add_report_note, id, note.report, note.author, note.from_staff,
                    context_.sealer.seal(key[0].get<SchoolId>(0), note.text, text_column, std::to_string(id)), note.at);
}

std::vector<ReportNote> SqlReports::notes(ReportId report) {
    std::vector<ReportNote> notes;
    const Result rows = context_.db.run(sql::report_notes, report);
    for (const Row row : rows) {
        ReportNote note;
        note.report = report;
        note.author = row.get<PersonId>(1);
        note.from_staff = row.get<bool>(2);
        note.text = context_.sealer.open(row.get<SchoolId>(5), row.bytes(3), text_column,
                                         std::to_string(row.get<std::int64_t>(0)));
        note.at = row.get<Instant>(4);
        notes.push_back(std::move(note));
    }
    return notes;
}

TaskId SqlReports::add_late_input(const LateInput& input) {
    const auto task = context_.db
                          .run(sql::add_task, input.school, "late_input", input.student, input.person, std::nullopt,
                               "too_late", input.received_at)
                          .one()
                          .get<TaskId>(0);
    const auto id = context_.db.run(sql::late_input_key).one().get<std::int64_t>(0);
    context_.db.run(sql::add_late_input, id, task, input.school, input.student, input.day, input.person,
                    input.received_at,
                    seal_value(context_.sealer, input.school, input.draft, draft_column, std::to_string(id)));
    return task;
}

std::vector<LateInput> SqlReports::late_inputs(SchoolId school, SchoolDay day) {
    std::vector<LateInput> inputs;
    const Result rows = context_.db.run(sql::late_inputs, school, day);
    for (const Row row : rows) {
        LateInput input;
        input.id = row.get<TaskId>(1);
        input.school = school;
        input.student = row.get<StudentId>(2);
        input.day = day;
        input.person = row.get<PersonId>(3);
        input.received_at = row.get<Instant>(4);
        input.draft =
            open_value(context_.sealer, school, row.bytes(5), draft_column, std::to_string(row.get<std::int64_t>(0)));
        inputs.push_back(std::move(input));
    }
    return inputs;
}

}  // namespace todoke::postgres
