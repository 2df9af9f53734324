// Answers of people, and what staff have to do.
#include "adapters/postgres/cases.hpp"
#include "generated/sql/case.hpp"
#include "generated/sql/task.hpp"

namespace todoke::postgres {

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
