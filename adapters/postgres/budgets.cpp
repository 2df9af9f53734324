#include "adapters/postgres/families.hpp"
#include "generated/sql/budget.hpp"

namespace todoke::postgres {
namespace {

KnownBudget read_budget(const Row& row) {
    KnownBudget known;
    known.budget.period = {row.get<Instant>(0), row.get<Instant>(1)};
    known.budget.limit = row.get<std::optional<std::int64_t>>(2);
    known.budget.used = row.get<std::int64_t>(3);
    known.budget.refused = row.get<bool>(4);
    known.budget.reserve_percent = row.get<int>(5);
    known.budget.routine_per_day = row.get<std::int64_t>(6);
    known.spending = spending_from(row.bytes(7)).value_or(Spending::free);
    known.ends_on = row.get<std::optional<SchoolDay>>(8);
    return known;
}

class SqlBudgets : public Budgets {
public:
    explicit SqlBudgets(Context& context) : db_(context.db) {}

    std::optional<KnownBudget> of(const std::string& channel, const std::string& account, Instant now) override {
        return first_of(db_.run(sql::budget_of, channel, account, now));
    }

    bool begin_reading(const std::string& channel, const std::string& account, Instant again_at, Instant now) override {
        return !db_.run(sql::budget_begin_reading, channel, account, again_at, now).empty();
    }

    void keep_reading(const std::string& channel, const std::string& account, const Budget& read,
                      Instant now) override {
        db_.run(sql::budget_keep_reading, channel, account, read.period.begins, read.period.ends, read.limit, read.used,
                read.reserve_percent, read.routine_per_day, now);
    }

    std::optional<KnownBudget> recount(const std::string& channel, const std::string& account, Instant now) override {
        return first_of(db_.run(sql::budget_recount, channel, account, now));
    }

    void judge(const std::string& channel, const std::string& account, const Outlook& outlook, Instant now) override {
        db_.run(sql::budget_judge, channel, account, now, to_text(outlook.spending), outlook.ends_on);
    }

    std::int64_t scan_notice_addresses(const std::string& channel, const std::string& account) override {
        return db_.run(sql::budget_scan_notice_addresses, channel, account).one().get<std::int64_t>(0);
    }

private:
    static std::optional<KnownBudget> first_of(const Result& rows) {
        return rows.empty() ? std::nullopt : std::optional(read_budget(rows[0]));
    }

    Connection& db_;
};

}  // namespace

std::unique_ptr<Budgets> make_budgets(Context& context) { return std::make_unique<SqlBudgets>(context); }

}  // namespace todoke::postgres
