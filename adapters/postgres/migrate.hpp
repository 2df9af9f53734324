// The schema: migrations of sql/migrations are embedded and applied in the order of their names, each in one
// transaction, each once.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/time.hpp"

#include <expected>
#include <string>
#include <vector>

namespace todoke::postgres {

// Applies what is missing and returns the names. Safe to start several times at once: an advisory lock lets one run,
// the others find nothing to do. Waits for locks of the running service at most 2 s at a time, so that it never blocks
// a morning. A migration whose text has changed since it was applied is a failure (misconfigured).
std::expected<std::vector<std::string>, Failure> migrate(const std::string& conninfo, Instant now);

// Whether everything this binary needs is applied. Newer migrations than it knows are welcome.
std::expected<void, Failure> schema_ready(const std::string& conninfo);

}  // namespace todoke::postgres
