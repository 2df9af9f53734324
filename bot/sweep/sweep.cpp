#include "bot/sweep/sweep.hpp"

namespace todoke {

bool sweep_transaction(Store& store, Log& log, const char* name, const std::function<bool(Transaction&)>& work) {
    const auto committed = store.transact(work);
    if (!committed) {
        log.warning("sweep.failed", {{"sweep", Code{name}}, {"code", Code{to_text(committed.error().code)}}});
        return false;
    }
    return *committed;
}

}  // namespace todoke
