#include "bot/usecases/link_person.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

namespace todoke {

PersonId link_person(Transaction& tx, const Environment& environment, const LinkInput& input, Instant now) {
    const auto before = tx.people().guardians_of(input.student.id);
    PersonId person = input.person ? input.person->id : PersonId{};
    if (!person) {
        Person guardian;
        guardian.public_id = new_nonce(environment.random);
        person = tx.people().add_person(guardian, input.school->id, now);
        Contact contact;
        contact.person = person;
        contact.channel = input.channel;
        contact.account = input.account;
        contact.address = input.address;
        contact.conversation_reference = input.conversation_reference;
        tx.people().add_contact(contact, now);
    }
    for (const Recipient& guardian : before)
        if (guardian.person.id == person) return person;  // this child was linked before

    Relation relation;
    relation.person = person;
    relation.school = input.school->id;
    relation.student = input.student.id;
    relation.role = Role::guardian;
    relation.rank = static_cast<int>(before.size());
    relation.id = tx.people().add_relation(relation, now);
    tx.audit("link.guardian", person, "student", input.student.id.value, now);

    const std::string dedup = "link:" + std::to_string(relation.id.value);
    Notice to_family{.school = input.school->id, .student = input.student.id};
    to_family.message_class = MessageClass::dialogue;
    to_family.must_arrive = false;
    to_family.dedup = dedup + ":family";
    to_family.why = "guardian of a student to whom somebody was linked";
    const Value args =
        Value::object({{"child", describe::child(input.student)}, {"class", describe::class_name(input.student)}});
    notify(
        tx, environment, *input.school, to_family, before,
        [&](const Recipient&, const Contact&) {
            Message message;
            message.key = "link.someone_linked";
            message.args = args;
            return message;
        },
        now);
    Notice to_school{.school = input.school->id, .student = input.student.id};
    to_school.message_class = MessageClass::staff;
    to_school.must_arrive = false;
    to_school.quiet_outside_hours = true;
    to_school.dedup = dedup + ":school";
    to_school.why = "teaches the student's class";
    notify(
        tx, environment, *input.school, to_school, tx.people().staff_for(input.student, Role::homeroom_teacher),
        [&](const Recipient&, const Contact&) {
            Message message;
            message.key = "link.staff_notice";
            message.args = args;
            return message;
        },
        now);
    return person;
}

}  // namespace todoke
