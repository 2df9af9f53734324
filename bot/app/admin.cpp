#include "bot/app/admin.hpp"

#include "adapters/postgres/migrate.hpp"

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr auto loops_come_round = 5s;

HttpResponse text(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "text/plain; version=0.0.4"}}, .body = std::move(body)};
}

}  // namespace

bool Admin::live() const { return running_ && clock_.mono() - engine_.last_sweep() < loops_come_round; }

std::string Admin::not_ready() {
    if (!running_) return "starting or stopping";
    if (!live()) return "a loop stands still";
    if (const auto schema = postgres::schema_ready(database_); !schema) return schema.error().what;
    return {};
}

std::string Admin::metrics() {
    const Instant now = clock_.now();
    Metrics::Now state{.since_sweep = clock_.mono() - engine_.last_sweep(),
                       .since_commit = clock_.mono() - engine_.last_commit(),
                       .running = running_,
                       .channels = engine_.channel_count()};
    if (auto backlog = store_.backlog(now)) {
        state.backlog = std::move(*backlog);
        state.database_answers = true;
    }
    return metrics_.page(state, now);
}

std::vector<Route> Admin::routes() {
    return {
        {.method = "GET",
         .pattern = "/live",
         .handler = [this](
                        const HttpRequest&,
                        const Respond& respond) { respond(live() ? text(200, "live\n") : text(503, "not live\n")); }},
        {.method = "GET",
         .pattern = "/ready",
         .may_block = true,
         .handler =
             [this](const HttpRequest&, const Respond& respond) {
                 const std::string reason = not_ready();
                 respond(reason.empty() ? text(200, "ready\n") : text(503, "not ready: " + reason + "\n"));
             }},
        {.method = "GET",
         .pattern = "/metrics",
         .may_block = true,
         .handler = [this](const HttpRequest&, const Respond& respond) { respond(text(200, metrics())); }},
    };
}

}  // namespace todoke
