#include "bot/usecases/spending.hpp"

#include <algorithm>

namespace todoke {

bool costs(const Environment& environment, const std::string& channel) {
    const Channel* found = environment.channels.find(channel);
    return found && found->capabilities().counts_sends;
}

Spending spending_of(Transaction& tx, const Environment& environment, const std::string& channel,
                     const std::string& account, Instant now) {
    if (!costs(environment, channel)) return Spending::free;
    const auto known = tx.budgets().of(channel, account, now);
    return known ? known->spending : Spending::free;
}

ScanNotice scan_notice_of(Transaction& tx, const Environment& environment, const School& school, Instant now) {
    using Because = ScanNotice::Because;
    if (school.scans.notice) return {*school.scans.notice, Because::chosen};
    const auto schools = environment.schools.current();
    for (const auto& [channel, account] : school.accounts) {
        if (!costs(environment, channel)) continue;
        const auto known = tx.budgets().of(channel, account, now);
        // Nothing known yet: what was not sent can still be asked for, what was sent is spent.
        if (!known) return {ScanPolicy::Notice::exceptions, Because::quota_unknown};
        if (!lasts_for_routine(known->budget, school_days_of(*schools, channel, account, known->budget.period).size()))
            return {ScanPolicy::Notice::exceptions, Because::quota_does_not_last};
    }
    return {ScanPolicy::Notice::all, Because::quota_lasts};
}

std::vector<SchoolDay> school_days_of(const SchoolList& schools, const std::string& channel, const std::string& account,
                                      const Period& period) {
    std::vector<SchoolDay> days;
    for (const School& school : schools.all) {
        const auto found = school.accounts.find(channel);
        if (found == school.accounts.end() || found->second != account) continue;
        const SchoolDay end = local_day(school, period.ends);
        for (SchoolDay day = local_day(school, period.begins); day < end; day = add_days(day, 1))
            if (is_school_day(school, day)) days.push_back(day);
    }
    std::ranges::sort(days);
    days.erase(std::unique(days.begin(), days.end()), days.end());
    return days;
}

}  // namespace todoke
