// A background duty: called again and again with the time, does what is due, and says whether there was anything. Any
// number of processes may run the same sweep; row locks and conditional updates decide.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

namespace todoke {

class Sweep {
public:
    virtual ~Sweep() = default;
    virtual const char* name() const = 0;
    // true: something was done (call again soon). A database that is away is a false with a log line, never an
    // exception.
    virtual bool tick(Instant now) = 0;
};

// Runs `work` in one transaction and reports failures to the log under the sweep's name.
bool sweep_transaction(Store& store, Log& log, const char* name, const std::function<bool(Transaction&)>& work);

}  // namespace todoke
