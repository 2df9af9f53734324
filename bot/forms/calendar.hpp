// カレンダー: one child's month. A press on a day tells what happened, as far as the person may know it; other presses
// turn the month or choose another child.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::calendar {

void show(Turn& turn);  // this month of the first child
void on_choice(Turn& turn, const NonceRecord& record, const std::string& slot, const std::string& code);

}  // namespace todoke::calendar
