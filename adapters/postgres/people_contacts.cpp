// The addresses of people.
#include "adapters/postgres/people.hpp"
#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/people.hpp"

namespace todoke::postgres {
namespace {

constexpr int person_at = 10, school_at = 11;  // behind the contact's own columns

}  // namespace

std::optional<Contact> SqlPeople::contact_by_address(const std::string& channel, const std::string& account,
                                                     const std::string& address) {
    const std::string index = address_index(context_.sealer, channel, account, address);
    const Result rows = context_.db.run(sql::contact_by_address, channel, account, index);
    if (rows.empty()) return std::nullopt;
    return read_contact(context_.sealer, rows[0], rows[0].get<PersonId>(person_at), rows[0].get<SchoolId>(school_at),
                        0);
}

std::optional<Contact> SqlPeople::contact_of_message(OutboxId message) {
    const Result rows = context_.db.run(sql::contact_of_message, message);
    if (rows.empty()) return std::nullopt;
    return read_contact(context_.sealer, rows[0], rows[0].get<PersonId>(person_at), rows[0].get<SchoolId>(school_at),
                        0);
}

std::vector<Contact> SqlPeople::contacts_of(PersonId person) {
    std::vector<Contact> contacts;
    const Result rows = context_.db.run(sql::contacts_of_person, person);
    for (const Row row : rows)
        contacts.push_back(read_contact(context_.sealer, row, person, row.get<SchoolId>(school_at), 0));
    return contacts;
}

SchoolId SqlPeople::school_of(PersonId person) {
    const auto known = schools_.find(person);
    if (known != schools_.end()) return known->second;
    const Result rows = context_.db.run(sql::person_school, person);
    if (rows.empty()) not_found("no such person");
    return schools_[person] = rows[0].get<SchoolId>(0);
}

ContactId SqlPeople::add_contact(const Contact& contact, Instant now) {
    const SchoolId school = school_of(contact.person);
    const std::string index = address_index(context_.sealer, contact.channel, contact.account, contact.address);
    std::optional<std::string> reference;
    if (!contact.conversation_reference.is_null())
        reference = seal_conversation_reference(context_.sealer, school, contact.conversation_reference, index);
    const Result rows = context_.db.run(sql::add_contact, contact.person, contact.channel, contact.account, index,
                                        seal_address(context_.sealer, school, contact.address, index),
                                        state_text(contact.state), contact.rank, reference, now, contact.awaits_reply);
    if (rows.empty()) conflict("the address is linked already");
    return rows[0].get<ContactId>(0);
}

void SqlPeople::set_contact_state(ContactId contact, ContactState state, Instant now) {
    context_.db.run(sql::set_contact_state, contact, state_text(state), now);
}

bool SqlPeople::has_answered(ContactId contact) { return !context_.db.run(sql::contact_has_answered, contact).empty(); }

bool SqlPeople::set_without_passings(ContactId contact, bool without) {
    return !context_.db.run(sql::set_without_passings, contact, without).empty();
}

void SqlPeople::set_conversation_reference(ContactId contact, const Value& reference, Instant) {
    std::optional<std::string> sealed;
    if (!reference.is_null()) {
        const Result rows = context_.db.run(sql::contact_seal, contact);
        if (rows.empty()) not_found("no such contact");
        sealed = seal_conversation_reference(context_.sealer, rows[0].get<SchoolId>(1), reference, rows[0].bytes(0));
    }
    context_.db.run(sql::set_conversation_reference, contact, sealed);
}

}  // namespace todoke::postgres
