// The store over PostgreSQL, as the rest of the house gets it.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"
#include "bot/ports/store/store.hpp"

#include <memory>
#include <string>

namespace todoke::postgres {

struct StoreOptions {
    std::string conninfo;
    std::string master_key;    // 32 raw bytes
    std::string instance;      // names the sessions of this process; for operators
    int work_connections = 6;  // for transactions; with 1 + 2 + 2 others and the listener at most 12 per process
};

// Connects when first used: a database that is down at start is not a reason not to start.
// Throws StoreFailure(misconfigured) for a master key of the wrong length.
std::unique_ptr<Store> make_store(StoreOptions options, const Clock& clock, Random& random, Log& log);

}  // namespace todoke::postgres
