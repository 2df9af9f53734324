#include "tests/morning/faults.hpp"

#include <fstream>
#include <string_view>

namespace todoke::morning {

const std::vector<FaultPoint>& fault_points() {
    static const std::vector<FaultPoint> points{
        {"ingest.stored", 8},  // committed, nobody answered
        {"turn.claimed", 8},   {"turn.handled", 8},   {"turn.replied", 8},
        {"turn.committed", 8}, {"commit.before", 20}, {"commit.after", 20},  // any transaction: turns, scans, sweeps
        {"send.claimed", 6},   {"send.done", 6},    // the platform has it, our row does not know
        {"scan.stored", 3},    {"scan.judged", 3},  // between the statements of one upload
        {"cut_off.opened", 2}, {"case.fired", 3},     {"case.resolved", 3},  // before the rows for the outbox
        {"ladder.added", 2},
    };
    return points;
}

std::string draw_faults(Random& random) {
    if (random.below(3) == 0) return {};
    const FaultPoint& point = fault_points()[random.below(fault_points().size())];
    return std::string(point.name) + ":" + std::to_string(1 + random.below(point.within));
}

std::map<std::string, int> deaths_at_points(const std::vector<std::filesystem::path>& logs) {
    std::map<std::string, int> deaths;
    for (const FaultPoint& point : fault_points()) deaths[point.name] = 0;
    constexpr std::string_view last_words = "died at ";
    for (const auto& log : logs) {
        std::ifstream file(log);
        // Not only at the beginning of a line: the one before may be torn.
        for (std::string line; std::getline(file, line);)
            if (const auto at = line.rfind(last_words); at != line.npos) ++deaths[line.substr(at + last_words.size())];
    }
    return deaths;
}

}  // namespace todoke::morning
