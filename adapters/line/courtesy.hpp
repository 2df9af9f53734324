#pragma once

#include "adapters/line/account.hpp"

namespace todoke::line {

// Loading animation and read mark. Whatever becomes of it is only noted.
void be_courteous(Account& account, const Courtesy& courtesy);

}  // namespace todoke::line
