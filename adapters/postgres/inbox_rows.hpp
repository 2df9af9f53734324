// How an event lies in its row.
#pragma once

#include "adapters/postgres/result.hpp"
#include "adapters/postgres/sealer.hpp"
#include "bot/ports/store/inbox.hpp"

#include <string>

namespace todoke::postgres {

inline constexpr const char* inbox_body_column = "inbox.body_sealed";
inline constexpr const char* inbox_answer_column = "inbox.answer_sealed";  // row key: the id

// The natural key of the row: known before the insert, unique, never changed.
std::string inbox_body_key(const InboundEvent& event);

// id, lease, attempts, channel, account, event_key, conversation_key, kind, received_at, event_at, wants_answer,
// message_id, never_throttled, body_sealed: in this order. A body that cannot be opened is empty: its channel cannot
// read it, and it is parked where staff see it.
ClaimedEvent claimed_event(const Row& row, Sealer& sealer);
inline constexpr int inbox_row_columns = 14;

}  // namespace todoke::postgres
