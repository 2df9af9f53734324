// What the operators' page counts. Names follow Prometheus' habits; no label holds anything a person chose.
#pragma once

#include "adapters/http/http.hpp"
#include "bot/ports/store/store.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

class Metrics {
public:
    Metrics();
    ~Metrics();

    // On the I/O threads: quick, never throws.
    void answered(const http::AnsweredRequest& request);
    void refused(std::string_view reason);
    void happened(std::string_view door, std::string_view what);

    struct Now {
        std::chrono::duration<double> since_sweep{}, since_commit{};
        bool running = false;
        std::size_t channels = 0;
        std::vector<Backlog> backlog;
        bool database_answers = false;
    };
    // The whole page, Prometheus text format.
    std::string page(const Now& now, Instant at);

private:
    struct Registered;
    std::unique_ptr<Registered> registered_;
};

}  // namespace todoke
