// What an operator is told of the accounts whose messages cost: how many are left, whether they last at this pace, and
// which passings families are told of where a school has left that to the quota.
#pragma once

#include "bot/app/service.hpp"

#include <iosfwd>

namespace todoke {

// Asks the platforms. An account that does not answer is said to be unknown.
void report_quotas(Service& service, std::ostream& out);

// Which passings families of each school with a channel that costs are told of now, and why. Asks nobody.
void report_scan_notices(Service& service, std::ostream& out);

}  // namespace todoke
