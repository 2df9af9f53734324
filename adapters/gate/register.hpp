#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/gate.hpp"

namespace todoke::gate {

// POST /v1/gates/{gate}/scans and /v1/gates/{gate}/heartbeat. `desk` must outlive the routes.
void register_gate(Registry& registry, GateDesk& desk);

}  // namespace todoke::gate
