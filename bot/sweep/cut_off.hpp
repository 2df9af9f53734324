// The school's time has come (demo 08:35): every child still expected gets a case. And children promised late who did
// not come.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/sweep/sweep.hpp"

namespace todoke {

class CutOffSweep : public Sweep {
public:
    CutOffSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "cut_off"; }
    bool tick(Instant now) override;

private:
    bool run_school(const School& school, Instant now);
    Store& store_;
    const Environment& environment_;
};

class OverdueLateSweep : public Sweep {
public:
    OverdueLateSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "overdue_late"; }
    bool tick(Instant now) override;

private:
    Store& store_;
    const Environment& environment_;
};

}  // namespace todoke
