// todoke-platforms: all doubles in one program, for the demo and for tests whose service runs in its own process.
#include "tests/platforms/common/clock.hpp"
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"
#include "tests/platforms/teams/teams_double.hpp"

#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>

namespace {

using namespace todoke::platforms;
namespace json = boost::json;

std::string text(const json::value& of, const char* key, const std::string& otherwise = "") {
    const auto* value = of.as_object().if_contains(key);
    return value ? std::string(value->as_string()) : otherwise;
}

const json::array& list(const json::value& world, const char* platform, const char* key) {
    static const json::array none;
    const auto* part = world.as_object().if_contains(platform);
    const auto* found = part ? part->as_object().if_contains(key) : nullptr;
    return found ? found->as_array() : none;
}

// The accounts and people that exist from the start; the same fields as the control doors take.
void populate(const json::value& world, LineDouble& line, TeamsDouble& teams) {
    for (const auto& channel : list(world, "line", "channels"))
        line.add_channel({.channel_id = text(channel, "channel_id"),
                          .secret = text(channel, "secret"),
                          .bot_user_id = text(channel, "bot_user_id"),
                          .account = text(channel, "account", "demo"),
                          .static_token = text(channel, "static_token")});
    for (const auto& user : list(world, "line", "users"))
        line.add_user({.user_id = text(user, "user_id"),
                       .display_name = text(user, "display_name"),
                       .account = text(user, "account")});
    for (const auto& app : list(world, "teams", "apps"))
        teams.add_app({.app_id = text(app, "app_id"),
                       .secret = text(app, "secret"),
                       .tenant_id = text(app, "tenant_id"),
                       .account = text(app, "account", "demo")});
    for (const auto& user : list(world, "teams", "users")) {
        const auto* installed = user.as_object().if_contains("installed");
        teams.add_user({.aad_object_id = text(user, "aad_object_id"),
                        .name = text(user, "name"),
                        .tenant_id = text(user, "tenant_id"),
                        .upn = text(user, "upn"),
                        .installed = !installed || installed->as_bool()});
    }
}

int run(int argc, char** argv) {
    CLI::App app("Local LINE, Teams and mail platforms for the demo and the tests of Todoke.", "todoke-platforms");
    int line_port = 0, teams_port = 0, smtp_port = 0, smtp_control_port = 0;
    std::string books, database, keys, world, service;
    bool no_teams_limits = false;
    app.add_option("--line-port", line_port, "LINE (0: any free port)");
    app.add_option("--teams-port", teams_port, "Bot connector, login and keys");
    app.add_option("--smtp-port", smtp_port, "mail");
    app.add_option("--smtp-control-port", smtp_control_port, "HTTP control door of the mail server");
    app.add_option("--books", books, "directory of the books (line.jsonl, teams.jsonl, smtp.jsonl)");
    app.add_option("--database", database, "libpq URL whose simulated_clock row gives the time; without it real time");
    app.add_option("--keys", keys, "directory of the signing keys, made when missing");
    app.add_option("--world", world, "JSON file of accounts and people");
    app.add_option("--service-url", service, "where webhooks go, e.g. http://127.0.0.1:8080");
    app.add_flag("--no-teams-limits", no_teams_limits, "do not throttle sends at Teams' documented limits");
    CLI11_PARSE(app, argc, argv);

    // Blocked before any thread starts, so that only sigwait below receives them.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);

    std::unique_ptr<DatabaseClock> simulated;
    if (!database.empty()) simulated = std::make_unique<DatabaseClock>(database);
    const Clock clock = simulated ? simulated->clock() : real_clock();
    LineDouble line({.port = line_port, .clock = clock, .books = books, .service_url = service});
    TeamsDouble teams({.port = teams_port,
                       .clock = clock,
                       .books = books,
                       .keys = keys,
                       .service_url = service,
                       .documented_limits = !no_teams_limits});
    SmtpDouble smtp({.port = smtp_port, .control_port = smtp_control_port, .clock = clock, .books = books});
    if (!world.empty()) {
        std::ifstream file(world);
        if (!file) throw std::runtime_error("cannot read " + world);
        std::ostringstream content;
        content << file.rdbuf();
        populate(json::parse(content.str()), line, teams);
    }
    std::cout << "ready line=" << line.port() << " teams=" << teams.port() << " smtp=" << smtp.port()
              << " smtp_control=" << smtp.control_port() << std::endl;
    int signal = 0;
    sigwait(&ends, &signal);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "todoke-platforms: " << failure.what() << '\n';
        return 1;
    }
}
