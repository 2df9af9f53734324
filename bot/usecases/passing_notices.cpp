#include "bot/usecases/passing_notices.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/guardian_address.hpp"
#include "bot/usecases/link_notices.hpp"
#include "bot/usecases/notify.hpp"

namespace todoke {
namespace {

// One message per change, however often somebody presses: the moment belongs to its name.
std::string cause_of(const Contact& address, Instant now) {
    return "passings:" + std::to_string(address.id.value) + ":" + std::to_string(now.time_since_epoch().count());
}

void tell_school(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                 const Person& person, const Contact& address, bool without, Instant now) {
    Notice notice{.school = school.id, .student = student.id};
    notice.must_arrive = false;
    notice.quiet_outside_hours = true;
    notice.dedup = cause_of(address, now) + ":school:" + std::to_string(student.id.value);
    notice.why = "keeps the school's links";
    notify(
        tx, environment, school, notice, link_desk_of(tx, student),
        [&](const Recipient&, const Contact&) {
            Message message{.key = without ? "passings.staff_ended" : "passings.staff_resumed"};
            message.args = Value::object({{"child", describe::child_for_staff(student)},
                                          {"class", describe::class_name(student)},
                                          {"person", argument::text(person.name)},
                                          {"address", masked_address(address.address)}});
            return message;
        },
        now);
}

// On another channel than the one that was given up: whoever pressed may not have been the owner.
void confirm_elsewhere(Transaction& tx, const Environment& environment, const School& school, const Relation& relation,
                       const Person& person, const Contact& address, Instant now) {
    Recipient recipient{.relation = relation, .person = person, .contacts = {}};
    for (const bool same_channel : {false, true})
        for (Contact& contact : tx.people().contacts_of(person.id))
            if (contact.id != address.id && (contact.channel == address.channel) == same_channel)
                recipient.contacts.push_back(std::move(contact));
    if (recipient.contacts.empty()) return;
    Notice notice{.school = school.id, .student = relation.student};
    notice.message_class = MessageClass::dialogue;
    notice.must_arrive = false;
    notice.dedup = cause_of(address, now) + ":own";
    notice.why = "notices were ended at another address of the same person";
    notify(
        tx, environment, school, notice, {recipient},
        [&](const Recipient&, const Contact&) {
            Message message{.key = "passings.ended_elsewhere"};
            message.args = Value::object({{"address", masked_address(address.address)}});
            return message;
        },
        now);
}

}  // namespace

bool set_without_passings(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const Contact& address, bool without, Instant now) {
    if (!tx.people().set_without_passings(address.id, without)) return false;
    tx.audit(without ? "passings.ended" : "passings.resumed", address.person, "contact", address.id.value, now);
    const Person person = tx.people().person(address.person);
    bool confirmed = !without;
    for (const Relation& relation : tx.people().relations_of(person.id)) {
        const School* school = schools.find(relation.school);
        const auto student = relation.student ? tx.people().student(*relation.student) : std::nullopt;
        if (!school || !student) continue;
        tell_school(tx, environment, *school, *student, person, address, without, now);
        if (!confirmed) confirm_elsewhere(tx, environment, *school, relation, person, address, now);
        confirmed = true;
    }
    return true;
}

std::optional<OutboxId> StoredUnsubscribeDesk::message_of(const std::string& token) const {
    const Channel* channel = environment_.channels.find("email");
    return channel ? channel->ended_by(token) : std::nullopt;
}

std::expected<bool, Failure> StoredUnsubscribeDesk::is_open(const std::string& token) {
    const auto message = message_of(token);
    if (!message) return false;
    bool open = false;
    const auto read = store_.transact([&](Transaction& tx) {
        open = tx.people().contact_of_message(*message).has_value();
        return true;
    });
    if (!read) return std::unexpected(read.error());
    return open;
}

std::expected<bool, Failure> StoredUnsubscribeDesk::end(const std::string& token) {
    const auto message = message_of(token);
    if (!message) return false;
    const Instant now = clock_.now();
    const auto schools = environment_.schools.current();
    bool known = false;
    const auto ended = store_.transact([&](Transaction& tx) {
        const auto address = tx.people().contact_of_message(*message);
        known = address.has_value();
        if (known) set_without_passings(tx, environment_, *schools, *address, true, now);
        return true;
    });
    if (!ended) return std::unexpected(ended.error());
    return known;
}

}  // namespace todoke
