#pragma once

#include "bot/inbound/turn.hpp"

namespace todoke {

// お知らせ: what this person was sent in the last 14 days, each by its title and its lock-screen line.
Message notices_card(Turn& turn);

}  // namespace todoke
