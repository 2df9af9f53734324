#pragma once

#include "bot/sweep/sweep.hpp"

namespace todoke {

// Silences what waited to be sent when a link ended, and forgets the conversations of the person: the second of the two
// transactions by which links end.
class EndedLinkSweep : public Sweep {
public:
    EndedLinkSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "ended_link"; }
    bool tick(Instant now) override;

private:
    Store& store_;
    const Environment& environment_;
};

}  // namespace todoke
