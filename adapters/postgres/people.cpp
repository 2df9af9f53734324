#include "adapters/postgres/people.hpp"

#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/people.hpp"

namespace todoke::postgres {
namespace {

// Columns from 0: id, person_id, school_id, student_id, role, grade, class_label, shielded, rank, kinship.
Relation read_relation(const Row& row) {
    Relation relation;
    relation.id = row.get<RelationId>(0);
    relation.person = row.get<PersonId>(1);
    relation.school = row.get<SchoolId>(2);
    relation.student = row.get<std::optional<StudentId>>(3);
    const auto role = role_from(row.bytes(4));
    if (!role)
        throw StoreFailure({FailureCode::misconfigured, "relation.role is none of ours", "run the matching version"});
    relation.role = *role;
    if (!row.is_null(5)) relation.class_ref = ClassRef{row.get<int>(5), row.get<std::string>(6)};
    relation.shielded = row.get<bool>(7);
    relation.rank = row.get<int>(8);
    relation.kinship = row.get<std::string>(9);
    return relation;
}

}  // namespace

Person SqlPeople::person(PersonId id) {
    const Result rows = context_.db.run(sql::find_person, id);
    if (rows.empty()) not_found("no such person");
    return read_person(context_.sealer, rows[0], id, 1);
}

std::vector<Relation> SqlPeople::relations_of(PersonId person) {
    std::vector<Relation> relations;
    for (const Row row : context_.db.run(sql::relations_of_person, person)) relations.push_back(read_relation(row));
    return relations;
}

std::optional<Student> SqlPeople::student(StudentId id) {
    auto found = students({id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<Student> SqlPeople::student_by_public_id(const PublicId& id) {
    const Result rows = context_.db.run(sql::student_by_public_id, id);
    if (rows.empty()) return std::nullopt;
    return read_student(context_.sealer, rows[0]);
}

std::vector<Student> SqlPeople::students(const std::vector<StudentId>& ids) {
    std::vector<Student> students;
    const Result rows = context_.db.run(sql::students_by_id, ids);
    for (const Row row : rows) students.push_back(read_student(context_.sealer, row));
    return students;
}

std::vector<Student> SqlPeople::students_of_school(SchoolId school) {
    std::vector<Student> students;
    const Result rows = context_.db.run(sql::students_of_school, school);
    students.reserve(static_cast<std::size_t>(rows.size()));
    for (const Row row : rows) students.push_back(read_student(context_.sealer, row));
    return students;
}

// One row per active address (or one without); rows of a relation stand together.
std::vector<Recipient> SqlPeople::recipients(const Result& rows) {
    constexpr int person_at = 10, school_at = 11, contact_at = 14;
    std::vector<Recipient> recipients;
    for (const Row row : rows) {
        if (recipients.empty() || recipients.back().relation.id != row.get<RelationId>(0)) {
            Recipient recipient;
            recipient.relation = read_relation(row);
            recipient.person = read_person(context_.sealer, row, recipient.relation.person, person_at);
            recipients.push_back(std::move(recipient));
        }
        if (row.is_null(contact_at)) continue;
        Recipient& recipient = recipients.back();
        recipient.contacts.push_back(
            read_contact(context_.sealer, row, recipient.person.id, row.get<SchoolId>(school_at), contact_at));
    }
    return recipients;
}

std::vector<Recipient> SqlPeople::guardians_of(StudentId student) {
    return recipients(context_.db.run(sql::recipients_of_student, student, to_text(Role::guardian)));
}

std::vector<PersonId> SqlPeople::ever_shielded(StudentId student) {
    std::vector<PersonId> persons;
    for (const Row row : context_.db.run(sql::ever_shielded, student)) persons.push_back(row.get<PersonId>(0));
    return persons;
}

std::vector<Recipient> SqlPeople::student_self(StudentId student) {
    return recipients(context_.db.run(sql::recipients_of_student, student, to_text(Role::student)));
}

std::vector<Recipient> SqlPeople::staff_for(const Student& student, Role role) {
    return recipients(context_.db.run(sql::recipients_of_class, student.school, to_text(role), student.class_ref.grade,
                                      student.class_ref.label));
}

std::vector<Recipient> SqlPeople::staff_of_school(SchoolId school, Role role) {
    return recipients(context_.db.run(sql::recipients_of_school, school, to_text(role)));
}

PersonId SqlPeople::add_person(const Person& person, SchoolId school, Instant now) {
    const auto id = context_.db
                        .run(sql::add_person, person.public_id, school, person.language,
                             seal_profile(context_.sealer, person, school), now)
                        .one()
                        .get<PersonId>(0);
    schools_[id] = school;
    return id;
}

void SqlPeople::set_language(PersonId person, const std::string& language) {
    context_.db.run(sql::set_language, person, language);
}

StudentId SqlPeople::add_student(const Student& student, Instant now) {
    return context_.db
        .run(sql::add_student, student.public_id, student.school, student.class_ref.grade, student.class_ref.label,
             seal_profile(context_.sealer, student), now)
        .one()
        .get<StudentId>(0);
}

RelationId SqlPeople::add_relation(const Relation& relation, Instant now) {
    std::optional<int> grade;
    std::optional<std::string> label;
    if (relation.class_ref) {
        grade = relation.class_ref->grade;
        label = relation.class_ref->label;
    }
    return context_.db
        .run(sql::add_relation, relation.person, or_null(relation.school), relation.student, to_text(relation.role),
             grade, label, relation.shielded, relation.rank, relation.kinship, now)
        .one()
        .get<RelationId>(0);
}

std::optional<Relation> SqlPeople::relation(RelationId id) {
    const Result rows = context_.db.run(sql::find_relation, id);
    if (rows.empty()) return std::nullopt;
    return read_relation(rows[0]);
}

bool SqlPeople::end_relation(RelationId relation, Instant now) {
    return !context_.db.run(sql::end_relation, relation, now).empty();
}

std::unique_ptr<People> make_people(Context& context) { return std::make_unique<SqlPeople>(context); }

}  // namespace todoke::postgres
