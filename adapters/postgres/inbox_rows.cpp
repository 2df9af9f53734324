#include "adapters/postgres/inbox_rows.hpp"

#include "bot/ports/store/store.hpp"

namespace todoke::postgres {

std::string inbox_body_key(const InboundEvent& event) {
    std::string key(event.channel);
    key.append(1, '\0').append(event.account).append(1, '\0').append(event.event_key);
    return key;
}

ClaimedEvent claimed_event(const Row& row, Sealer& sealer) {
    ClaimedEvent one;
    one.id = row.get<InboxId>(0);
    one.lease = row.get<std::optional<std::int64_t>>(1).value_or(0);
    one.attempts = row.get<int>(2);
    one.event.channel = row.get<std::string>(3);
    one.event.account = row.get<std::string>(4);
    one.event.event_key = row.get<std::string>(5);
    one.event.conversation_key = row.get<std::string>(6);
    one.event.kind = row.get<std::string>(7);
    one.event.received_at = row.get<Instant>(8);
    one.event.event_at = row.get<std::optional<Instant>>(9);
    one.event.wants_answer = row.get<bool>(10);
    one.event.message_id = row.get<std::optional<std::string>>(11).value_or("");
    one.event.never_throttled = row.get<bool>(12);
    try {
        one.event.body = sealer.open(SchoolId{}, row.bytes(13), inbox_body_column, inbox_body_key(one.event));
    } catch (const StoreFailure& failure) {
        if (failure.failure().code != FailureCode::malformed) throw;
    }
    return one;
}

}  // namespace todoke::postgres
