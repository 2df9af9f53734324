#include "bot/app/admin.hpp"

#include "adapters/postgres/migrate.hpp"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr auto loops_come_round = 5s;

HttpResponse text(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "text/plain; version=0.0.4"}}, .body = std::move(body)};
}

double seconds_since(const Clock& clock, std::chrono::steady_clock::time_point then) {
    return std::chrono::duration<double>(clock.mono() - then).count();
}

}  // namespace

bool Admin::live() const { return running_ && clock_.mono() - engine_.last_sweep() < loops_come_round; }

std::string Admin::not_ready() {
    if (!running_) return "starting or stopping";
    if (!live()) return "a loop stands still";
    if (const auto schema = postgres::schema_ready(database_); !schema) return schema.error().what;
    return {};
}

std::string Admin::metrics() const {
    prometheus::Registry registry;
    const auto gauge = [&](const char* name, const char* help, double value) {
        prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({}).Set(value);
    };
    gauge("todoke_sweep_age_seconds", "Since the background duties last came round",
          seconds_since(clock_, engine_.last_sweep()));
    gauge("todoke_running", "1 while the service accepts and works", running_ ? 1 : 0);
    gauge("todoke_channels", "Channels configured", static_cast<double>(engine_.channel_count()));
    return prometheus::TextSerializer().Serialize(registry.Collect());
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
         .handler = [this](const HttpRequest&, const Respond& respond) { respond(text(200, metrics())); }},
    };
}

}  // namespace todoke
