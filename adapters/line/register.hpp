#pragma once

#include "bot/ports/channel.hpp"

namespace todoke::line {

// Reads the `line:` section (one entry per LINE Official Account) and adds the webhook route and the channel. Without
// accounts nothing is added.
void register_channel(Registry& registry);

}  // namespace todoke::line
