// The reader at the gate: keeps every scan until the service says that it is stored, gives a sign of life every 30 s.
#pragma once

#include "tests/morning/guardians.hpp"

namespace todoke::morning {

// Uploads until stop is requested and everything read so far is acknowledged.
void play_gate(Scene scene, Balancer& balancer, const Fleet& fleet, std::stop_token stop);

}  // namespace todoke::morning
