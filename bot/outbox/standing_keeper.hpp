// Keeps what channels show beside their messages (a menu of the role) in step with who people are. What is due is a row
// of the store, so a crash repeats work and forgets none.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/store/standings.hpp"
#include "bot/usecases/environment.hpp"

#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace todoke {

class StandingKeeper {
public:
    StandingKeeper(StandingStore& store, const ChannelDirectory& channels, const Clock& clock, Log& log)
        : store_(store), channels_(channels), clock_(clock), log_(log) {}
    ~StandingKeeper() { stop(); }

    void add_channel(std::string name) { names_.push_back(std::move(name)); }  // before start
    bool tick(Instant now);                                                    // true when somebody was shown something
    void start();
    void stop();

private:
    StandingStore& store_;
    const ChannelDirectory& channels_;
    const Clock& clock_;
    Log& log_;
    std::vector<std::string> names_;
    std::jthread thread_;
};

}  // namespace todoke
