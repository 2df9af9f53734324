// The families with their phones: each does what its child's plan says, looks at the screen as a person would, waits a
// while, and presses again when nothing happens.
#pragma once

#include "tests/morning/journal.hpp"
#include "tests/morning/platforms.hpp"

namespace todoke::morning {

struct Scene {
    const SimulatedMorning& clock;
    const Town& town;
    Platforms& platforms;
    Journal& journal;
    std::uint64_t seed = 0;
};

// Plays one child's family until its part is over or stop is requested. Throws nothing; troubles go to the journal.
void play_family(Scene scene, std::size_t child, std::stop_token stop);
bool has_part(Plan plan);  // the family does something on its phone

}  // namespace todoke::morning
