// People, what ties them to students and schools, and how they are reached.
#pragma once

#include "domain/people/person.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

// Somebody to be told, with every address of theirs that is active, in order of preference.
struct Recipient {
    Relation relation;
    Person person;
    std::vector<Contact> contacts;
};

class People {
public:
    virtual ~People() = default;
    virtual std::optional<Contact> contact_by_address(const std::string& channel, const std::string& account,
                                                      const std::string& address) = 0;
    virtual std::optional<Contact> contact_of_message(
        OutboxId message) = 0;  // where a message of ours went, if it lives
    virtual Person person(PersonId id) = 0;
    virtual std::vector<Relation> relations_of(PersonId person) = 0;  // live ones only
    virtual std::vector<Contact> contacts_of(PersonId person) = 0;    // not ended, any state, by rank
    virtual std::optional<Student> student(StudentId id) = 0;
    virtual std::optional<Student> student_by_public_id(const PublicId& id) = 0;
    virtual std::vector<Student> students(const std::vector<StudentId>& ids) = 0;
    virtual std::vector<Student> students_of_school(SchoolId school) = 0;
    virtual std::vector<Recipient> guardians_of(StudentId student) = 0;  // live guardian relations, by rank
    // Guardians who are or ever were shielded: what they reported stays between them and the school.
    virtual std::vector<PersonId> ever_shielded(StudentId student) = 0;
    virtual std::vector<Recipient> student_self(StudentId student) = 0;  // the student's own contacts
    virtual std::vector<Recipient> staff_for(const Student& student,
                                             Role role) = 0;  // of the class or the school, by rank
    virtual std::vector<Recipient> staff_of_school(SchoolId school, Role role) = 0;

    virtual PersonId add_person(const Person& person, SchoolId school, Instant now) = 0;
    virtual void set_language(PersonId person, const std::string& language) = 0;
    virtual StudentId add_student(const Student& student, Instant now) = 0;
    virtual RelationId add_relation(const Relation& relation, Instant now) = 0;
    virtual ContactId add_contact(const Contact& contact,
                                  Instant now) = 0;  // an existing one with the same address: conflict
    virtual void set_contact_state(ContactId contact, ContactState state, Instant now) = 0;
    virtual bool has_answered(ContactId contact) = 0;  // true: it was waited for (Contact::awaits_reply)
    virtual bool set_without_passings(ContactId contact, bool without) = 0;  // false: it was so already
    virtual void set_conversation_reference(ContactId contact, const Value& reference, Instant now) = 0;
    virtual std::optional<Relation> relation(RelationId id) = 0;      // a live one
    virtual bool end_relation(RelationId relation, Instant now) = 0;  // false: it had ended already
};

}  // namespace todoke
