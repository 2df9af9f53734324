#include "bot/ports/fault.hpp"
#include "bot/sweep/follow_up.hpp"

#include <algorithm>

namespace todoke {
namespace {

constexpr int rows_at_once = 100;

// Dedup keys end in the contact's id: the same notice at another address has the same beginning.
std::string dedup_stem(const std::string& dedup) { return dedup.substr(0, dedup.rfind(':') + 1); }

const Contact* next_contact(const std::vector<Contact>& contacts, const StrandedMessage& stranded,
                            const ChannelDirectory& channels) {
    const bool passing = std::ranges::all_of(stranded.draft.messages, is_notice_of_passing, &Message::key);
    const auto here = std::ranges::find(contacts, stranded.contact, &Contact::id);
    if (here == contacts.end()) return nullptr;
    const auto next = std::find_if(here + 1, contacts.end(), [&](const Contact& contact) {
        return contact.state == ContactState::active && channels.find(contact.channel) &&
               !(passing && contact.without_passings);
    });
    return next == contacts.end() ? nullptr : &*next;
}

void call_for_a_telephone(Transaction& tx, const StrandedMessage& stranded, Instant now) {
    StaffTask task{.school = stranded.draft.school,
                   .kind = "not_delivered",
                   .student = stranded.draft.student,
                   .person = stranded.draft.person};
    task.about_case = stranded.draft.about_case;
    task.reason = stranded.reason.empty() ? "not_accepted" : stranded.reason;
    task.since = now;
    tx.cases().add_task(task);
}

}  // namespace

bool LadderSweep::tick(Instant now) {
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto rows = tx.outbox().stranded(now, rows_at_once);
        for (const StrandedMessage& stranded : rows) {
            const std::string stem = dedup_stem(stranded.draft.dedup);
            const auto contacts = tx.people().contacts_of(stranded.draft.person);
            if (const Contact* next = next_contact(contacts, stranded, environment_.channels)) {
                OutboxDraft rung = stranded.draft;
                rung.contact = next->id;
                rung.channel = next->channel;
                rung.account = next->account;
                rung.dedup = stem + std::to_string(next->id.value);
                rung.reply_token.clear();
                rung.fold_key.clear();
                rung.ride = Ride::no;
                rung.run_at = now;
                rung.why += "; next address, the one before: " +
                            (stranded.reason.empty() ? std::string("not accepted in time") : stranded.reason);
                for (Message& message : rung.messages) {
                    message.updates.clear();
                    message.update_only = false;
                }
                tx.outbox().add({rung}, now);
                TODOKE_FAULT("ladder.added");
                // The first address failed for good: its fate is now the next one's.
                if (stranded.failed && stranded.draft.tell_fate_to) tx.outbox().mark_fate_told(stranded.id, now);
            } else if (stranded.draft.message_class >= MessageClass::arrival) {
                // A notice of passing is not worth a telephone call; its failure stands in the log and on the row.
            } else if (stranded.failed && !tx.outbox().any_sent(stem)) {
                call_for_a_telephone(tx, stranded, now);
            } else if (!stranded.failed) {
                call_for_a_telephone(tx, stranded, now);
            }
            tx.outbox().mark_laddered(stranded.id, now);
            environment_.log.warning("ladder.climbed", {{"outbox", stranded.id}, {"reason", Code{stranded.reason}}});
        }
        return !rows.empty();
    });
}

}  // namespace todoke
