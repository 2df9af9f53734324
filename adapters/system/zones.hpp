#pragma once

#include "bot/ports/clock.hpp"

#include <memory>

namespace todoke::system {

// Zones of the machine's time zone data (package tzdata). What `find` returned lives as long as the Zones. Safe from
// any thread.
std::unique_ptr<Zones> make_zones();

}  // namespace todoke::system
