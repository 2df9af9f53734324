// Answers of people, and what staff have to do.
#include "adapters/postgres/cases.hpp"
#include "generated/sql/case.hpp"
#include "generated/sql/task.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* note_column = "case_note.text_sealed";

}  // namespace

void SqlCases::add_answer(const CaseAnswer& answer) {
    context_.db.run(sql::add_case_answer, answer.the_case, answer.person, to_text(answer.role), answer.code, answer.at);
}

std::vector<CaseAnswer> SqlCases::answers(CaseId id) {
    std::vector<CaseAnswer> answers;
    const Result rows = context_.db.run(sql::case_answers, id);
    for (const Row row : rows)
        answers.push_back({row.get<CaseId>(0), row.get<PersonId>(1), role_from(row.bytes(2)).value_or(Role::guardian),
                           row.get<std::string>(3), row.get<Instant>(4)});
    return answers;
}

void SqlCases::add_note(const CaseNote& note) {
    const Result key = context_.db.run(sql::case_note_key, note.the_case);
    const auto id = key.one().get<std::int64_t>(1);
    context_.db.run(sql::add_case_note, id, note.the_case, note.author,
                    context_.sealer.seal(key[0].get<SchoolId>(0), note.text, note_column, std::to_string(id)), note.at);
}

std::vector<CaseNote> SqlCases::notes(CaseId id) {
    std::vector<CaseNote> notes;
    const Result rows = context_.db.run(sql::case_notes, id);
    for (const Row row : rows)
        notes.push_back({id, row.get<PersonId>(1),
                         context_.sealer.open(row.get<SchoolId>(4), row.bytes(2), note_column,
                                              std::to_string(row.get<std::int64_t>(0))),
                         row.get<Instant>(3)});
    return notes;
}

std::vector<ContactId> SqlCases::alarmed_contacts(CaseId id) {
    std::vector<ContactId> contacts;
    const Result rows = context_.db.run(sql::alarmed_contacts, id);
    for (const Row row : rows) contacts.push_back(row.get<ContactId>(0));
    return contacts;
}

TaskId SqlCases::add_task(const StaffTask& task) {
    return context_.db
        .run(sql::add_task, task.school, task.kind, task.student, task.person, task.about_case, task.reason, task.since)
        .one()
        .get<TaskId>(0);
}

std::vector<StaffTask> SqlCases::open_tasks(SchoolId school) {
    std::vector<StaffTask> tasks;
    const Result rows = context_.db.run(sql::open_tasks, school);
    for (const Row row : rows) {
        StaffTask task;
        task.id = row.get<TaskId>(0);
        task.school = row.get<SchoolId>(1);
        task.kind = row.get<std::string>(2);
        task.student = row.get<std::optional<StudentId>>(3);
        task.person = row.get<std::optional<PersonId>>(4);
        task.about_case = row.get<std::optional<CaseId>>(5);
        task.reason = row.get<std::string>(6);
        task.since = row.get<Instant>(7);
        task.done_at = row.get<std::optional<Instant>>(8);
        tasks.push_back(std::move(task));
    }
    return tasks;
}

bool SqlCases::finish_task(TaskId id, PersonId by, Instant now) {
    return !context_.db.run(sql::finish_task, id, by, now).empty();
}

}  // namespace todoke::postgres
