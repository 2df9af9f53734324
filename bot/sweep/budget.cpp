#include "bot/sweep/budget.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/spending.hpp"

#include <algorithm>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr Duration read_every = 5min;
constexpr Duration look_every = 30s;
constexpr int notices_per_day = 2;  // in and out

bool uses(const School& school, const std::string& channel, const std::string& account) {
    const auto found = school.accounts.find(channel);
    return found != school.accounts.end() && found->second == account;
}

// What changes for the families, to those who can buy more or telephone.
void tell_office(Transaction& tx, const Environment& environment, const School& school, const std::string& account,
                 const Budget& budget, const Outlook& outlook, Instant now) {
    auto office = tx.people().staff_of_school(school.id, Role::office);
    if (office.empty()) office = tx.people().staff_of_school(school.id, Role::vice_principal);
    Notice notice{.school = school.id};
    notice.message_class = MessageClass::staff;
    notice.quiet_outside_hours = true;
    // Each level is told once a day at most, however often the account wavers.
    notice.dedup = "budget:" + std::to_string(school.id.value) + ":" + account + ":" +
                   to_iso(local_day(school, next_staff_time(school, now))) + ":" + to_text(outlook.spending);
    notice.why = "the quota of the account";
    notify(
        tx, environment, school, notice, office,
        [&](const Recipient&, const Contact&) {
            Message message{.key = "staff.budget"};
            message.args = describe::budget(budget, outlook.spending, outlook.ends_on);
            return message;
        },
        now);
}

}  // namespace

std::set<BudgetSweep::Account> BudgetSweep::accounts(const SchoolList& schools) const {
    std::set<Account> all;
    for (const School& school : schools.all)
        for (const auto& [channel, account] : school.accounts)
            if (costs(environment_, channel)) all.emplace(channel, account);
    return all;
}

bool BudgetSweep::read(const Account& account, Instant now) {
    const auto& [channel, name_of_account] = account;
    const bool mine = sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        return tx.budgets().begin_reading(channel, name_of_account, now + read_every, now);
    });
    if (!mine) return false;
    const auto reading = environment_.channels.find(channel)->budget(name_of_account);
    if (!reading) {
        environment_.log.warning("budget.unread", {{"channel", Code{channel}},
                                                   {"account", Code{name_of_account}},
                                                   {"code", Code{to_text(reading.error().code)}}});
        return false;
    }
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        Budget budget{.period = reading->period, .limit = reading->limit, .used = reading->used};
        budget.reserve_percent = reading->reserve_percent;
        budget.routine_per_day = notices_per_day * tx.budgets().scan_notice_addresses(channel, name_of_account);
        tx.budgets().keep_reading(channel, name_of_account, budget, now);
        environment_.log.info("budget.read", {{"channel", Code{channel}},
                                              {"account", Code{name_of_account}},
                                              {"limit", budget.limit.value_or(-1)},
                                              {"used", budget.used},
                                              {"routine_per_day", budget.routine_per_day}});
        return true;
    });
}

bool BudgetSweep::judge(const SchoolList& schools, const Account& account, Instant now) {
    const auto& [channel, name_of_account] = account;
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto known = tx.budgets().recount(channel, name_of_account, now);
        const auto school =
            std::ranges::find_if(schools.all, [&](const School& one) { return uses(one, channel, name_of_account); });
        if (!known || school == schools.all.end()) return false;
        const auto days = school_days_of(schools, channel, name_of_account, known->budget.period);
        const Outlook outlook = look_ahead(known->budget, days, local_day(*school, now), known->spending);
        tx.budgets().judge(channel, name_of_account, outlook, now);
        const bool changed = outlook.spending != known->spending;
        if (changed)
            environment_.log.warning("budget.changed", {{"channel", Code{channel}},
                                                        {"account", Code{name_of_account}},
                                                        {"spending", Code{to_text(outlook.spending)}}});
        // A refusal in the middle of sending has been noted before this looks; and as long as nothing can be sent, the
        // office is reminded each morning.
        if (!changed && outlook.spending != Spending::gone) return true;
        for (const School& one : schools.all)
            if (uses(one, channel, name_of_account))
                tell_office(tx, environment_, one, name_of_account, known->budget, outlook, now);
        return true;
    });
}

bool BudgetSweep::tick(Instant now) {
    const auto schools = environment_.schools.current();
    bool worked = false;
    for (const Account& account : accounts(*schools)) {
        Instant& next = next_look_[account];
        if (now < next) continue;
        next = now + look_every;
        const bool fresh = read(account, now);
        if (judge(*schools, account, now)) worked = worked || fresh;
    }
    return worked;
}

}  // namespace todoke
