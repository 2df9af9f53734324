#include "adapters/postgres/standing_store.hpp"

#include "adapters/postgres/guarded.hpp"
#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/standing.hpp"

#include <sstream>

namespace todoke::postgres {
namespace {

Standing standing_in(const std::string& words) {
    std::vector<Role> roles;
    std::istringstream in(words);
    for (std::string word; in >> word;)
        if (const auto role = role_from(word)) roles.push_back(*role);
    return standing_of(roles);
}

}  // namespace

// Columns as standing_claimed gives them. A cell that does not open is left out: it comes back when its lease ends.
std::vector<StandingRow> SqlStandingStore::read(const Result& rows) {
    std::vector<StandingRow> out;
    for (const Row row : rows) {
        StandingRow one;
        one.channel = row.get<std::string>(0);
        one.account = row.get<std::string>(1);
        one.address_index = row.get<std::string>(2);
        try {
            one.address = open_address(sealer_, row.get<SchoolId>(4), row.bytes(3), one.address_index);
        } catch (const StoreFailure& failure) {
            if (failure.failure().code != FailureCode::malformed) throw;
            log_.error("standing.not_opened");
            continue;
        }
        one.language = row.get<std::string>(5);
        one.version = row.get<std::int64_t>(6);
        one.lease = row.get<std::int64_t>(7);
        one.attempts = row.get<int>(8);
        one.shown = row.get<std::string>(9);
        one.standing = standing_in(row.get<std::string>(10));
        out.push_back(std::move(one));
    }
    return out;
}

std::expected<std::vector<StandingRow>, Failure> SqlStandingStore::claim(const std::vector<std::string>& channels,
                                                                         int limit, Duration lease_for, Instant now) {
    return guarded(pool_, "queue", random_, [&](Connection& db) {
        const Result leases = db.run(sql::standing_claim, channels, now, now + lease_for, limit);
        return leases.empty() ? std::vector<StandingRow>()
                              : read(db.run(sql::standing_claimed, leases[0].get<std::int64_t>(0)));
    });
}

std::expected<void, Failure> SqlStandingStore::shown(const StandingRow& row, const std::string& as) {
    return guarded(pool_, "queue", random_, [&](Connection& db) {
        db.run(sql::standing_shown, row.channel, row.account, row.address_index, row.version, row.lease, as);
    });
}

std::expected<void, Failure> SqlStandingStore::postpone(const StandingRow& row, Instant run_at) {
    return guarded(pool_, "queue", random_, [&](Connection& db) {
        db.run(sql::standing_postpone, row.channel, row.account, row.address_index, row.version, row.lease, run_at);
    });
}

std::expected<std::vector<StandingRow>, Failure> SqlStandingStore::page(const std::string& channel,
                                                                        const std::string& account,
                                                                        const std::string& after, int limit) {
    return guarded(pool_, "queue", random_,
                   [&](Connection& db) { return read(db.run(sql::standing_page, channel, account, after, limit)); });
}

}  // namespace todoke::postgres
