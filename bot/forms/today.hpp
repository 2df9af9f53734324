// 今日のようす: one card per child with what happened, in the order of time.
#pragma once

#include "bot/forms/seen_children.hpp"
#include "bot/inbound/turn.hpp"

#include <optional>
#include <string>

namespace todoke {

Message today_card(Turn& turn);
// The same card for one day of one child: what a press on the calendar opens.
Message day_card(Turn& turn, const SeenChild& child, SchoolDay day);
// Staff type a child's name: today of that child. Nothing when it names none of theirs, or more than one.
std::optional<Message> today_of_named(Turn& turn, const std::string& typed);

}  // namespace todoke
