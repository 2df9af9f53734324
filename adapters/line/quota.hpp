// The month's messages: how many there are, and how many are gone.
// https://developers.line.biz/en/reference/messaging-api/#get-quota
#pragma once

#include "adapters/line/account.hpp"

#include <iosfwd>

namespace todoke::line {

Period quota_period(Instant now);  // the calendar month in Japan, where the quota is counted

std::expected<BudgetReading, Failure> read_quota(Account& account, Instant now);

// `todoke line quota`: one line per account. 1 when one cannot be read.
int print_quotas(const Accounts& accounts, Instant now, std::ostream& out);

}  // namespace todoke::line
