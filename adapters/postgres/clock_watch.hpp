// What the process clock has to know from the database: how far it is off, and whether a trial lives in simulated time.
#pragma once

#include "bot/ports/failure.hpp"
#include "bot/ports/log.hpp"
#include "domain/time.hpp"

#include <atomic>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace todoke::postgres {

// The one row of simulated_clock: base_simulated + (real - base_real) * speed.
struct SimulatedTime {
    Instant base_real, base_simulated;
    double speed = 1;
    friend bool operator==(const SimulatedTime&, const SimulatedTime&) = default;
};

std::expected<std::optional<SimulatedTime>, Failure> read_simulated_time(const std::string& conninfo);
std::expected<void, Failure> set_simulated_time(const std::string& conninfo, const SimulatedTime& time);

// Database time minus process time; `wall` is the uncorrected clock of the process. The best of five tries: a slow
// answer says little.
std::expected<Duration, Failure> measure_clock_offset(const std::string& conninfo,
                                                      const std::function<Instant()>& wall);

// One thread, one session. Callbacks run on that thread; after a lost connection the last values hold.
class ClockWatch {
public:
    struct Options {
        std::string conninfo, instance;
        std::function<Instant()> wall;            // the uncorrected clock of the process
        std::function<void(Duration)> on_offset;  // every 10 s; empty: not measured
        std::function<void(const SimulatedTime&)>
            on_simulated;  // read every 50 ms, called when changed; empty: production
    };
    ClockWatch(Options options, Log& log);
    ~ClockWatch();

private:
    void run();

    const Options options_;
    Log& log_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace todoke::postgres
