#pragma once

#include "adapters/postgres/pool.hpp"
#include "adapters/postgres/sealer.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"

namespace todoke::postgres {

class SqlInboxStore : public InboxStore {
public:
    SqlInboxStore(Pool& pool, Sealer& sealer, Random& random, Log& log)
        : pool_(pool), sealer_(sealer), random_(random), log_(log) {}

    std::expected<StoredEvents, Failure> store(const std::vector<InboundEvent>& events, Instant now,
                                               std::vector<std::size_t>& refused) override;
    std::expected<std::vector<ClaimedEvent>, Failure> claim(int limit, Duration lease_for, Instant now) override;
    std::expected<void, Failure> postpone(InboxId id, std::int64_t lease, Instant run_at, Instant now) override;
    std::expected<std::optional<std::string>, Failure> answer_of(InboxId id) override;
    std::expected<std::optional<InboxId>, Failure> find(const std::string& channel, const std::string& account,
                                                        const std::string& event_key) override;
    std::expected<std::vector<InboxId>, Failure> unanswered(const std::vector<InboxId>& ids) override;

private:
    Pool& pool_;
    Sealer& sealer_;
    Random& random_;
    Log& log_;
};

}  // namespace todoke::postgres
