#include "bot/usecases/notify.hpp"

#include "bot/usecases/spending.hpp"

#include <algorithm>

namespace todoke {
namespace {

using namespace std::chrono_literals;

// The day's passings as one message: when staff go home, or soon where they have.
void put_by_for_the_day(OutboxDraft& draft, const School& school, Instant now) {
    const SchoolDay today = local_day(school, now);
    draft.run_at = std::max(school.zone->instant(today, school.staff_until), now + 30min);
    draft.fold_key = "day:" + to_iso(today) + ":" + std::to_string(draft.contact.value);
}

// Another way than `contact` for a notice of routine where its account runs low. The contact it goes to in the end.
const Contact& cheaper(Transaction& tx, const Environment& environment, const Recipient& recipient,
                       const Contact& contact, RoutineWay& way, Instant now) {
    const Contact* free_of_charge = contact_without_cost(environment, recipient);
    if (free_of_charge && free_of_charge->without_passings) free_of_charge = nullptr;
    way = routine_way(spending_of(tx, environment, contact.channel, contact.account, now), free_of_charge != nullptr);
    return way == RoutineWay::mail ? *free_of_charge : contact;
}

OutboxDraft row_for(const School& school, const Notice& notice, const Recipient& recipient, const Contact& contact,
                    Message message, Instant now) {
    OutboxDraft draft;
    draft.contact = contact.id;
    draft.person = recipient.person.id;
    draft.relation = recipient.relation.id;
    draft.school = notice.school;
    draft.student = notice.student;
    draft.about_case = notice.about_case;
    draft.about_report = notice.about_report;
    draft.step = notice.step;
    draft.message_class = notice.message_class;
    draft.dedup = notice.dedup + ":" + std::to_string(contact.id.value);
    draft.messages = {std::move(message)};
    draft.run_at = now;
    draft.must_arrive = notice.must_arrive;
    draft.why = notice.why;
    draft.channel = contact.channel;
    draft.account = contact.account;
    if (notice.quiet_outside_hours && !in_staff_hours(school, now)) {
        draft.run_at = next_staff_time(school, now);
        draft.fold_key = "staff:" + std::to_string(contact.id.value);
    }
    return draft;
}

}  // namespace

const Contact* contact_without_cost(const Environment& environment, const Recipient& recipient) {
    const auto found = std::ranges::find_if(recipient.contacts, [&](const Contact& contact) {
        return contact.state == ContactState::active && environment.channels.find(contact.channel) &&
               !costs(environment, contact.channel);
    });
    return found == recipient.contacts.end() ? nullptr : &*found;
}

void notify(Transaction& tx, const Environment& environment, const School& school, const Notice& notice,
            const std::vector<Recipient>& recipients, const MessageFor& message_for, Instant now) {
    std::vector<OutboxDraft> drafts;
    for (const Recipient& recipient : recipients) {
        bool reachable = false;
        for (const Contact& preferred : recipient.contacts) {
            if (preferred.state != ContactState::active || !environment.channels.find(preferred.channel)) continue;
            reachable = true;
            if (notice.routine && preferred.without_passings) continue;
            RoutineWay way = RoutineWay::push;
            const Contact& contact =
                notice.routine ? cheaper(tx, environment, recipient, preferred, way, now) : preferred;
            OutboxDraft row = row_for(school, notice, recipient, contact, message_for(recipient, contact), now);
            if (way == RoutineWay::digest || way == RoutineWay::with_reply) {
                put_by_for_the_day(row, school, now);
                row.ride = way == RoutineWay::digest ? Ride::until_due : Ride::or_not_at_all;
            }
            drafts.push_back(std::move(row));
            if (!notice.every_contact) break;
        }
        if (!reachable && notice.must_arrive) {
            StaffTask task;
            task.school = notice.school;
            task.kind = "not_delivered";
            task.student = notice.student;
            task.person = recipient.person.id;
            task.about_case = notice.about_case;
            task.reason = "no_address";
            task.since = now;
            tx.cases().add_task(task);
        }
    }
    if (!drafts.empty()) tx.outbox().add(drafts, now);
}

std::string issue_card_nonce(Transaction& tx, const Environment& environment, PersonId person,
                             const std::string& purpose, std::int64_t subject, Instant now) {
    NonceRecord record;
    record.nonce = new_nonce(environment.random);
    record.person = person;
    record.purpose = purpose;
    record.subject = subject;
    record.expires_at = now + std::chrono::days{14};
    tx.conversations().issue(record, now);
    return record.nonce;
}

std::vector<Recipient> concat(std::vector<Recipient> a, const std::vector<Recipient>& b) {
    for (const Recipient& candidate : b) {
        const bool known =
            std::ranges::any_of(a, [&](const Recipient& r) { return r.person.id == candidate.person.id; });
        if (!known) a.push_back(candidate);
    }
    return a;
}

}  // namespace todoke
