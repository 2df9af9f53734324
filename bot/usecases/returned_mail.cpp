#include "bot/usecases/returned_mail.hpp"

#include "bot/usecases/next_rung.hpp"

#include <algorithm>
#include <optional>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr const char* task_kind = "mail_settings";
constexpr Duration domain_rests_for = 1h;

// The school that has to know, and the child by which its staff know the family.
struct Concerned {
    const School* school = nullptr;
    std::optional<StudentId> student;
};

Concerned concerned(Transaction& tx, const SchoolList& schools, const OutboxDraft& draft) {
    if (const School* school = schools.find(draft.school); school && draft.student) return {school, draft.student};
    if (!draft.person) return {};
    for (const Relation& relation : tx.people().relations_of(draft.person))
        if (const School* school = schools.find(relation.school)) return {school, relation.student};
    return {};
}

// Reports may come hours later: no alarm goes on for a search that has ended, and no passing is told long after it.
bool still_matters(Transaction& tx, const Bounces::Mail& mail, Instant now) {
    const OutboxDraft& draft = mail.draft;
    if (draft.about_case) {
        const auto search = tx.cases().find(*draft.about_case, false);
        return search && (search->state == CaseState::open || search->state == CaseState::exhausted);
    }
    return draft.message_class < MessageClass::arrival || now <= mail.written_at + give_up_after(draft.message_class);
}

void ask_family(Transaction& tx, const Concerned& whose, PersonId person, BounceClass kind, Instant now) {
    StaffTask task{.school = whose.school->id, .kind = task_kind, .student = whose.student};
    if (person) task.person = person;
    task.reason = to_text(kind);
    task.since = now;
    tx.cases().add_task(task);
}

}  // namespace

std::string returned_mail(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const std::string& channel, const std::string& account, const answer::Returned& returned,
                          Instant at, Instant now) {
    if (returned.kind == BounceClass::none) return "arrived";
    const auto mail = tx.bounces().find(channel, account, returned.mail, returned.idempotency_key);
    if (!mail) return "unknown_mail";
    if (at - mail->written_at > longest_bounce) return "too_late";
    const OutboxDraft& draft = mail->draft;
    const auto earlier = draft.contact ? tx.bounces().since_cleared(draft.contact) : std::vector<PastBounce>{};
    if (!tx.bounces().add(*mail, returned.kind, returned.status, at)) return "told_before";
    const Concerned whose = concerned(tx, schools, draft);
    if (!whose.school) return to_text(returned.kind);  // a stranger: nobody waits for it and nobody could ask
    const std::string domain = mail->address.substr(mail->address.rfind('@') + 1);
    const AfterBounce after = after_bounce(returned.kind, domain, earlier, at, *whose.school->zone);
    const bool matters = still_matters(tx, *mail, now);
    if (after.lost && tx.bounces().lose(mail->id, std::string(came_back) + to_text(returned.kind), now) && !matters)
        tx.outbox().mark_laddered(mail->id, now);
    const bool urgent = draft.must_arrive && draft.message_class < MessageClass::arrival;
    if (after.doubtful && urgent && matters) next_rung(tx, environment, draft, draft.contact, "delayed", now);
    if (after.suppress && draft.contact) tx.people().set_contact_state(draft.contact, ContactState::unusable, now);
    // An answer to a mail that registers has no person yet: whatever kept it away, the family waits for it.
    const bool registering = !draft.person && draft.student && after.lost;
    if (registering || (after.ask_family && draft.person)) ask_family(tx, whose, draft.person, returned.kind, now);
    if (after.rest_domain)
        if (Channel* mails = environment.channels.find(channel)) mails->rest(account, domain, now + domain_rests_for);
    environment.log.write(after.alarm ? LogLevel::error : LogLevel::warning, "mail.came_back",
                          {{"outbox", mail->id},
                           {"kind", Code{to_text(returned.kind)}},
                           {"status", Code{returned.status}},
                           {"suppressed", after.suppress}});
    return to_text(returned.kind);
}

void address_works_again(Transaction& tx, const std::vector<Relation>& relations, const Contact& contact, Instant now) {
    tx.people().set_contact_state(contact.id, ContactState::active, now);
    tx.bounces().clear(contact.id, now);
    for (const Relation& relation : relations)
        for (const StaffTask& task : tx.cases().open_tasks(relation.school))
            if (task.kind == task_kind && task.person == contact.person)
                tx.cases().finish_task(task.id, contact.person, now);
}

std::size_t try_addresses_again(Transaction& tx, PersonId person, Instant now) {
    std::size_t again = 0;
    for (const Contact& contact : tx.people().contacts_of(person)) {
        if (contact.state != ContactState::unusable) continue;
        address_works_again(tx, tx.people().relations_of(person), contact, now);
        ++again;
    }
    return again;
}

}  // namespace todoke
