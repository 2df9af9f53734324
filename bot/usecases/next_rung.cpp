#include "bot/usecases/next_rung.hpp"

#include "bot/ports/fault.hpp"

#include <algorithm>

namespace todoke {
namespace {

bool can_be_reached(const Contact& contact, const ChannelDirectory& channels) {
    return contact.state == ContactState::active && channels.find(contact.channel);
}

// False: it was written before.
bool write_rung(Transaction& tx, const OutboxDraft& draft, const Contact& contact, const std::string& reason,
                Instant now) {
    OutboxDraft rung = draft;
    rung.contact = contact.id;
    rung.channel = contact.channel;
    rung.account = contact.account;
    rung.dedup = dedup_stem(draft.dedup) + std::to_string(contact.id.value);
    rung.reply_token.clear();
    rung.fold_key.clear();
    rung.ride = Ride::no;
    rung.run_at = now;
    rung.why += "; next address, the one before: " + (reason.empty() ? std::string("not accepted in time") : reason);
    for (Message& message : rung.messages) {
        message.updates.clear();
        message.update_only = false;
    }
    const auto ids = tx.outbox().add({rung}, now);
    TODOKE_FAULT("ladder.added");
    return static_cast<bool>(ids.front());
}

}  // namespace

std::string dedup_stem(const std::string& dedup) { return dedup.substr(0, dedup.rfind(':') + 1); }

bool next_rung(Transaction& tx, const Environment& environment, const OutboxDraft& draft, ContactId failed,
               const std::string& reason, Instant now) {
    const auto contacts = tx.people().contacts_of(draft.person);
    const auto here = std::ranges::find(contacts, failed, &Contact::id);
    if (here == contacts.end()) return false;
    const bool passing = std::ranges::all_of(draft.messages, is_notice_of_passing, &Message::key);
    const auto reachable = [&](const Contact& contact) {
        return can_be_reached(contact, environment.channels) && !(passing && contact.without_passings);
    };
    if (const auto next = std::find_if(here + 1, contacts.end(), reachable); next != contacts.end()) {
        write_rung(tx, draft, *next, reason, now);
        return true;
    }
    return reason.starts_with(came_back) && std::any_of(contacts.begin(), here, [&](const Contact& contact) {
               return reachable(contact) && write_rung(tx, draft, contact, reason, now);
           });
}

}  // namespace todoke
