#include "adapters/postgres/clock_watch.hpp"

#include "adapters/postgres/connection.hpp"
#include "generated/sql/clock.hpp"
#include "generated/sql/foundation.hpp"

#include <algorithm>

namespace todoke::postgres {
namespace {

using namespace std::chrono_literals;

constexpr auto between_reads = 50ms;
constexpr auto between_measurements = 10s;
constexpr auto step_worth_an_alarm = 5s;

std::optional<SimulatedTime> simulated(Connection& db) {
    const Result rows = db.run(sql::read_simulated_clock);
    if (rows.empty()) return std::nullopt;
    return SimulatedTime{rows[0].get<Instant>(0), rows[0].get<Instant>(1), rows[0].get<double>(2)};
}

Duration offset(Connection& db, const std::function<Instant()>& wall) {
    db.prepare(sql::database_time);
    Duration best{}, best_round_trip = Duration::max();
    for (int i = 0; i < 5; ++i) {
        const Instant before = wall();
        const Instant theirs = db.run(sql::database_time).one().get<Instant>(0);
        const Duration round_trip = wall() - before;
        if (round_trip < 0us || round_trip >= best_round_trip) continue;
        best_round_trip = round_trip;
        best = theirs - (before + round_trip / 2);
    }
    return best;
}

template <class Work>
auto once(const std::string& conninfo, Work work) -> std::expected<std::invoke_result_t<Work, Connection&>, Failure> {
    try {
        Connection db({.conninfo = conninfo, .application_name = "todoke/clock"});
        if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
            work(db);
            return {};
        } else {
            return work(db);
        }
    } catch (const StoreFailure& failure) {
        return std::unexpected(failure.failure());
    }
}

}  // namespace

std::expected<std::optional<SimulatedTime>, Failure> read_simulated_time(const std::string& conninfo) {
    return once(conninfo, simulated);
}

std::expected<void, Failure> set_simulated_time(const std::string& conninfo, const SimulatedTime& time) {
    return once(conninfo, [&](Connection& db) {
        db.run(sql::set_simulated_clock, time.base_real, time.base_simulated, time.speed);
    });
}

std::expected<Duration, Failure> measure_clock_offset(const std::string& conninfo,
                                                      const std::function<Instant()>& wall) {
    return once(conninfo, [&](Connection& db) { return offset(db, wall); });
}

ClockWatch::ClockWatch(Options options, Log& log)
    : options_(std::move(options)), log_(log), thread_([this] { run(); }) {}

ClockWatch::~ClockWatch() {
    stopping_ = true;
    thread_.join();
}

void ClockWatch::run() {
    std::unique_ptr<Connection> db;
    std::optional<SimulatedTime> known;
    std::optional<Duration> last_offset;
    std::chrono::milliseconds until_measurement = 0ms, back_off = 0ms;
    while (!stopping_) {
        try {
            if (!db)
                db = std::make_unique<Connection>(ConnectionOptions{
                    .conninfo = options_.conninfo, .application_name = "todoke/clock/" + options_.instance});
            back_off = 0ms;
            if (options_.on_simulated) {
                const auto read = simulated(*db);
                if (read && read != known) {
                    known = read;
                    options_.on_simulated(*read);
                }
            }
            if (options_.on_offset && until_measurement <= 0ms) {
                const Duration now = offset(*db, options_.wall);
                if (last_offset && std::chrono::abs(now - *last_offset) > step_worth_an_alarm)
                    log_.error("clock.stepped");
                last_offset = now;
                options_.on_offset(now);
                until_measurement = between_measurements;
            }
        } catch (const StoreFailure&) {
            db.reset();
            back_off = std::clamp(back_off * 2, std::chrono::milliseconds(50ms), std::chrono::milliseconds(2s));
        }
        for (auto left = std::max<std::chrono::milliseconds>(between_reads, back_off); left > 0ms && !stopping_;
             left -= between_reads)
            std::this_thread::sleep_for(between_reads);
        until_measurement -= between_reads;
    }
}

}  // namespace todoke::postgres
