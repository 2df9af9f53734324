#include "adapters/line/quota.hpp"

#include "adapters/line/api.hpp"

#include <ostream>

namespace todoke::line {
namespace {

using namespace std::chrono_literals;

constexpr auto japan = 9h;  // ahead of UTC, the whole year

std::expected<Value, Failure> ask(Account& account, const char* path) {
    Answered answer = Api(account, account.services(), 1s).get(path);
    if (!answer.ok()) return std::unexpected(Failure{FailureCode::unavailable, answer.why(), ""});
    return std::move(answer.body);
}

}  // namespace

Period quota_period(Instant now) {
    const auto today = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(now + japan)};
    const auto month = today.year() / today.month();
    return {Instant{std::chrono::sys_days{month / 1}} - japan,
            Instant{std::chrono::sys_days{(month + std::chrono::months{1}) / 1}} - japan};
}

// {"type":"limited","value":30000} or {"type":"none"}; {"totalUsage":500}: approximate, and with what was sent by hand
std::expected<BudgetReading, Failure> read_quota(Account& account, Instant now) {
    const auto quota = ask(account, "/v2/bot/message/quota");
    if (!quota) return std::unexpected(quota.error());
    const auto consumption = ask(account, "/v2/bot/message/quota/consumption");
    if (!consumption) return std::unexpected(consumption.error());
    BudgetReading reading;
    reading.period = quota_period(now);
    reading.reserve_percent = account.settings().reserve_percent;
    const std::string& type = (*quota)["type"].as_string();
    if (type == "limited" && (*quota)["value"].is_integer() && (*quota)["value"].as_integer() >= 0)
        reading.limit = (*quota)["value"].as_integer();
    else if (type != "none")
        return std::unexpected(Failure{FailureCode::malformed, "an unknown kind of quota", ""});
    if (!(*consumption)["totalUsage"].is_integer() || (*consumption)["totalUsage"].as_integer() < 0)
        return std::unexpected(Failure{FailureCode::malformed, "no usage in the answer", ""});
    reading.used = (*consumption)["totalUsage"].as_integer();
    return reading;
}

int print_quotas(const Accounts& accounts, Instant now, std::ostream& out) {
    int result = 0;
    for (const auto& [name, account] : accounts) {
        const auto reading = read_quota(*account, now);
        out << name << ": ";
        if (!reading) {
            out << "cannot be read now (" << reading.error().what << ")\n";
            result = 1;
        } else if (reading->limit) {
            const Budget budget{
                .limit = reading->limit, .used = reading->used, .reserve_percent = reading->reserve_percent};
            out << reading->used << " of " << *reading->limit << " messages of this month are used, "
                << reserve_of(budget) << " are kept for the search\n";
        } else {
            out << "unlimited, " << reading->used << " messages used this month\n";
        }
    }
    return result;
}

}  // namespace todoke::line
