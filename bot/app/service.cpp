#include "bot/app/service.hpp"

#include "adapters/email/register.hpp"
#include "adapters/gate/register.hpp"
#include "adapters/http/http.hpp"
#include "adapters/line/register.hpp"
#include "adapters/postgres/clock_watch.hpp"
#include "adapters/postgres/migrate.hpp"
#include "adapters/postgres/store.hpp"
#include "adapters/postgres/wake_ups.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "adapters/teams/register.hpp"
#include "adapters/text/text.hpp"
#include "adapters/web/register.hpp"
#include "adapters/yaml/secret.hpp"
#include "bot/app/admin.hpp"
#include "bot/app/metrics.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/usecases/confirm_desk.hpp"
#include "bot/usecases/link_desk.hpp"
#include "bot/usecases/passing_notices.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace todoke {
namespace {

using Problems = std::vector<std::string>;

const std::string work_topic = "work";

std::string text_of(const Failure& failure) {
    return failure.remedy.empty() ? failure.what : failure.what + " — " + failure.remedy;
}

// The installation's own templates: beside the configuration, beside the program, or where the package puts them.
std::filesystem::path find_templates(const yaml::ServiceSettings& settings) {
    if (!settings.service.templates.empty()) return settings.base / settings.service.templates;
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const auto& candidate :
         {settings.base.parent_path() / "templates", program / "templates", std::filesystem::path(TODOKE_TEMPLATES)})
        if (std::filesystem::exists(candidate / "texts", ignored)) return candidate;
    return TODOKE_TEMPLATES;
}

// What the build drew from the templates: beside the program, or where the build left it.
std::string find_drawn() {
    std::error_code ignored;
    const auto beside = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "drawn";
    return std::filesystem::exists(beside, ignored) ? beside.string() : TODOKE_DRAWN;
}

}  // namespace

struct Service::Parts {
    yaml::ServiceSettings settings;
    SettingProblems problems;
    std::string database, master_key;

    std::unique_ptr<system::SystemClock> system_clock;
    std::unique_ptr<system::SimulatedClock> simulated_clock;
    std::unique_ptr<Log> own_log;
    std::unique_ptr<Random> own_random;
    const Clock* clock = nullptr;
    Random* random = nullptr;
    Log* log = nullptr;

    std::unique_ptr<Zones> zones = system::make_zones();
    std::unique_ptr<Texts> texts;
    std::unique_ptr<TextAnalysis> analysis = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts;
    std::unique_ptr<HttpClient> http = http::make_client();
    std::unique_ptr<Store> store;
    std::unique_ptr<postgres::ClockWatch> clock_watch;
    std::unique_ptr<yaml::SchoolFiles> schools;
    std::shared_ptr<const SchoolList> list;

    std::unique_ptr<Engine> engine;
    std::unique_ptr<postgres::WakeUps> wake_ups;  // of this process and the others on its database
    std::unique_ptr<StoredGates> gates;
    std::unique_ptr<StoredLinkDesk> links;
    std::unique_ptr<StoredUnsubscribeDesk> unsubscribing;
    std::unique_ptr<StoredConfirmDesk> confirmations;
    std::unique_ptr<Services> services;
    std::unique_ptr<AppRegistry> registry;
    Metrics metrics;
    std::unique_ptr<HttpServer> server, admin;
    std::unique_ptr<Admin> health;
    std::jthread reloader;
    std::function<std::unique_ptr<Channel>(std::unique_ptr<Channel>)> wrap;
};

