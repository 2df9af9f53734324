#include "tests/processes/service_process.hpp"

#include "bot/ports/crypto.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace todoke::processes {
namespace {

namespace fs = std::filesystem;

constexpr const char* configuration = R"(
service: {{ listen: "127.0.0.1:{port}", admin_listen: "127.0.0.1:{admin}", public_url: "http://127.0.0.1:{port}",
            development: true, templates: "{templates}" }}
database: {{ url: "env:TODOKE_PROCESS_DATABASE" }}
keys: {{ master: "file:master.key" }}
line:
  - account: demo
    channel_id: "1650000000"
    channel_secret: "file:line.secret"
    bot_user_id: "Ud0000000000000000000000000000001"
    api_base: "{line}"
    data_base: "{line}"
    rate: {rate}
teams:
  - account: demo
    app_id: "22222222-2222-4222-8222-222222222222"
    tenant_id: "11111111-1111-4111-8111-111111111111"
    client_secret: "file:teams.secret"
    login_base: "http://127.0.0.1:9"
    openid_metadata: "http://127.0.0.1:9/openid"
    allowed_service_hosts: ["http://127.0.0.1:9"]
email:
  - account: demo
    domain: {domain}
    from: "attend@{domain}"
    smtp_url: "{mail}"
    authserv_id: mx.attend.example.ed.jp
schools: ["{schools}/*.yaml"]
{lmtp}
)";

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Two that are free now; both are open until both are known, or they would be the same.
std::pair<int, int> free_ports() {
    int sockets[2], ports[2];
    for (int i = 0; i < 2; ++i) {
        sockets[i] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(0);
        socklen_t size = sizeof address;
        if (::bind(sockets[i], reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::getsockname(sockets[i], reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no free port");
        ports[i] = ntohs(address.sin_port);
    }
    for (const int one : sockets) ::close(one);
    return {ports[0], ports[1]};
}

bool listens(int port) {
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool open = ::connect(one, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(one);
    return open;
}

void write_private(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

}  // namespace

ServiceProcess::ServiceProcess(const ServiceOptions& options) : options_(options) {
    const auto [port, admin] = free_ports();
    port_ = port;
    const fs::path& home = options_.directory;
    config_ = home / "todoke.yaml";
    log_ = home / "service.log";
    write_private(home / "master.key", crypto::to_base64(master_key));
    write_private(home / "line.secret", options_.line_secret);
    write_private(home / "teams.secret", "not used");
    write_private(
        config_,
        fmt::format(configuration, fmt::arg("port", port), fmt::arg("admin", admin),
                    fmt::arg("templates", options_.templates.string()), fmt::arg("schools", options_.schools.string()),
                    fmt::arg("line", options_.line_base), fmt::arg("rate", options_.line_rate),
                    fmt::arg("domain", options_.mail_domain), fmt::arg("mail", options_.mail_server),
                    fmt::arg("lmtp", options_.lmtp.empty() ? "" : "lmtp: { listen: \"" + options_.lmtp + "\" }")));
    ::setenv("TODOKE_PROCESS_DATABASE", options_.database.c_str(), 1);

    int status = 0;
    if (::waitpid(spawn("migrate"), &status, 0) < 0 || status != 0)
        throw std::runtime_error("migrate failed, see " + log_);
    if (!options_.fault_points.empty()) ::setenv("TODOKE_FAULT_POINTS", options_.fault_points.c_str(), 1);
    start();
    ::unsetenv("TODOKE_FAULT_POINTS");
}

void ServiceProcess::start() {
    stop();
    process_ = spawn("serve");
    for (int i = 0; i < 200; ++i) {
        if (listens(port_)) return;
        if (!running()) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    throw std::runtime_error("the service did not start, see " + log_);
}

bool ServiceProcess::running() {
    if (process_ > 0 && ::waitpid(process_, nullptr, WNOHANG) == process_) process_ = 0;
    return process_ > 0;
}

pid_t ServiceProcess::spawn(const char* command) {
    const std::string program = options_.program.string();
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child > 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out < 0 || ::dup2(out, 1) < 0 || ::dup2(out, 2) < 0) ::_exit(126);
    ::execl(program.c_str(), program.c_str(), "--config", config_.c_str(), command, static_cast<char*>(nullptr));
    ::_exit(127);
}

ServiceProcess::~ServiceProcess() { stop(); }

void ServiceProcess::stop() {
    if (!running()) return;
    ::kill(process_, SIGTERM);
    for (int i = 0; i < 200; ++i) {
        if (!running()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    kill();
}

void ServiceProcess::kill() {
    if (!running()) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
}

}  // namespace todoke::processes
