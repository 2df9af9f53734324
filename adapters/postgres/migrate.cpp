#include "adapters/postgres/migrate.hpp"

#include "adapters/postgres/connection.hpp"
#include "bot/ports/crypto.hpp"
#include "generated/migrations_all.hpp"
#include "generated/sql/foundation.hpp"

#include <map>
#include <thread>

namespace todoke::postgres {
namespace {

using namespace std::chrono_literals;

constexpr int lock_tries = 30;  // of 2 s each
constexpr const char* own_table =
    "create table if not exists schema_migration ("
    "name text primary key, checksum text not null, applied_at timestamptz not null)";

std::string checksum_of(const Migration& migration) { return crypto::to_hex(crypto::sha256(migration.sql)); }

std::map<std::string, std::string> applied(Connection& db) {
    std::map<std::string, std::string> known;
    const Result rows = db.run(sql::applied_migrations);
    for (const Row row : rows) known[row.get<std::string>(0)] = row.get<std::string>(1);
    return known;
}

[[noreturn]] void changed(const Migration& migration) {
    throw StoreFailure({FailureCode::misconfigured,
                        std::string("migration ") + migration.name + " was applied with another text",
                        "applied migrations never change: write a new one"});
}

// A lock somebody holds for longer than lock_timeout is waited for again, not fought for.
template <class Work>
void patiently(Work work) {
    for (int attempt = 1;; ++attempt) {
        try {
            return work();
        } catch (const SqlFailure& failure) {
            if (attempt >= lock_tries || !failure.retryable()) throw;
            std::this_thread::sleep_for(200ms);
        }
    }
}

}  // namespace

std::expected<std::vector<std::string>, Failure> migrate(const std::string& conninfo, Instant now) {
    try {
        Connection db({.conninfo = conninfo, .application_name = "todoke/migrate", .statement_timeout = 0ms});
        // Session lock, released with the connection. The number is ours alone within this database.
        patiently([&] { db.execute("select pg_advisory_lock(7406501)"); });
        db.execute(own_table);
        const auto known = applied(db);
        std::vector<std::string> names;
        for (const Migration& migration : all_migrations) {
            const auto found = known.find(migration.name);
            if (found != known.end()) {
                if (found->second != checksum_of(migration)) changed(migration);
                continue;
            }
            patiently([&] {
                Block block(db);
                db.execute(migration.sql);
                db.run(sql::note_migration, migration.name, checksum_of(migration), now);
                block.commit();
            });
            names.emplace_back(migration.name);
        }
        return names;
    } catch (const StoreFailure& failure) {
        return std::unexpected(failure.failure());
    }
}

std::expected<void, Failure> schema_ready(const std::string& conninfo) {
    const Failure missing{FailureCode::misconfigured, "the database schema is older than this program",
                          "run the migrations"};
    try {
        Connection db({.conninfo = conninfo, .application_name = "todoke/schema", .read_only = true});
        const auto known = applied(db);
        for (const Migration& migration : all_migrations) {
            const auto found = known.find(migration.name);
            if (found == known.end()) return std::unexpected(missing);
            if (found->second != checksum_of(migration)) changed(migration);
        }
        return {};
    } catch (const SqlFailure& failure) {
        return std::unexpected(failure.state() == "42P01" ? missing : failure.failure());
    } catch (const StoreFailure& failure) {
        return std::unexpected(failure.failure());
    }
}

}  // namespace todoke::postgres
