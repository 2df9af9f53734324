#include "bot/inbound/flood.hpp"

#include "bot/forms/not_a_report.hpp"
#include "bot/inbound/reply.hpp"

#include <algorithm>

namespace todoke::flood {
namespace {

constexpr int most_left_out = 5000;
constexpr std::size_t most_read = 500;

bool speaks_of_danger(const Turn& turn) { return turn.inbound.in_private && not_a_report::speaks_of_danger(turn); }

// Those of the newest that speak of danger.
std::vector<InboxId> dangers(Transaction& tx, const Environment& environment, const Channel& channel,
                             const std::vector<InboxId>& waiting, Instant now) {
    const auto schools = environment.schools.current();
    const auto newest = waiting.size() - std::min(waiting.size(), most_read);
    std::vector<InboxId> found;
    for (const ClaimedEvent& one :
         tx.floods().read({waiting.begin() + static_cast<std::ptrdiff_t>(newest), waiting.end()})) {
        const auto inbound = channel.read(one.event);
        if (inbound && speaks_of_danger(Turn{tx, environment, *schools, one, *inbound, channel.capabilities(), now,
                                             one.event.received_at}))
            found.push_back(one.id);
    }
    return found;
}

}  // namespace

bool too_fast(Turn& turn) {
    ConversationPace& pace = turn.conversation.pace;
    if (!comes_too_fast(pace, turn.at) || turn.claimed.event.never_throttled || speaks_of_danger(turn)) return false;
    pace.untold = true;
    return true;
}

void tell(Turn& turn) {
    if (!must_be_told(turn.conversation.pace, turn.at)) return;
    if (!turn.inbound.in_private || turn.inbound.address.empty() || !may_answer(turn.capabilities, turn.inbound))
        return;
    if (!turn.person) look_up_sender(turn);
    list_for_staff(turn, "parked", "burst");
    turn.say("service.too_fast");
}

bool leave_out_what_waits(Transaction& tx, const Environment& environment, const Channel& channel,
                          const ClaimedEvent& head, Instant now, std::size_t& left_out) {
    Conversation conversation =
        tx.conversations().load(head.event.conversation_key, head.event.channel, head.event.account, now);
    auto waiting = tx.floods().waiting(conversation.key, most_waiting, most_left_out);
    const auto heard = dangers(tx, environment, channel, waiting, now);
    std::erase_if(waiting, [&](InboxId id) { return std::ranges::find(heard, id) != heard.end(); });
    tx.floods().keep(heard);
    tx.floods().leave_out(waiting, now);
    conversation.pace.untold = conversation.pace.untold || !waiting.empty();
    left_out = waiting.size();
    return tx.conversations().save(conversation, now);
}

}  // namespace todoke::flood
