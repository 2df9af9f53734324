#include "bot/app/metrics.hpp"

#include <algorithm>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace todoke {

struct Metrics::Registered {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& answers = prometheus::BuildCounter()
                                                           .Name("todoke_http_answers_total")
                                                           .Help("Answers by route and status")
                                                           .Register(registry);
    prometheus::Family<prometheus::Histogram>& durations = prometheus::BuildHistogram()
                                                               .Name("todoke_http_answer_seconds")
                                                               .Help("From a whole request to its answer")
                                                               .Register(registry);
    prometheus::Family<prometheus::Counter>& refusals = prometheus::BuildCounter()
                                                            .Name("todoke_http_refused_total")
                                                            .Help("Requests refused before any route, by reason")
                                                            .Register(registry);
    prometheus::Family<prometheus::Counter>& events = prometheus::BuildCounter()
                                                          .Name("todoke_door_events_total")
                                                          .Help("What happened at the doors beside HTTP")
                                                          .Register(registry);
};

Metrics::Metrics() : registered_(std::make_unique<Registered>()) {}
Metrics::~Metrics() = default;

void Metrics::answered(const http::AnsweredRequest& request) {
    registered_->answers.Add({{"route", std::string(request.route)}, {"status", std::to_string(request.status)}})
        .Increment();
    // LINE waits two seconds, Teams three for an invoke.
    registered_->durations
        .Add({{"route", std::string(request.route)}},
             prometheus::Histogram::BucketBoundaries{0.001, 0.005, 0.02, 0.1, 0.5, 1.2, 2, 3, 10})
        .Observe(std::chrono::duration<double>(request.took).count());
}

void Metrics::refused(std::string_view reason) {
    registered_->refusals.Add({{"reason", std::string(reason)}}).Increment();
}

void Metrics::happened(std::string_view door, std::string_view what) {
    registered_->events.Add({{"door", std::string(door)}, {"event", std::string(what)}}).Increment();
}

std::string Metrics::page(const Now& now, Instant at) {
    prometheus::Registry momentary;
    const auto gauge = [&](const char* name, const char* help, double value, const prometheus::Labels& labels = {}) {
        prometheus::BuildGauge().Name(name).Help(help).Register(momentary).Add(labels).Set(value);
    };
    gauge("todoke_running", "1 while the service accepts and works", now.running ? 1 : 0);
    gauge("todoke_database_answers", "1 when the database answered this page", now.database_answers ? 1 : 0);
    gauge("todoke_sweep_age_seconds", "Since the background duties last came round", now.since_sweep.count());
    gauge("todoke_commit_age_seconds", "Since an event was last stored for good", now.since_commit.count());
    gauge("todoke_channels", "Channels configured", static_cast<double>(now.channels));
    for (const Backlog& queue : now.backlog) {
        gauge("todoke_waiting", "Rows that wait to be worked on", static_cast<double>(queue.waiting),
              {{"queue", queue.queue}});
        const auto age = queue.since ? std::max(Duration::zero(), at - *queue.since) : Duration::zero();
        gauge("todoke_oldest_waiting_seconds", "Since the oldest of them could have been worked on",
              std::chrono::duration<double>(age).count(), {{"queue", queue.queue}});
    }
    auto families = registered_->registry.Collect();
    for (auto& family : momentary.Collect()) families.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace todoke
