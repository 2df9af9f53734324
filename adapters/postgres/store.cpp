#include "adapters/postgres/store.hpp"

#include "adapters/postgres/guarded.hpp"
#include "adapters/postgres/inbox_store.hpp"
#include "adapters/postgres/outbox_store.hpp"
#include "adapters/postgres/standing_store.hpp"
#include "adapters/postgres/transaction.hpp"
#include "bot/ports/fault.hpp"
#include "generated/sql/audit.hpp"
#include "generated/sql/backlog.hpp"
#include "generated/sql/foundation.hpp"

namespace todoke::postgres {
namespace {

class SqlStore : public Store {
public:
    SqlStore(const StoreOptions& options, const Clock& clock, Random& random, Log& log)
        : random_(random),
          pool_({.conninfo = options.conninfo, .application_name = options.instance},
                {{{"ingest", 1}, {"work", options.work_connections}, {"queue", 2}, {"sender", 2}}}, clock),
          sealer_(
              options.master_key, [this] { return pool_.connect("keys"); }, clock, random),
          inbox_(pool_, sealer_, random, log),
          outbox_(pool_, sealer_, random, log),
          standings_(pool_, sealer_, random, log) {}

    InboxStore& inbox() override { return inbox_; }
    OutboxStore& outbox() override { return outbox_; }
    StandingStore& standings() override { return standings_; }

    std::expected<bool, Failure> transact(const std::function<bool(Transaction&)>& work) override {
        return guarded(pool_, "work", random_, [&](Connection& db) {
            Block block(db);
            SqlTransaction transaction(db, sealer_, random_);
            if (!work(transaction)) return false;
            TODOKE_FAULT("commit.before");
            block.commit();
            TODOKE_FAULT("commit.after");
            return true;
        });
    }

    std::expected<std::vector<Backlog>, Failure> backlog(Instant now) override {
        return guarded(pool_, "work", random_, [&](Connection& db) {
            std::vector<Backlog> queues;
            for (const Row row : db.run(sql::backlog, now))
                queues.push_back(
                    {row.get<std::string>(0), row.get<std::int64_t>(1), row.get<std::optional<Instant>>(2)});
            return queues;
        });
    }

    std::expected<SchoolId, Failure> school_id(const std::string& code, Instant now) override {
        return guarded(pool_, "work", random_, [&](Connection& db) {
            const Result known = db.run(sql::find_school, code);
            if (!known.empty()) return known[0].get<SchoolId>(0);
            db.run(sql::add_school, code, now);
            return db.run(sql::find_school, code).one().get<SchoolId>(0);
        });
    }

private:
    Random& random_;
    Pool pool_;
    Sealer sealer_;
    SqlInboxStore inbox_;
    SqlOutboxStore outbox_;
    SqlStandingStore standings_;
};

}  // namespace

void write_audit(Context& context, const std::string& what, PersonId who, const std::string& object_kind,
                 std::int64_t object, Instant now) {
    context.db.run(sql::write_audit, now, what, or_null(who), object_kind, object);
}

std::unique_ptr<Store> make_store(StoreOptions options, const Clock& clock, Random& random, Log& log) {
    return std::make_unique<SqlStore>(options, clock, random, log);
}

}  // namespace todoke::postgres
