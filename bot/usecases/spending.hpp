// What an account may still spend, for whoever is about to write a message that costs.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>
#include <vector>

namespace todoke {

bool costs(const Environment& environment, const std::string& channel);  // a send that is no answer takes of a quota

// Of the account now; free where nothing is counted or known.
Spending spending_of(Transaction& tx, const Environment& environment, const std::string& channel,
                     const std::string& account, Instant now);

// Which passings families are told of, and why: the school's choice, else what the quotas of its accounts allow.
struct ScanNotice {
    ScanPolicy::Notice notice;
    enum class Because { chosen, quota_lasts, quota_does_not_last, quota_unknown } because;
};
ScanNotice scan_notice_of(Transaction& tx, const Environment& environment, const School& school, Instant now);

// Days of the period on which at least one of the account's schools is open, in order.
std::vector<SchoolDay> school_days_of(const SchoolList& schools, const std::string& channel, const std::string& account,
                                      const Period& period);

}  // namespace todoke
