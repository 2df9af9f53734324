// Teachers and the vice principal in Teams: they read their cards, acknowledge, reply, answer searches and close them.
#pragma once

#include "tests/morning/guardians.hpp"

namespace todoke::morning {

// Works through everything on this person's screen until stop is requested.
void play_staff(Scene scene, std::size_t who, std::stop_token stop);

}  // namespace todoke::morning
