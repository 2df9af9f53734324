#pragma once

#include "adapters/postgres/pool.hpp"
#include "adapters/postgres/sealer.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"
#include "bot/ports/store/standings.hpp"

namespace todoke::postgres {

class SqlStandingStore : public StandingStore {
public:
    SqlStandingStore(Pool& pool, Sealer& sealer, Random& random, Log& log)
        : pool_(pool), sealer_(sealer), random_(random), log_(log) {}

    std::expected<std::vector<StandingRow>, Failure> claim(const std::vector<std::string>& channels, int limit,
                                                           Duration lease_for, Instant now) override;
    std::expected<void, Failure> shown(const StandingRow& row, const std::string& as) override;
    std::expected<void, Failure> postpone(const StandingRow& row, Instant run_at) override;
    std::expected<std::vector<StandingRow>, Failure> page(const std::string& channel, const std::string& account,
                                                          const std::string& after, int limit) override;

private:
    std::vector<StandingRow> read(const Result& rows);

    Pool& pool_;
    Sealer& sealer_;
    Random& random_;
    Log& log_;
};

}  // namespace todoke::postgres
