#pragma once

#include "bot/ports/channel.hpp"

namespace todoke::teams {

// Reads the `teams:` section (one entry per bot registration) and adds the messaging endpoints and the channel. Without
// accounts nothing is added.
void register_channel(Registry& registry);

}  // namespace todoke::teams
