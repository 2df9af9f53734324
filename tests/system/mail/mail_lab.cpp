#include "tests/system/mail/mail_lab.hpp"

#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace todoke::test {
namespace {

namespace fs = std::filesystem;

struct Run {
    int status = -1;
    std::string output;
};

Run run(const std::string& command) {
    Run result;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run " + command);
    char buffer[4096];
    while (const auto count = std::fread(buffer, 1, sizeof buffer, pipe)) result.output.append(buffer, count);
    result.status = ::pclose(pipe);
    return result;
}

std::string quoted(const std::string& word) {
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

int free_port() {
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(one, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(one, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("no free port");
    ::close(one);
    return ntohs(address.sin_port);
}

const std::string lab = TODOKE_MAIL_LAB "/lab.sh ";

void must(const std::string& command) {
    // To a file: what keeps running holds its output open.
    const std::string out =
        (fs::temp_directory_path() / ("todoke-lab-" + std::to_string(::getpid()) + ".out")).string();
    const int status = std::system((command + " >" + out + " 2>&1 </dev/null").c_str());
    std::ifstream file(out);
    std::ostringstream said;
    said << file.rdbuf();
    fs::remove(out);
    if (status != 0) throw std::runtime_error(command + ": " + said.str());
}

}  // namespace

std::string MailLab::missing() {
    if (::geteuid() != 0) return "Postfix starts as root only";
    for (const char* program : {"/usr/sbin/postfix", "/usr/sbin/opendkim", "/usr/sbin/opendmarc"})
        if (!fs::exists(program)) return std::string(program) + " is not installed";
    if (run("/usr/bin/python3 -c 'import dkim'").status != 0) return "python3-dkim is not installed";
    return "";
}

MailLab::MailLab() : port_(free_port()) {
    std::string name = "/tmp/todoke-mail-XXXXXX";
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary directory");
    folder_ = name;
    try {
        must(lab + "start " + name + " " + std::to_string(port_) + " " + door() + " " + std::to_string(::getpid()));
    } catch (const std::exception&) {
        (void)std::system((lab + "stop " + name).c_str());
        throw;
    }
}

MailLab::~MailLab() { [[maybe_unused]] const int status = std::system((lab + "stop " + folder_.string()).c_str()); }

std::string MailLab::door() const { return (folder_ / "lmtp").string(); }

MailLab::Sent MailLab::send(const std::string& mail, const Options& options) const {
    const fs::path file = folder_ / "mail.eml";
    std::ofstream(file, std::ios::binary) << mail;
    std::string command =
        "/usr/bin/python3 " TODOKE_MAIL_LAB "/send.py " + std::to_string(port_) + " " + quoted(options.sender);
    for (const std::string& recipient : options.recipients) command += " " + quoted(recipient);
    if (options.utf8) command += " --utf8";
    if (options.sign) command += " --sign " + (folder_ / "dkim/guardian.test.key").string();
    const Run result = run(command + " <" + file.string());
    if (result.status != 0) throw std::runtime_error(result.output);
    Sent sent;
    for (const std::string& line : lines_of(result.output)) {
        if (line.starts_with("data "))
            sent.data = line.substr(5);
        else
            sent.recipients.push_back(line);
    }
    return sent;
}

std::vector<std::string> MailLab::queued() const {
    return lines_of(run("postqueue -c " + (folder_ / "conf").string() + " -j").output);
}

bool MailLab::empties(std::chrono::seconds within) const {
    const auto until = std::chrono::steady_clock::now() + within;
    while (!queued().empty()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{200});
    }
    return true;
}

void MailLab::set(const std::string& parameter) const {
    const std::string conf = (folder_ / "conf").string();
    must("postconf -c " + conf + " -e " + quoted(parameter));
    must("postfix -c " + conf + " reload");
}

void MailLab::kill_verifier() const { must("kill -9 $(cat " + (folder_ / "run/dkim.pid").string() + ")"); }

void MailLab::start_verifier() const {
    must("kill -9 $(cat " + (folder_ / "run/dmarc.pid").string() + ")");
    must(lab + "verify " + folder_.string());
}

std::string MailLab::log() const {
    std::ifstream file(folder_ / "log/mail.log");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace todoke::test
