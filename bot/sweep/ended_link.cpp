#include "bot/sweep/ended_link.hpp"

namespace todoke {
namespace {

constexpr int links_at_once = 100;

}  // namespace

bool EndedLinkSweep::tick(Instant now) {
    return sweep_transaction(store_, environment_.log, name(),
                             [&](Transaction& tx) { return tx.links().clear_ended(now, links_at_once) > 0; });
}

}  // namespace todoke
