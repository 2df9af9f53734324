#include "tests/platforms/demo/clock.hpp"

#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <libpq-fe.h>

namespace todoke::demo {

using namespace std::chrono_literals;

namespace {

constexpr auto tokyo = 9h;
constexpr auto longest_flow = 5h;  // what is farther away is jumped to
constexpr auto step = 30s;         // gates give a sign of life every 30 s
// Real time per step. The service's sweeps go round twice a second: near the target, where somebody watches, nothing of
// it is to be late by more than a minute of the morning.
constexpr auto hurried = 40ms, watched = 250ms;
constexpr auto watched_from = 5min;
constexpr auto noticed_within = 1s;

Instant machine() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

}  // namespace

MorningClock::MorningClock(const std::string& database_url) : connection_(PQconnectdb(database_url.c_str())) {
    auto* connection = static_cast<PGconn*>(connection_);
    if (PQstatus(connection) != CONNECTION_OK) {
        const std::string why = PQerrorMessage(connection);
        PQfinish(connection);
        throw std::runtime_error("the demo's database cannot be reached: " + why);
    }
    read();
}

MorningClock::~MorningClock() { PQfinish(static_cast<PGconn*>(connection_)); }

void MorningClock::read() {
    auto* connection = static_cast<PGconn*>(connection_);
    PGresult* result =
        PQexec(connection,
               "select round(extract(epoch from base_real) * 1000000)::bigint, "
               "round(extract(epoch from base_simulated) * 1000000)::bigint, speed from simulated_clock");
    if (PQresultStatus(result) != PGRES_TUPLES_OK || PQntuples(result) != 1) {
        PQclear(result);
        throw std::runtime_error("there is no simulated clock in this database");
    }
    base_real_ = Instant(Duration(std::stoll(PQgetvalue(result, 0, 0))));
    base_simulated_ = Instant(Duration(std::stoll(PQgetvalue(result, 0, 1))));
    speed_ = std::stod(PQgetvalue(result, 0, 2));
    PQclear(result);
}

Instant MorningClock::now() {
    read();
    const auto passed = static_cast<double>((machine() - base_real_).count()) * speed_;
    return base_simulated_ + Duration(static_cast<long long>(passed));
}

void MorningClock::set(Instant simulated) {
    const std::string real = std::to_string(machine().time_since_epoch().count());
    const std::string wanted = std::to_string(simulated.time_since_epoch().count());
    const char* values[] = {real.c_str(), wanted.c_str()};
    PGresult* result = PQexecParams(static_cast<PGconn*>(connection_),
                                    "update simulated_clock set base_real = to_timestamp($1::numeric / 1000000), "
                                    "base_simulated = to_timestamp($2::numeric / 1000000), speed = 1",
                                    2, nullptr, values, nullptr, nullptr, 0);
    const bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    const std::string why = PQresultErrorMessage(result);
    PQclear(result);
    if (!done) throw std::runtime_error("the clock could not be moved: " + why);
}

void MorningClock::move_to(Instant target, const std::function<void()>& at_each_step) {
    Instant at = now();
    if (target - at > longest_flow) {
        set(at = target - 3min);
        std::this_thread::sleep_for(noticed_within);  // a device far ahead of the service would be taken for a forger
    }
    while (at < target) {
        at = std::min<Instant>(at + step, target);
        set(at);
        at_each_step();
        std::this_thread::sleep_for(target - at > watched_from ? hurried : watched);
    }
}

std::string clock_text(Instant instant) {
    const auto local = instant + tokyo;
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
    return fmt::format("{:02}:{:02}", minutes.count() / 60, minutes.count() % 60);
}

std::string day_text(Instant instant) {
    static constexpr const char* names[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const auto day = std::chrono::floor<std::chrono::days>(instant + tokyo);
    return fmt::format("{} {}", names[std::chrono::weekday(day).c_encoding()],
                       to_iso(std::chrono::year_month_day(day)));
}

std::string iso_tokyo(Instant instant) {
    const auto local = std::chrono::floor<std::chrono::seconds>(instant + tokyo);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto seconds = (local - day).count();
    return fmt::format("{}T{:02}:{:02}:{:02}+09:00", to_iso(std::chrono::year_month_day(day)), seconds / 3600,
                       seconds / 60 % 60, seconds % 60);
}

Instant on_same_day(Instant day, std::chrono::minutes since_midnight) {
    return Instant(std::chrono::floor<std::chrono::days>(day + tokyo).time_since_epoch() + since_midnight - tokyo);
}

Instant next_school_day(Instant day, std::chrono::minutes since_midnight) {
    Instant next = on_same_day(day, since_midnight);
    do next += 24h;
    while (std::chrono::weekday(std::chrono::floor<std::chrono::days>(next + tokyo)).iso_encoding() > 5);
    return next;
}

std::optional<std::chrono::minutes> time_from(const std::string& text) {
    std::string full = text;
    if (full.find(':') == std::string::npos && full.size() >= 3) full.insert(full.size() - 2, ":");
    const auto time = parse_hh_mm(full);
    if (!time) return std::nullopt;
    return time->since_midnight;
}

}  // namespace todoke::demo
