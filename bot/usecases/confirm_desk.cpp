#include "bot/usecases/confirm_desk.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"

#include <future>

namespace todoke {
namespace {

constexpr auto longest_wait = std::chrono::seconds{5};

ConfirmFate fate_of(const std::optional<HeldLetter>& letter, Instant now) {
    if (!letter) return ConfirmFate::gone;
    if (letter->confirmed_at) return ConfirmFate::done;
    return letter->expires_at > now ? ConfirmFate::open : ConfirmFate::gone;
}

}  // namespace

std::expected<std::optional<HeldLetter>, Failure> StoredConfirmDesk::find(const std::string& token) {
    std::optional<HeldLetter> letter;
    const auto read = store_.transact([&](Transaction& tx) {
        letter = tx.letters().held(token);
        return true;
    });
    if (!read) return std::unexpected(read.error());
    return letter;
}

std::expected<ConfirmFate, Failure> StoredConfirmDesk::look(const std::string& token) {
    const auto letter = find(token);
    if (!letter) return std::unexpected(letter.error());
    return fate_of(*letter, clock_.now());
}

// The event is stored first and the link is closed after it: a crash in between leaves an open link, and pressing it
// again stores nothing new, because the event has the key of the link.
std::expected<ConfirmFate, Failure> StoredConfirmDesk::confirm(const std::string& token) {
    const Instant now = clock_.now();
    const auto letter = find(token);
    if (!letter) return std::unexpected(letter.error());
    const ConfirmFate fate = fate_of(*letter, now);
    if (fate != ConfirmFate::open) return fate;
    const HeldLetter& held = **letter;
    InboundEvent event;
    event.channel = held.channel;
    event.account = held.account;
    event.event_key = "confirm:" + crypto::to_hex(crypto::sha256(token));
    event.conversation_key = conversation_key_(held.channel, held.account, held.address);
    event.kind = "confirmed";
    event.received_at = now;
    event.body = json::write(Value::object({{"kind", "confirmed"},
                                            {"address", held.address},
                                            {"on", held.to_message_id},
                                            {"text", held.text},
                                            {"whole", held.whole}}));
    const auto stored = std::make_shared<std::promise<IngestResult>>();
    auto outcome = stored->get_future();
    ingest_.submit({std::move(event)}, [stored](IngestResult result) { stored->set_value(result); });
    const bool known = outcome.wait_for(longest_wait) == std::future_status::ready;
    const IngestResult result = known ? outcome.get() : IngestResult::unavailable;
    if (result != IngestResult::stored && result != IngestResult::duplicate)
        return std::unexpected(Failure{FailureCode::unavailable, "the confirmation was not stored", ""});
    const auto closed = store_.transact([&](Transaction& tx) { return tx.letters().confirm(token, now); });
    if (!closed) return std::unexpected(closed.error());
    return ConfirmFate::done;
}

}  // namespace todoke
