// What a school may still spend on messages that are paid for each, and what follows: some plans cannot buy more, so
// what is left at the end of a month decides whether a search can still ask in the chat.
#pragma once

#include "domain/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace todoke {

struct Period {
    Instant begins{}, ends{};
};

struct Budget {
    Period period;
    std::optional<std::int64_t> limit;  // nullopt: unlimited
    std::int64_t used = 0;              // as the platform said, and what we sent since
    bool refused = false;               // the platform said that nothing is left
    int reserve_percent = 25;           // kept for the search
    std::int64_t routine_per_day = 0;   // what a school day would cost if every passing were told at once
};

// In this order: each lets through less than the one before.
enum class Spending {
    free,     // everything may be pushed
    saving,   // at this pace it would not last: notices of passing go by mail or as one message a day
    reserve,  // only the reserve is left: nothing of routine is pushed
    gone,     // by our count nothing is left: all but alarms goes to the next address at once, alarms when refused
};

const char* to_text(Spending spending);
std::optional<Spending> spending_from(std::string_view text);

struct Outlook {
    Spending spending = Spending::free;
    std::optional<SchoolDay> ends_on;  // when the quota ends at this pace, if that is before the period does
};

std::int64_t reserve_of(const Budget& budget);  // messages; 0 without a limit

// `school_days` of the period in order, `today` in the school's zone. Saving ends only when there is room again, so
// that a family is not told of every passing on one day and once on the next.
Outlook look_ahead(const Budget& budget, const std::vector<SchoolDay>& school_days, SchoolDay today, Spending before);

// Enough for telling every passing at once all through the period, the reserve untouched.
bool lasts_for_routine(const Budget& budget, std::size_t school_days);

// How a notice of routine leaves an address that costs.
enum class RoutineWay { push, mail, digest, with_reply };
RoutineWay routine_way(Spending spending, bool has_mail);

}  // namespace todoke
