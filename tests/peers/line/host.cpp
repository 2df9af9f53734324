// A whole service on a database of its own and a LINE double beside it, for a program that speaks to both. The first
// line of output says where they are (JSON). Then, for every line of input:
//   inbox    → the keys of all events that the service has stored, as a JSON array
// The end of input ends the program.
#include "bot/app/service.hpp"
#include "bot/ports/crypto.hpp"
#include "tests/platforms/line/line_double.hpp"
#include "tests/store/database_fixture.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke {
namespace {

namespace fs = std::filesystem;

constexpr const char* channel_id = "1650000000";
constexpr const char* bot = "Ud0000000000000000000000000000001";
constexpr const char* user = "U00000000000000000000000000000002";
constexpr const char* secret = "0123456789abcdef0123456789abcdef";
constexpr const char* next_secret = "fedcba9876543210fedcba9876543210";

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

struct Folder {
    fs::path path = fs::temp_directory_path() / ("todoke-line-peer-" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

// The other channels lead to port 9 of loopback: nobody is there.
constexpr const char* configuration = R"(
service: {{ listen: "127.0.0.1:0", admin_listen: "127.0.0.1:0", public_url: "http://127.0.0.1:1", development: true,
            templates: "{templates}" }}
database: {{ url: "file:database.url" }}
keys: {{ master: "file:master.key" }}
line:
  - account: demo
    channel_id: "{channel}"
    channel_secret: ["file:line.secret", "file:line.next"]
    bot_user_id: {bot}
    api_base: "{platform}"
    data_base: "{platform}"
teams:
  - account: demo
    app_id: "22222222-2222-4222-8222-222222222222"
    tenant_id: "11111111-1111-4111-8111-111111111111"
    client_secret: "file:line.secret"
    login_base: "http://127.0.0.1:9"
    openid_metadata: "http://127.0.0.1:9/openid"
    allowed_service_hosts: ["http://127.0.0.1:9"]
email:
  - account: demo
    domain: attend.example.ed.jp
    from: "attend@attend.example.ed.jp"
    smtp_url: "smtp://127.0.0.1:9"
    authserv_id: mx.attend.example.ed.jp
schools: ["{schools}/*.yaml"]
)";

fs::path write_configuration(const fs::path& folder, const std::string& database, const std::string& platform) {
    write_file(folder / "master.key", crypto::to_base64(std::string(32, 'k')));
    write_file(folder / "database.url", database);
    write_file(folder / "line.secret", secret);
    write_file(folder / "line.next", next_secret);
    write_file(folder / "todoke.yaml",
               fmt::format(configuration, fmt::arg("templates", TODOKE_TEMPLATES), fmt::arg("channel", channel_id),
                           fmt::arg("bot", bot), fmt::arg("platform", platform),
                           fmt::arg("schools", TODOKE_CONFIG "/schools")));
    return folder / "todoke.yaml";
}

int host() {
    const test::TestDatabase database;
    platforms::LineDouble platform({});
    platform.add_channel({.channel_id = channel_id, .secret = secret, .bot_user_id = bot});
    platform.add_user({.user_id = user, .display_name = "佐藤", .account = "demo"});
    const Folder folder;
    auto service = Service::make(write_configuration(folder.path, database.conninfo(), platform.origin()));
    if (!service) {
        for (const auto& problem : service.error()) std::cerr << problem << '\n';
        return 1;
    }
    if (const auto started = (*service)->start(); !started) {
        std::cerr << started.error().what << '\n';
        return 1;
    }
    const std::string url = "http://127.0.0.1:" + std::to_string((*service)->port());
    platform.set_service_url(url);
    std::cout << boost::json::serialize(boost::json::object{{"webhook", url + "/webhooks/line/demo"},
                                                            {"platform", platform.origin()},
                                                            {"channelId", channel_id},
                                                            {"secrets", {secret, next_secret}},
                                                            {"destination", bot},
                                                            {"user", user}})
              << std::endl;
    for (std::string line; std::getline(std::cin, line);)
        if (line == "inbox")
            std::cout << database.text_of("select coalesce(json_agg(event_key order by id), '[]') from inbox")
                      << std::endl;
    (*service)->stop();
    return 0;
}

}  // namespace
}  // namespace todoke

int main() { return todoke::host(); }
