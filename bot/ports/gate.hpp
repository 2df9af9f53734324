// What a gate asks of the service. Implemented in bot/usecases; called by adapters/gate after the signature was
// verified.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/attendance/scan.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct ScanInput {
    Scan scan;
    bool malformed = false;  // kept for the record, no effect
};

struct ScanAnswer {
    std::int64_t stored_through = 0;
    std::vector<ScanStatus> statuses;  // one per scan, in order
};

class GateDesk {
public:
    virtual ~GateDesk() = default;
    // The gate's signing key (raw bytes); nullopt: no such gate, or revoked.
    virtual std::expected<std::optional<std::string>, Failure> secret_of(const std::string& gate) = 0;
    // Stores the scans with all their effects before it returns.
    virtual std::expected<ScanAnswer, Failure> store(const std::string& gate, std::int64_t epoch,
                                                     const std::vector<ScanInput>& scans) = 0;
    virtual std::expected<void, Failure> heartbeat(const std::string& gate) = 0;
};

}  // namespace todoke
