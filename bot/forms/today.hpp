// 今日のようす: one card per child with what happened, in the order of time.
#pragma once

#include "bot/forms/seen_children.hpp"
#include "bot/inbound/turn.hpp"

#include <vector>

namespace todoke {

Message today_card(Turn& turn);
// The same card for one day of one child: what a press on the calendar opens.
Message day_card(Turn& turn, const SeenChild& child, SchoolDay day);

}  // namespace todoke
