#include "bot/usecases/guardian_address.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/link_code.hpp"
#include "bot/usecases/link_notices.hpp"
#include "bot/usecases/link_terms.hpp"
#include "bot/usecases/notify.hpp"

#include <algorithm>

namespace todoke {
namespace {

constexpr const char* mail = "email";

std::vector<Relation> guardian_links(Transaction& tx, PersonId person) {
    auto relations = tx.people().relations_of(person);
    std::erase_if(relations,
                  [](const Relation& relation) { return relation.role != Role::guardian || !relation.student; });
    return relations;
}

std::int64_t mail_addresses(const std::vector<Contact>& contacts) {
    return std::ranges::count(contacts, std::string(mail), &Contact::channel);
}

// The other addresses of the same person, and the school of every child.
void tell_of_address(Transaction& tx, const Environment& environment, const SchoolList& schools, const Person& person,
                     const Contact& address, bool added, Instant now) {
    const auto links = guardian_links(tx, person.id);
    if (links.empty()) return;
    const std::string cause = (added ? "address:" : "address_ended:") + std::to_string(address.id.value);
    const Value masked = masked_address(address.address);
    Recipient others{.relation = links.front(), .person = person, .contacts = tx.people().contacts_of(person.id)};
    std::erase_if(others.contacts, [&](const Contact& contact) { return contact.id == address.id; });
    for (const Relation& link : links) {
        const School* school = schools.find(link.school);
        const auto student = tx.people().student(*link.student);
        if (!school || !student) continue;
        if (link.id == links.front().id && !others.contacts.empty()) {
            Notice notice{.school = school->id, .student = student->id};
            notice.message_class = MessageClass::dialogue;
            notice.must_arrive = false;
            notice.every_contact = true;
            notice.dedup = cause + ":own";
            notice.why = "another address of the same guardian was added or given up";
            notify(
                tx, environment, *school, notice, {others},
                [&](const Recipient&, const Contact&) {
                    Message message{.key = added ? "link.address_added" : "link.address_ended"};
                    message.args = Value::object({{"address", masked}, {"phone", school->phone}});
                    return message;
                },
                now);
        }
        Notice notice{.school = school->id, .student = student->id};
        notice.message_class = MessageClass::staff;
        notice.must_arrive = false;
        notice.quiet_outside_hours = true;
        notice.dedup = cause + ":school:" + std::to_string(student->id.value);
        notice.why = "keeps the school's links";
        notify(
            tx, environment, *school, notice, link_desk_of(tx, *student),
            [&](const Recipient&, const Contact&) {
                Message message{.key = added ? "link.staff_address_added" : "link.staff_address_ended"};
                message.args = Value::object({{"child", describe::child_for_staff(*student)},
                                              {"class", describe::class_name(*student)},
                                              {"person", argument::text(person.name)},
                                              {"address", masked}});
                return message;
            },
            now);
    }
}

}  // namespace

std::string sender_domains(const Environment& environment, const School& school) {
    const auto account = school.accounts.find(mail);
    const Channel* channel = environment.channels.find(mail);
    if (account == school.accounts.end() || !channel) return {};
    std::string all;
    for (const std::string& domain : channel->sender_domains(account->second))
        all += (all.empty() ? "" : " , ") + domain;
    return all;
}

std::string masked_address(const std::string& address) {
    const auto at = address.rfind('@');
    if (at == std::string::npos || at == 0) return "…";
    return address.substr(0, 1) + "…" + address.substr(at);
}

std::string invite_address(Transaction& tx, const Environment& environment, const School& school,
                           const Student& student, const Person& person, Instant now) {
    const auto account = school.accounts.find(mail);
    const Channel* channel = environment.channels.find(mail);
    if (account == school.accounts.end() || !channel || environment.public_url.empty()) return {};
    if (mail_addresses(tx.people().contacts_of(person.id)) >= school.limits.addresses_per_guardian) return {};
    Invitation invitation{.student = student.id, .expires_at = now + mailed_page_is_open};
    invitation.adds_address_to = person.id;
    const std::int64_t id = tx.links().add_invitation(invitation, hash_code(new_nonce(environment.random)), now);
    return channel->registration_address(account->second, id).value_or(std::string());
}

LinkEntry add_guardian_address(Transaction& tx, const Environment& environment, const SchoolList& schools,
                               const LinkRequest& request, const Invitation& invitation, Instant now) {
    using Fate = LinkEntry::Fate;
    const auto student = tx.people().student(invitation.student);
    const School* school = student ? schools.find(student->school) : nullptr;
    const auto known = tx.people().contact_by_address(request.channel, request.account, request.address);
    if (known && known->person == invitation.adds_address_to)
        return {.fate = Fate::own, .child = student ? student->called : std::string()};
    // Two pages of one guardian come one after the other; somebody else's address stays somebody else's.
    tx.links().lock_student(invitation.student);
    if (!school || known || guardian_links(tx, invitation.adds_address_to).empty()) return {.fate = Fate::failed};
    if (mail_addresses(tx.people().contacts_of(invitation.adds_address_to)) >= school->limits.addresses_per_guardian)
        return {.fate = Fate::full};
    if (!tx.links().use_invitation(invitation.id, invitation.adds_address_to, now)) return {.fate = Fate::failed};
    Contact contact{.person = invitation.adds_address_to,
                    .channel = request.channel,
                    .account = request.account,
                    .address = request.address};
    contact.rank = static_cast<int>(tx.people().contacts_of(contact.person).size());
    contact.awaits_reply = true;
    contact.id = tx.people().add_contact(contact, now);
    tx.links().add_consent(contact.person, terms_version(environment.texts), true, now);
    tx.audit("link.address_added", contact.person, "contact", contact.id.value, now);
    tell_of_address(tx, environment, schools, tx.people().person(contact.person), contact, true, now);
    ask_for_reply(tx, environment, schools, *student, request, now);
    return {.fate = Fate::linked, .child = student->called};
}

bool remove_guardian_address(Transaction& tx, const Environment& environment, const SchoolList& schools,
                             const Person& person, ContactId address, Instant now) {
    const auto contacts = tx.people().contacts_of(person.id);
    const auto going = std::ranges::find(contacts, address, &Contact::id);
    if (going == contacts.end() || contacts.size() < 2 || !tx.links().end_contact(address, now)) return false;
    tx.audit("link.address_ended", person.id, "contact", address.value, now);
    tell_of_address(tx, environment, schools, person, *going, false, now);
    return true;
}

void ask_for_reply(Transaction& tx, const Environment& environment, const SchoolList& schools, const Student& student,
                   const LinkRequest& request, Instant now) {
    const auto contact = tx.people().contact_by_address(request.channel, request.account, request.address);
    const School* school = schools.find(student.school);
    if (!contact || !school) return;
    OutboxDraft draft;
    draft.contact = contact->id;
    draft.person = contact->person;
    draft.school = school->id;
    draft.student = student.id;
    draft.channel = contact->channel;
    draft.account = contact->account;
    draft.message_class = MessageClass::dialogue;
    draft.dedup = "mail_done:" + std::to_string(contact->id.value) + ":" + std::to_string(student.id.value) + ":" +
                  std::to_string(now.time_since_epoch().count());
    Message message{.key = contact->awaits_reply ? "link.done_by_mail" : "link.done"};
    message.args = Value::object({{"child", describe::child(student)},
                                  {"school", argument::coded(school->code, school->name)},
                                  {"domains", sender_domains(environment, *school)}});
    // Any answer will do; the number is for those who like to press.
    if (contact->awaits_reply) {
        message.nonce = issue_card_nonce(tx, environment, contact->person, "link.reply", contact->id.value, now);
        message.choices.push_back({.code = "received", .label = "choice.received", .style = Choice::Style::primary});
    }
    draft.messages = {std::move(message)};
    draft.run_at = now;
    draft.why = "the address was registered by its owner";
    tx.outbox().add({std::move(draft)}, now);
}

}  // namespace todoke
