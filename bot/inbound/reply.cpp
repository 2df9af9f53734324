#include "bot/inbound/reply.hpp"

#include "bot/outbox/courtesies.hpp"

#include <chrono>

namespace todoke {
namespace {

constexpr auto reply_token_life = std::chrono::seconds{50};  // LINE: one minute; margin for sending

}  // namespace

void look_up_sender(Turn& turn) {
    const InboundEvent& event = turn.claimed.event;
    turn.contact = turn.tx.people().contact_by_address(event.channel, event.account, turn.inbound.address);
    if (turn.contact) turn.person = turn.tx.people().person(turn.contact->person);
}

OutboxDraft reply_row(const Turn& turn, std::vector<Message> messages) {
    OutboxDraft draft;
    const bool in_group = !turn.inbound.group.empty();
    if (turn.contact && !in_group) draft.contact = turn.contact->id;
    if (turn.person && !in_group) draft.person = turn.person->id;
    draft.channel = turn.claimed.event.channel;
    draft.account = turn.claimed.event.account;
    draft.address_for_unlinked = in_group ? turn.inbound.group : turn.inbound.address;
    draft.message_class = MessageClass::dialogue;
    draft.dedup = Courtesies::key_of(turn.claimed.id);
    draft.messages = std::move(messages);
    draft.reply_token = turn.inbound.reply_token;
    draft.reply_until = turn.claimed.event.received_at + reply_token_life;
    draft.read_token = turn.inbound.read_token;
    draft.run_at = turn.now;
    if (!turn.capabilities.proves_senders) draft.about_report = turn.about_report;  // mails gather by it
    draft.why = "answer to the person's own message";
    return draft;
}

}  // namespace todoke
