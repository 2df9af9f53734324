#pragma once

#include "bot/inbound/turn.hpp"

namespace todoke {

// 一覧: today's reports of the person's classes or school, what was typed too late (未受理), children still looked for,
// and families not reached. One message.
Message staff_list(const Turn& turn);

}  // namespace todoke
