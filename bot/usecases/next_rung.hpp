// The channel ladder: the same message at the person's next address.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>
#include <string_view>

namespace todoke {

// How the reason of a message begins whose mail came back after it had been accepted.
inline constexpr std::string_view came_back = "came_back_";

// The beginning that the dedup keys of one notice at all addresses of a person have in common.
std::string dedup_stem(const std::string& dedup);

// false: there is no address left. Behind the one that failed the next by rank; and when a mail came back, also one
// before it, because notices of routine go by mail first where messages cost.
bool next_rung(Transaction& tx, const Environment& environment, const OutboxDraft& draft, ContactId failed,
               const std::string& reason, Instant now);

}  // namespace todoke
