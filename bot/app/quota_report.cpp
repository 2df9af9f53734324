#include "bot/app/quota_report.hpp"

#include "bot/usecases/spending.hpp"

#include <algorithm>
#include <map>
#include <ostream>
#include <utility>

namespace todoke {
namespace {

using Account = std::pair<std::string, std::string>;  // channel, account

void report_account(Service& service, const Account& account, const std::vector<const School*>& schools,
                    std::ostream& out) {
    const auto& [channel, name] = account;
    out << channel << " account '" << name << "': ";
    const auto reading = service.engine().environment().channels.find(channel)->budget(name);
    if (!reading) {
        out << "its quota cannot be read now (" << reading.error().what << ")\n";
        return;
    }
    Budget budget{.period = reading->period, .limit = reading->limit, .used = reading->used};
    budget.reserve_percent = reading->reserve_percent;
    const auto counted = service.store().transact([&](Transaction& tx) {
        budget.routine_per_day = 2 * tx.budgets().scan_notice_addresses(channel, name);
        return true;
    });
    const auto days = school_days_of(service.schools(), channel, name, budget.period);
    if (budget.limit) {
        const Outlook outlook =
            look_ahead(budget, days, local_day(*schools.front(), service.clock().now()), Spending::free);
        out << budget.used << " of " << *budget.limit << " messages of this month are used, " << reserve_of(budget)
            << " are kept for the search";
        if (outlook.ends_on)
            out << "; at this pace the quota ends on " << to_iso(*outlook.ends_on);
        else if (outlook.spending == Spending::free)
            out << "; at this pace it lasts";
    } else {
        out << "unlimited, " << budget.used << " messages used this month";
    }
    out << '\n';
    if (!counted) return;
    const bool lasts = lasts_for_routine(budget, days.size());
    for (const School* school : schools) {
        if (school->scans.notice) continue;
        out << "  " << school->code << " has not chosen scans.notice: "
            << (lasts ? "all passings are told at once" : "only exceptions are told, families ask for the rest") << " ("
            << budget.routine_per_day << " messages on a school day, " << days.size() << " school days)\n";
    }
}

const char* words_of(ScanPolicy::Notice notice) {
    switch (notice) {
        case ScanPolicy::Notice::all:
            return "all";
        case ScanPolicy::Notice::first_in_last_out:
            return "first_in_last_out";
        case ScanPolicy::Notice::exceptions:
            return "exceptions";
        case ScanPolicy::Notice::pull:
            return "pull";
    }
    return "";
}

const char* words_of(ScanNotice::Because because) {
    switch (because) {
        case ScanNotice::Because::chosen:
            return "chosen by the school";
        case ScanNotice::Because::quota_lasts:
            return "not chosen; the account's quota is large enough for all";
        case ScanNotice::Because::quota_does_not_last:
            return "not chosen; the account's quota would not last for all";
        case ScanNotice::Because::quota_unknown:
            return "not chosen; the account's quota has not been read yet, and decides from then on";
    }
    return "";
}

}  // namespace

void report_scan_notices(Service& service, std::ostream& out) {
    const Environment& environment = service.engine().environment();
    const auto told = service.store().transact([&](Transaction& tx) {
        for (const School& school : service.schools().all) {
            if (std::ranges::none_of(school.accounts,
                                     [&](const auto& account) { return costs(environment, account.first); }))
                continue;
            const ScanNotice notice = scan_notice_of(tx, environment, school, service.clock().now());
            out << "school " << school.code << ": scans.notice is " << words_of(notice.notice) << " ("
                << words_of(notice.because) << ")\n";
        }
        return true;
    });
    if (!told) out << "which scans families are told of is not known now: " << told.error().what << '\n';
}

void report_quotas(Service& service, std::ostream& out) {
    std::map<Account, std::vector<const School*>> accounts;
    for (const School& school : service.schools().all)
        for (const auto& [channel, account] : school.accounts)
            if (costs(service.engine().environment(), channel)) accounts[{channel, account}].push_back(&school);
    for (const auto& [account, schools] : accounts) report_account(service, account, schools, out);
}

}  // namespace todoke
