// A gate uploads scans: they are stored with all their effects in one transaction, before the gate is answered.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace todoke {

struct ScanIngestInput {
    Gate gate;
    std::int64_t epoch = 0;
    std::vector<Scan> scans;
    std::vector<bool> malformed;  // same length: kept for the record, no effect
};

struct ScanIngestOutcome {
    std::int64_t stored_through = 0;   // highest seq up to which everything of this epoch is stored
    std::vector<ScanStatus> statuses;  // one per scan, in order
};

ScanIngestOutcome scan_ingest(Transaction& tx, const Environment& environment, const School& school,
                              const ScanIngestInput& input, Instant now);

}  // namespace todoke
