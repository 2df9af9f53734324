#include "domain/message/budget.hpp"

#include <algorithm>
#include <array>

namespace todoke {
namespace {

constexpr std::array levels{Spending::free, Spending::saving, Spending::reserve, Spending::gone};
constexpr double room_again = 0.8;  // of what may be spent: below this a saving account stops saving

}  // namespace

const char* to_text(Spending spending) {
    switch (spending) {
        case Spending::free:
            return "free";
        case Spending::saving:
            return "saving";
        case Spending::reserve:
            return "reserve";
        case Spending::gone:
            return "gone";
    }
    return "";
}

std::optional<Spending> spending_from(std::string_view text) {
    for (const Spending level : levels)
        if (text == to_text(level)) return level;
    return std::nullopt;
}

std::int64_t reserve_of(const Budget& budget) {
    // Rounded up: of very few messages one is still kept.
    return budget.limit ? (*budget.limit * budget.reserve_percent + 99) / 100 : 0;
}

Outlook look_ahead(const Budget& budget, const std::vector<SchoolDay>& school_days, SchoolDay today, Spending before) {
    if (budget.refused) return {Spending::gone, today};
    if (!budget.limit) return {};
    if (budget.used >= *budget.limit) return {Spending::gone, today};
    Outlook outlook;
    const auto rest = std::ranges::upper_bound(school_days, today);
    const auto begun = rest - school_days.begin();
    const double pace = begun == 0 ? 0 : static_cast<double>(budget.used) / static_cast<double>(begun);
    double used = static_cast<double>(budget.used);
    for (auto day = rest; day != school_days.end() && !outlook.ends_on; ++day)
        if ((used += pace) >= static_cast<double>(*budget.limit)) outlook.ends_on = *day;
    const std::int64_t spendable = *budget.limit - reserve_of(budget);
    if (budget.used >= spendable) {
        outlook.spending = Spending::reserve;
        return outlook;
    }
    const double at_the_end = static_cast<double>(budget.used) + pace * static_cast<double>(school_days.end() - rest);
    const double enough = static_cast<double>(spendable) * (before == Spending::free ? 1.0 : room_again);
    if (at_the_end > enough) outlook.spending = Spending::saving;
    return outlook;
}

bool lasts_for_routine(const Budget& budget, std::size_t school_days) {
    if (budget.refused) return false;
    if (!budget.limit) return true;
    return budget.routine_per_day * static_cast<std::int64_t>(school_days) <= *budget.limit - reserve_of(budget);
}

RoutineWay routine_way(Spending spending, bool has_mail) {
    if (spending == Spending::free) return RoutineWay::push;
    if (has_mail) return RoutineWay::mail;
    return spending == Spending::saving ? RoutineWay::digest : RoutineWay::with_reply;
}

}  // namespace todoke
