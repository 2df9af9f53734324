// /live, /ready, /metrics on the operators' own address.
#pragma once

#include "bot/app/engine.hpp"
#include "bot/app/metrics.hpp"
#include "bot/ports/http.hpp"

#include <atomic>
#include <string>
#include <vector>

namespace todoke {

class Admin {
public:
    Admin(Engine& engine, Store& store, Metrics& metrics, const Clock& clock, std::string database)
        : engine_(engine), store_(store), metrics_(metrics), clock_(clock), database_(std::move(database)) {}
    std::vector<Route> routes();
    void set_running(bool running) { running_ = running; }

private:
    bool live() const;        // every loop came round lately
    std::string not_ready();  // "" when ready, else the reason
    std::string metrics();

    Engine& engine_;
    Store& store_;
    Metrics& metrics_;
    const Clock& clock_;
    std::string database_;
    std::atomic<bool> running_{false};
};

}  // namespace todoke
