#pragma once

#include "adapters/postgres/pool.hpp"
#include "adapters/postgres/sealer.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"

namespace todoke::postgres {

class SqlOutboxStore : public OutboxStore {
public:
    SqlOutboxStore(Pool& pool, Sealer& sealer, Random& random, Log& log)
        : pool_(pool), sealer_(sealer), random_(random), log_(log) {}

    std::expected<std::vector<ClaimedMessage>, Failure> claim(const std::string& channel, int limit, Duration lease_for,
                                                              Instant now,
                                                              const std::vector<std::string>& resting) override;
    std::expected<void, Failure> settle(const std::vector<SettledMessage>& settled, Instant now) override;
    std::expected<void, Failure> give_back(const std::vector<ClaimedMessage>& unsent, Instant now) override;

private:
    Pool& pool_;
    Sealer& sealer_;
    Random& random_;
    Log& log_;
};

}  // namespace todoke::postgres
