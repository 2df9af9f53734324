// How much of an account's quota is used, as far as we know.
#pragma once

#include "domain/message/budget.hpp"

#include <optional>
#include <string>

namespace todoke {

struct KnownBudget {
    Budget budget;
    Spending spending = Spending::free;  // as last judged
    std::optional<SchoolDay> ends_on;
};

class Budgets {
public:
    virtual ~Budgets() = default;
    // nullopt: nothing is known of the period that holds `now`.
    virtual std::optional<KnownBudget> of(const std::string& channel, const std::string& account, Instant now) = 0;
    // true: the caller asks the platform now, and nobody else does before `again_at`.
    virtual bool begin_reading(const std::string& channel, const std::string& account, Instant again_at,
                               Instant now) = 0;
    virtual void keep_reading(const std::string& channel, const std::string& account, const Budget& read,
                              Instant now) = 0;
    // Adds what was sent since the last reading; what comes back is the budget as it is now, locked.
    virtual std::optional<KnownBudget> recount(const std::string& channel, const std::string& account, Instant now) = 0;
    virtual void judge(const std::string& channel, const std::string& account, const Outlook& outlook, Instant now) = 0;
    // Guardians' addresses on this account whose child passes gates: each is told of two passings on a usual day.
    virtual std::int64_t scan_notice_addresses(const std::string& channel, const std::string& account) = 0;
};

}  // namespace todoke
