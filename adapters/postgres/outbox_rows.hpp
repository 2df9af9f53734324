// How outbox rows are written and read: the sealed body, the address of whom it goes to, and the rest of the draft.
#pragma once

#include "adapters/postgres/connection.hpp"
#include "adapters/postgres/sealer.hpp"
#include "bot/ports/store/outbox.hpp"

#include <string>

namespace todoke::postgres {

std::string seal_body(Sealer& sealer, const OutboxDraft& draft);
std::string seal_stranger(Sealer& sealer, const OutboxDraft& draft);  // address_for_unlinked

// A row of the view outbox_message, its body opened.
OutboxDraft read_draft(Sealer& sealer, const Row& row);
// The same with address, language and what it updates; lease, attempts and ambiguous when the row has them.
ClaimedMessage read_message(Sealer& sealer, const Row& row, bool leased);

}  // namespace todoke::postgres
