// Drives open cases: fires what is due, one step at a time, and reminds until a person closes.
#pragma once

#include "bot/sweep/sweep.hpp"

namespace todoke {

class EscalationSweep : public Sweep {
public:
    EscalationSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "escalation"; }
    bool tick(Instant now) override;

private:
    void drive(Transaction& tx, const School& school, const Case& the_case, Instant now);
    void fire(Transaction& tx, const School& school, const Student& student, const Case& the_case,
              const CaseAction& action, Instant now);
    void ask(Transaction& tx, const School& school, const Student& student, const Case& the_case, int step,
             const std::string& dedup, Instant now);

    Store& store_;
    const Environment& environment_;
};

}  // namespace todoke
