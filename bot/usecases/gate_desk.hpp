#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/gate.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

namespace todoke {

class StoredGates : public GateDesk {
public:
    StoredGates(Store& store, const Clock& clock, const Environment& environment)
        : store_(store), clock_(clock), environment_(environment) {}
    std::expected<std::optional<std::string>, Failure> secret_of(const std::string& gate) override;
    std::expected<ScanAnswer, Failure> store(const std::string& gate, std::int64_t epoch,
                                             const std::vector<ScanInput>& scans) override;
    std::expected<void, Failure> heartbeat(const std::string& gate) override;

private:
    Store& store_;
    const Clock& clock_;
    const Environment& environment_;
};

}  // namespace todoke
