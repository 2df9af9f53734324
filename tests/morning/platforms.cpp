#include "tests/morning/platforms.hpp"

#include "bot/ports/crypto.hpp"

#include <fstream>

#include <fmt/format.h>

namespace todoke::morning {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* app = "22222222-2222-4222-8222-222222222222";
constexpr const char* line_secret = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0";

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

Platforms::Platforms(const SimulatedMorning& clock, const fs::path& folder) : folder_(folder) {
    const auto now = [&clock] { return clock.now(); };
    const fs::path collected = platforms::collected_books(), books = collected.empty() ? folder / "books" : collected;
    line_ = std::make_unique<platforms::LineDouble>(platforms::LineOptions{.clock = now, .books = books});
    line_->add_channel(
        {.channel_id = "1650000000", .secret = line_secret, .bot_user_id = "Ud0000000000000000000000000000001"});
    teams_ = std::make_unique<platforms::TeamsDouble>(platforms::TeamsOptions{.clock = now, .books = books});
    teams_->add_app({.app_id = app, .secret = "teams-secret", .tenant_id = tenant});
    smtp_ = std::make_unique<platforms::SmtpDouble>(
        platforms::SmtpOptions{.control_port = -1, .clock = now, .books = books});
    write_file(folder / "master.key", crypto::to_base64(std::string(32, 'k')));
    write_file(folder / "line.secret", line_secret);
    write_file(folder / "teams.secret", "teams-secret");
}

std::array<Fleet::Member, processes> Platforms::write_configurations(const std::string& database) const {
    std::array<Fleet::Member, processes> members;
    const auto ports = free_ports(2 * processes);
    write_file(folder_ / "database.url", database);
    for (std::size_t i = 0; i < processes; ++i) {
        Fleet::Member& member = members[i];
        member.port = ports[2 * i];
        member.admin_port = ports[2 * i + 1];
        member.config = folder_ / fmt::format("todoke-{}.yaml", i + 1);
        member.log = folder_ / fmt::format("service-{}.log", i + 1);
        const std::string line = line_->origin(), login = teams_->origin();
        write_file(member.config, fmt::format(R"(service:
  listen: "127.0.0.1:{}"
  admin_listen: "127.0.0.1:{}"
  public_url: "http://127.0.0.1:1"
  development: true
  clock: simulated
  templates: "{}"
database: {{ url: "file:database.url" }}
keys: {{ master: "file:master.key" }}
line:
  - {{ account: demo, channel_id: "1650000000", channel_secret: "file:line.secret", api_base: "{}", data_base: "{}" }}
teams:
  - account: demo
    app_id: "{}"
    tenant_id: "{}"
    client_secret: "file:teams.secret"
    login_base: "{}"
    openid_metadata: "{}"
    allowed_service_hosts: ["{}"]
email:
  - account: demo
    domain: attend.example.ed.jp
    from: "出欠連絡 <attend@attend.example.ed.jp>"
    smtp_url: "{}"
    authserv_id: mx.attend.example.ed.jp
schools: ["{}/schools/aoba.yaml"]
)",
                                              member.port, member.admin_port, TODOKE_TEMPLATES, line, line, app, tenant,
                                              login, teams_->openid_metadata(), login, smtp_->url(), TODOKE_CONFIG));
    }
    return members;
}

void Platforms::welcome(const Town& town) {
    for (std::size_t i = 0; i < town.guardians.size(); ++i)
        line_->add_user(
            {.user_id = town.guardians[i].line_user, .display_name = fmt::format("guardian {}", i), .account = "demo"});
    for (const Staff& one : town.staff)
        teams_->add_user({.aad_object_id = one.object_id, .name = one.name, .tenant_id = tenant});
}

void Platforms::refuse_some() {
    for (const std::string& user : refused_)
        line_->misbehave({.match = "/v2/bot/message/push",
                          .body_contains = user,
                          .status = 400,
                          .body = R"({"message":"Failed to send messages"})",
                          .times = -1});
}

void Platforms::begin_to_misbehave(const Town& town, system::SeededRandom& random) {
    for (const Guardian& one : town.guardians)
        if (one.refused_by_line) refused_.push_back(one.line_user);
    refuse_some();
    using platforms::SmtpMisbehaviour;
    // Each order hits one guardian's next push, so that the faults spread over the morning.
    for (int i = 0; i < 12; ++i) {
        const std::string user = town.guardians[random.below(town.guardians.size())].line_user;
        switch (random.below(4)) {
            case 0:
                line_->misbehave(
                    {.match = "/v2/bot/message/push", .body_contains = user, .drop_after_accepting = true});
                break;
            case 1:
                line_->misbehave(
                    {.match = "/v2/bot/message/push", .body_contains = user, .status = 503, .accept = true});
                break;
            case 2:
                line_->misbehave(
                    {.match = "/v2/bot/message/push", .body_contains = user, .drop_before_accepting = true});
                break;
            default:
                line_->misbehave({.match = "/v2/bot/message/push", .body_contains = user, .delay = 300ms});
                break;
        }
    }
    for (int i = 0; i < 4; ++i) {
        teams_->misbehave({.match = "/activities", .method = "POST", .status = 502});
        teams_->misbehave({.match = "/activities", .method = "POST", .delay = 200ms, .drop_after_accepting = true});
    }
    smtp_->misbehave({.stage = SmtpMisbehaviour::Stage::dot, .drop_after = true});
    smtp_->misbehave({.stage = SmtpMisbehaviour::Stage::rcpt, .code = 452});
}

void Platforms::behave() {
    line_->behave();
    teams_->behave();
    smtp_->behave();
    refuse_some();
}

Balancer::Balancer(Platforms& platforms, const Fleet& fleet, std::uint64_t seed)
    : platforms_(platforms), fleet_(fleet), random_(seed) {
    const std::string first = fleet_.origin(pick());
    platforms_.line().set_service_url(first);
    platforms_.teams().set_service_url(first);
    switching_ = std::jthread([this](std::stop_token stop) {
        while (!stop.stop_requested()) {
            platforms_.line().set_service_url(fleet_.origin(pick()));
            platforms_.teams().set_service_url(fleet_.origin(pick()));
            std::this_thread::sleep_for(20ms);
        }
    });
    redelivering_ = std::jthread([this](std::stop_token stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(250ms);
            redelivered_ += platforms_.line().redeliver_failed().accepted;
        }
    });
}

void Balancer::stop() {
    for (std::jthread* one : {&switching_, &redelivering_}) {
        if (!one->joinable()) continue;
        one->request_stop();
        one->join();
    }
}

std::size_t Balancer::pick() { return random_.below(processes); }

bool Balancer::all_accepted() {
    const auto result = platforms_.line().redeliver_failed();
    redelivered_ += result.accepted;
    return result.failed == 0;
}

}  // namespace todoke::morning
