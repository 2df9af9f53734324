#include "tests/platforms/common/clock.hpp"

#include <atomic>
#include <condition_variable>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <libpq-fe.h>

namespace todoke::platforms {

namespace {

Instant real_now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

struct Row {
    Instant base_real, base_simulated;
    double speed = 1;
};

constexpr auto reread_every = std::chrono::milliseconds(50);
constexpr auto reconnect_every = std::chrono::milliseconds(500);
constexpr auto first_read_within = std::chrono::seconds(5);

// Microseconds since 1970 as text, so that no time zone of the session can interfere.
constexpr const char* read_row =
    "select (extract(epoch from base_real) * 1000000)::bigint, (extract(epoch from base_simulated) * 1000000)::bigint, "
    "speed from simulated_clock limit 1";

std::optional<Row> read(PGconn* connection) {
    PGresult* result = PQexec(connection, read_row);
    std::optional<Row> row;
    if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1) {
        row = Row{Instant(Duration(std::stoll(PQgetvalue(result, 0, 0)))),
                  Instant(Duration(std::stoll(PQgetvalue(result, 0, 1)))), std::stod(PQgetvalue(result, 0, 2))};
    }
    PQclear(result);
    return row;
}

}  // namespace

Clock real_clock() {
    return [] { return real_now(); };
}

struct DatabaseClock::State {
    std::mutex mutex;
    std::condition_variable wake;
    bool stop = false;
    std::optional<Row> row;
    std::thread reader;

    bool read_once = false;

    void run(const std::string& url) {
        PGconn* connection = nullptr;
        for (;;) {
            if (!connection) connection = PQconnectdb(url.c_str());
            std::optional<Row> found;
            if (PQstatus(connection) == CONNECTION_OK) found = read(connection);
            const bool up = PQstatus(connection) == CONNECTION_OK;
            std::unique_lock lock(mutex);
            // Without table or row there is no simulation; but a server that is only restarting must not throw the
            // simulated morning back to real time.
            if (found || up) row = found;
            read_once = true;
            wake.notify_all();
            if (!up) {
                PQfinish(connection);
                connection = nullptr;
            }
            if (wake.wait_for(lock, up ? reread_every : reconnect_every, [this] { return stop; })) break;
        }
        if (connection) PQfinish(connection);
    }

    Instant now() {
        const Instant real = real_now();
        std::lock_guard lock(mutex);
        if (!row) return real;
        const auto passed = static_cast<double>((real - row->base_real).count()) * row->speed;
        return row->base_simulated + Duration(static_cast<long long>(passed));
    }
};

DatabaseClock::DatabaseClock(std::string database_url) : state_(std::make_shared<State>()) {
    state_->reader = std::thread([state = state_.get(), url = std::move(database_url)] { state->run(url); });
    // Nothing is to be dated in real time only because the first look at the row is not over yet.
    std::unique_lock lock(state_->mutex);
    state_->wake.wait_for(lock, first_read_within, [this] { return state_->read_once; });
}

DatabaseClock::~DatabaseClock() {
    {
        std::lock_guard lock(state_->mutex);
        state_->stop = true;
    }
    state_->wake.notify_all();
    state_->reader.join();
}

Clock DatabaseClock::clock() {
    return [state = state_] { return state->now(); };
}

std::string to_iso_utc(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(instant - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

long long unix_seconds(Instant instant) {
    return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

long long unix_milliseconds(Instant instant) {
    return std::chrono::floor<std::chrono::milliseconds>(instant).time_since_epoch().count();
}

}  // namespace todoke::platforms
