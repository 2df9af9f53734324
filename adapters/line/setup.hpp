// `todoke line setup`: brings an account to what the service needs, changes only what differs, and says what it did.
#pragma once

#include "adapters/line/account.hpp"

#include <ostream>
#include <string>
#include <vector>

namespace todoke::line {

// args: [--account NAME] [--dry-run]. Exit codes: 0 done, 1 failed, 2 wrong use.
int set_up(Accounts& accounts, const Services& services, const std::vector<std::string>& args, std::ostream& out);

}  // namespace todoke::line
