#include "bot/usecases/link_person.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/link_notices.hpp"

#include <algorithm>
#include <stdexcept>

namespace todoke {
namespace {

// Nobody has told us a name: staff read whose guardian it is and which of the papers was used.
Person new_guardian(Transaction& tx, const Environment& environment, const Student& student, int place, Instant now) {
    Person person;
    person.public_id = new_nonce(environment.random);
    person.name = environment.texts.say(
        "link.guardian_name",
        Value::object({{"child", student.family_name + " " + student.called}, {"place", std::to_string(place)}}), "ja");
    person.id = tx.people().add_person(person, student.school, now);
    return person;
}

ContactId add_contact(Transaction& tx, const LinkInput& input, PersonId person, Instant now) {
    Contact contact;
    contact.person = person;
    contact.channel = input.channel;
    contact.account = input.account;
    contact.address = input.address;
    contact.conversation_reference = input.conversation_reference;
    contact.awaits_reply = input.awaits_reply;
    return tx.people().add_contact(contact, now);
}

}  // namespace

LinkOutcome link_person(Transaction& tx, const Environment& environment, const SchoolList& schools,
                        const LinkInput& input, Instant now) {
    const auto seen = tx.links().invitation(input.invitation);
    if (!seen) return {};
    // From here on nobody else links or invites for this student: what is read holds until the commit.
    tx.links().lock_student(seen->student);
    const auto invitation = tx.links().invitation(input.invitation);
    const auto student = tx.people().student(seen->student);
    const School* school = student ? schools.find(student->school) : nullptr;
    if (!school || invitation->used_at || invitation->revoked || invitation->expires_at <= now) return {};
    auto before = tx.people().guardians_of(student->id);
    if (input.person &&
        std::ranges::any_of(before, [&](const Recipient& guardian) { return guardian.person.id == input.person->id; }))
        return {input.person->id, student, ContactId{}};
    if (tx.links().linked_guardians(student->id) >= school->limits.guardians_per_student) return {};

    Person person = input.person ? *input.person : new_guardian(tx, environment, *student, invitation->place, now);
    const ContactId contact = input.person ? ContactId{} : add_contact(tx, input, person.id, now);
    if (!tx.links().use_invitation(invitation->id, person.id, now))
        throw std::logic_error("an invitation changed under the lock of its student");
    if (input.terms > 0) tx.links().add_consent(person.id, input.terms, true, now);

    Relation relation;
    relation.person = person.id;
    relation.school = school->id;
    relation.student = student->id;
    relation.role = Role::guardian;
    for (const Recipient& guardian : before) relation.rank = std::max(relation.rank, guardian.relation.rank + 1);
    relation.id = tx.people().add_relation(relation, now);
    tx.audit("link.guardian", person.id, "relation", relation.id.value, now);
    tell_of_link(tx, environment, {*school, *student, person, relation, invitation->place, input.channel}, before, now);
    return {person.id, student, contact};
}

}  // namespace todoke
