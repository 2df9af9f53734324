// Leaving: a person ends their own links, staff end those of a guardian. Both are asked once more.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::unlink_conversation {

void begin(Turn& turn);  // 退会, 連携をやめる
// false: a purpose of somebody else.
bool on_press(Turn& turn, const NonceRecord& record, const std::string& code);

}  // namespace todoke::unlink_conversation
