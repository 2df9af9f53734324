// People and their addresses inside one transaction.
#pragma once

#include "adapters/postgres/families.hpp"

#include <unordered_map>

namespace todoke::postgres {

class SqlPeople : public People {
public:
    explicit SqlPeople(Context& context) : context_(context) {}

    std::optional<Contact> contact_by_address(const std::string& channel, const std::string& account,
                                              const std::string& address) override;
    Person person(PersonId id) override;
    std::vector<Relation> relations_of(PersonId person) override;
    std::vector<Contact> contacts_of(PersonId person) override;
    std::optional<Student> student(StudentId id) override;
    std::optional<Student> student_by_public_id(const PublicId& id) override;
    std::vector<Student> students(const std::vector<StudentId>& ids) override;
    std::vector<Student> students_of_school(SchoolId school) override;
    std::vector<Recipient> guardians_of(StudentId student) override;
    std::vector<PersonId> ever_shielded(StudentId student) override;
    std::vector<Recipient> student_self(StudentId student) override;
    std::vector<Recipient> staff_for(const Student& student, Role role) override;
    std::vector<Recipient> staff_of_school(SchoolId school, Role role) override;

    PersonId add_person(const Person& person, SchoolId school, Instant now) override;
    void set_language(PersonId person, const std::string& language) override;
    StudentId add_student(const Student& student, Instant now) override;
    RelationId add_relation(const Relation& relation, Instant now) override;
    ContactId add_contact(const Contact& contact, Instant now) override;
    void set_contact_state(ContactId contact, ContactState state, Instant now) override;
    std::optional<Contact> contact_of_message(OutboxId message) override;
    bool has_answered(ContactId contact) override;
    bool set_without_passings(ContactId contact, bool without) override;
    void set_conversation_reference(ContactId contact, const Value& reference, Instant now) override;
    std::optional<Relation> relation(RelationId id) override;
    bool end_relation(RelationId relation, Instant now) override;

private:
    std::vector<Recipient> recipients(const Result& rows);
    SchoolId school_of(PersonId person);

    Context& context_;
    std::unordered_map<PersonId, SchoolId> schools_;  // whose key seals; a person's never changes
};

}  // namespace todoke::postgres
