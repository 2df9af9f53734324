// Watches what the accounts may still spend: asks the platform, counts what we sent since, looks ahead over the school
// days of the month, and tells the office when something changes for the families.
#pragma once

#include "bot/sweep/sweep.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace todoke {

class BudgetSweep : public Sweep {
public:
    BudgetSweep(Store& store, const Environment& environment) : store_(store), environment_(environment) {}
    const char* name() const override { return "budget"; }
    bool tick(Instant now) override;  // may wait for a platform: not for the loop that drives the search

private:
    using Account = std::pair<std::string, std::string>;  // channel, account
    std::set<Account> accounts(const SchoolList& schools) const;
    bool read(const Account& account, Instant now);
    bool judge(const SchoolList& schools, const Account& account, Instant now);

    Store& store_;
    const Environment& environment_;
    std::map<Account, Instant> next_look_;  // of this process: when it asks and counts again
};

}  // namespace todoke