namespace {

// Channels pass through the wrapper of a test before the engine gets them.
class WrappingRegistry : public AppRegistry {
public:
    WrappingRegistry(const Services& services, const yaml::ServiceSettings& settings, SettingProblems& problems,
                     Engine& engine, const std::function<std::unique_ptr<Channel>(std::unique_ptr<Channel>)>& wrap)
        : AppRegistry(services, settings, problems, engine), wrap_(wrap) {}
    void add_channel(std::unique_ptr<Channel> channel) override {
        AppRegistry::add_channel(wrap_ ? wrap_(std::move(channel)) : std::move(channel));
    }

private:
    const std::function<std::unique_ptr<Channel>(std::unique_ptr<Channel>)>& wrap_;
};

// A reference to a secret, or the value itself where a plain value is allowed (database.url).
std::string resolve(const yaml::ServiceSettings& settings, const std::string& text, Problems& problems) {
    if (!text.starts_with("file:") && !text.starts_with("env:")) return text;
    const auto value = yaml::read_secret(text, settings.base, settings.service.development);
    if (value) return *value;
    problems.push_back(text_of(value.error()));
    return {};
}

std::string read_master_key(const yaml::ServiceSettings& settings, Problems& problems) {
    const std::string text = resolve(settings, settings.master_key, problems);
    const auto key = crypto::from_base64(text);
    if (key && key->size() == 32) return *key;
    if (!text.empty())
        problems.push_back("keys.master: expected 32 bytes in base64 — make one with: openssl rand -base64 32");
    return {};
}

}  // namespace

std::expected<std::unique_ptr<Service>, std::vector<std::string>> Service::make(const std::filesystem::path& config,
                                                                                ServiceOverrides overrides) {
    auto parts = std::make_unique<Parts>();
    Parts& p = *parts;
    Problems problems;
    p.settings = yaml::read_service_settings(config, p.problems);
    if (!p.problems.empty()) {
        for (const auto& problem : p.problems.all()) problems.push_back(to_text(problem));
        return std::unexpected(problems);
    }
    p.wrap = overrides.wrap;
    p.database = resolve(p.settings, p.settings.database.url, problems);
    p.master_key = read_master_key(p.settings, problems);

    if (p.settings.service.clock == yaml::ServiceClock::simulated)
        p.simulated_clock = std::make_unique<system::SimulatedClock>();
    else
        p.system_clock = std::make_unique<system::SystemClock>();
    p.clock = overrides.clock     ? overrides.clock
              : p.simulated_clock ? static_cast<const Clock*>(p.simulated_clock.get())
                                  : p.system_clock.get();
    p.own_log = system::make_log(*p.clock, LogLevel::info);
    p.log = overrides.log ? overrides.log : p.own_log.get();
    p.own_random = std::make_unique<system::SystemRandom>();
    p.random = overrides.random ? overrides.random : p.own_random.get();

    const auto templates = find_templates(p.settings);
    if (auto texts = text::make_texts(templates, *p.log))
        p.texts = std::move(*texts);
    else
        problems.push_back(text_of(texts.error()));
    if (auto layouts = text::make_layouts(templates))
        p.layouts = std::move(*layouts);
    else
        problems.push_back(text_of(layouts.error()));
    if (!problems.empty()) return std::unexpected(problems);

    // database.pool counts all sessions of the process; ingest, claims, settlements and the clock have their own.
    p.store = postgres::make_store({.conninfo = p.database,
                                    .master_key = p.master_key,
                                    .instance = crypto::to_hex(p.random->bytes(4)),
                                    .work_connections = std::max(2, p.settings.database.pool - 3)},
                                   *p.clock, *p.random, *p.log);
    p.schools = std::make_unique<yaml::SchoolFiles>(
        p.settings.base, p.settings.schools, *p.zones, yaml::accounts_of(p.settings),
        [&p](const std::string& code) { return p.store->school_id(code, p.clock->now()); });
    p.engine = std::make_unique<Engine>(Engine::Parts{*p.store, *p.clock, *p.random, *p.log, *p.schools, *p.texts,
                                                      *p.analysis, *p.layouts,
                                                      [&p] {
                                                          if (p.wake_ups) p.wake_ups->notify(work_topic);
                                                      },
                                                      p.settings.service.public_url});
    p.gates = std::make_unique<StoredGates>(*p.store, *p.clock, p.engine->environment());
    p.links = std::make_unique<StoredLinkDesk>(*p.store, *p.clock, p.engine->environment());
    p.unsubscribing = std::make_unique<StoredUnsubscribeDesk>(*p.store, *p.clock, p.engine->environment());

    const std::string conversation_key = crypto::hmac_sha256(p.master_key, "conversation");
    const std::string token_key = crypto::hmac_sha256(p.master_key, "tokens");
    p.services = std::make_unique<Services>(
        Services{*p.clock, *p.random, *p.log, *p.http, p.engine->ingest(),
                 [conversation_key](std::string_view channel, std::string_view account, std::string_view conversation,
                                    std::string_view sender) {
                     std::string data;
                     for (const auto part : {channel, account, conversation, sender}) {
                         data += std::to_string(part.size());
                         data += ':';
                         data += part;
                     }
                     return crypto::hmac_sha256(conversation_key, data);
                 },
                 [token_key](std::string_view purpose, std::string_view data) {
                     return crypto::hmac_sha256(token_key, std::string(purpose) + '\n' + std::string(data));
                 },
                 p.settings.service.public_url, templates.string(), find_drawn(), &p.store->standings(),
                 p.settings.service.development, p.settings.lmtp,
                 [&p](std::string_view door, std::string_view happened) { p.metrics.happened(door, happened); }});
    p.confirmations = std::make_unique<StoredConfirmDesk>(
        *p.store, *p.clock, p.engine->ingest(),
        [&p](std::string_view channel, std::string_view account, std::string_view address) {
            return p.services->conversation_key(channel, account, address, address);
        });
    p.registry = std::make_unique<WrappingRegistry>(*p.services, p.settings, p.problems, *p.engine, p.wrap);
    // The one place that knows which doors exist.
    line::register_channel(*p.registry);
    teams::register_channel(*p.registry);
    email::register_channel(*p.registry);
    gate::register_gate(*p.registry, *p.gates);
    if (const auto pages = web::register_pages(*p.registry, *p.links, *p.texts); !pages)
        problems.push_back(text_of(pages.error()));
    if (const auto page = web::register_unsubscribe_page(*p.registry, *p.unsubscribing, *p.texts); !page)
        problems.push_back(text_of(page.error()));
    if (const auto pages = web::register_confirm_page(*p.registry, *p.confirmations, *p.texts); !pages)
        problems.push_back(text_of(pages.error()));
    yaml::refuse_unused(p.settings, p.registry->used_sections(), p.problems);
    for (const auto& problem : p.problems.all()) problems.push_back(to_text(problem));
    if (!problems.empty()) return std::unexpected(problems);
    return std::unique_ptr<Service>(new Service(std::move(parts)));
}

