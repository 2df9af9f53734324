#pragma once

#include "bot/ports/channel.hpp"

namespace todoke::email {

// Reads the `email:` section (one entry per sending address) and adds the channel. Without accounts nothing is added.
void register_channel(Registry& registry);

}  // namespace todoke::email
