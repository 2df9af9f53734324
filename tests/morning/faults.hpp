// Where a life of a service is told to die by itself (bot/ports/fault.hpp), so that deaths fall between two steps far
// more often than a kill at a random moment does.
#pragma once

#include "bot/ports/random.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace todoke::morning {

struct FaultPoint {
    const char* name;
    std::uint64_t within;  // a life that is told so dies at one of the first so many passages
};
const std::vector<FaultPoint>& fault_points();

// What one life is told: nothing for every third, else one point and its passage. More at once, and a service spends
// the morning starting: then it is the families who are turned away, not the steps between two statements that are
// tried.
std::string draw_faults(Random& random);

// Point → deaths, from the last words in the logs; every point is there.
std::map<std::string, int> deaths_at_points(const std::vector<std::filesystem::path>& logs);

}  // namespace todoke::morning