Service::Service(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Service::~Service() { stop(); }

std::vector<std::string> Service::reload_schools() {
    std::vector<std::string> problems;
    const auto reloaded = parts_->schools->reload();
    for (const auto& problem : reloaded.problems) problems.push_back(to_text(problem));
    return problems;
}

// Production measures how far the process clock is off; a trial lives in the time of the database's one row. Without
// that row simulated time is refused: only ./run and ./test make it.
std::expected<void, Failure> Service::watch_clock() {
    Parts& p = *parts_;
    postgres::ClockWatch::Options options{
        .conninfo = p.database, .instance = "clock", .wall = system::machine_now, .on_offset = {}, .on_simulated = {}};
    if (p.simulated_clock && p.clock == p.simulated_clock.get()) {
        const auto set = [&p](const postgres::SimulatedTime& t) {
            p.simulated_clock->set(t.base_real, t.base_simulated, t.speed);
        };
        const auto simulated = postgres::read_simulated_time(p.database);
        if (!simulated) return std::unexpected(simulated.error());
        if (!*simulated)
            return std::unexpected(Failure{FailureCode::misconfigured,
                                           "service.clock is simulated, but this database was not made for trials",
                                           "remove service.clock from the configuration"});
        set(**simulated);
        options.on_simulated = set;
    } else if (p.system_clock && p.clock == p.system_clock.get()) {
        options.on_offset = [&p](Duration offset) { p.system_clock->set_offset(offset); };
    } else {
        return {};  // a test moves its own clock
    }
    p.clock_watch = std::make_unique<postgres::ClockWatch>(std::move(options), *p.log);
    return {};
}

std::expected<void, Failure> Service::open_doors() {
    Parts& p = *parts_;
    if (const auto watched = watch_clock(); !watched) return watched;
    // A session that is ended in this very moment is no reason not to start.
    auto ready = postgres::schema_ready(p.database);
    for (int again = 0; again < 3 && !ready && ready.error().code == FailureCode::unavailable; ++again) {
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
        ready = postgres::schema_ready(p.database);
    }
    if (!ready) return std::unexpected(ready.error());
    const auto problems = reload_schools();
    if (!problems.empty())
        return std::unexpected(
            Failure{FailureCode::misconfigured, problems.front(), "todoke check-config names every problem"});
    p.health = std::make_unique<Admin>(*p.engine, *p.store, p.metrics, *p.clock, p.database);
    const auto& service = p.settings.service;
    p.server = http::make_server({.host = service.listen.host,
                                  .port = service.listen.port,
                                  .clock = p.clock,
                                  .trusted_proxies = service.trusted_proxies,
                                  .on_answered = [&p](const http::AnsweredRequest& r) { p.metrics.answered(r); },
                                  .on_refused = [&p](std::string_view reason) { p.metrics.refused(reason); }},
                                 p.registry->take_routes(), *p.log);
    p.admin = http::make_server(
        {.host = service.admin_listen.host, .port = service.admin_listen.port, .threads = 1, .blocking_threads = 1},
        p.health->routes(), *p.log);
    for (HttpServer* server : {p.server.get(), p.admin.get()})
        if (const auto started = server->start(); !started) return started;
    for (const auto& listener : p.registry->listeners())
        if (const auto started = listener->start(); !started) return started;
    return {};
}

std::expected<void, Failure> Service::start() {
    Parts& p = *parts_;
    if (const auto opened = open_doors(); !opened) return opened;
    p.wake_ups = std::make_unique<postgres::WakeUps>(p.database, "wake", *p.clock, *p.log);
    p.wake_ups->listen(work_topic, [&p] { p.engine->wake(); });
    p.engine->start(p.settings.service.workers);
    p.wake_ups->start();
    p.reloader = std::jthread([this](std::stop_token stop) {
        using namespace std::chrono_literals;
        std::mutex mutex;
        std::condition_variable_any never;
        while (!stop.stop_requested()) {
            std::unique_lock lock(mutex);
            never.wait_for(lock, stop, 2s, [] { return false; });
            for (std::size_t i = reload_schools().size(); i > 0; --i) parts_->log->error("school.not_reloaded");
        }
    });
    p.health->set_running(true);
    p.log->info("service.started",
                {{"port", p.server->port()}, {"channels", static_cast<int>(p.engine->channel_count())}});
    return {};
}

void Service::stop() {
    if (!parts_) return;
    Parts& p = *parts_;
    if (p.health) p.health->set_running(false);
    if (p.reloader.joinable()) {
        p.reloader.request_stop();
        p.reloader.join();
    }
    if (p.server) p.server->stop();
    if (p.registry)
        for (const auto& listener : p.registry->listeners()) listener->stop();
    if (p.wake_ups) p.wake_ups->stop();  // the last to wake an engine that ends
    if (p.engine) p.engine->stop();
    if (p.admin) p.admin->stop();
    p.clock_watch.reset();
}

int Service::port() const { return parts_->server->port(); }
int Service::admin_port() const { return parts_->admin->port(); }
Engine& Service::engine() { return *parts_->engine; }
Store& Service::store() { return *parts_->store; }
const Clock& Service::clock() const { return *parts_->clock; }
const std::string& Service::database() const { return parts_->database; }
const std::string& Service::templates_dir() const { return parts_->services->templates_dir; }
const std::map<std::string, std::vector<SubCommand>>& Service::commands() const { return parts_->registry->commands(); }

const SchoolList& Service::schools() {
    parts_->list = parts_->schools->current();
    return *parts_->list;
}

}  // namespace todoke
