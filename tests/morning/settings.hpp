// What one run of the morning is: everything that may be chosen from outside, read once.
#pragma once

#include <cstdint>
#include <string>

namespace todoke::morning {

struct Settings {
    std::uint64_t seed = 1;  // TODOKE_MORNING_SEED: who does what when, and when processes die
    int kills = 100;         // TODOKE_MORNING_KILLS: kill -9 of one of the two services
    double pace = 1;         // TODOKE_MORNING_PACE: 2 = twice as slow, for a busy machine
    std::string keep;        // TODOKE_MORNING_KEEP: directory that books and logs are kept in; empty = gone afterwards
};

Settings settings_from_environment();

}  // namespace todoke::morning
