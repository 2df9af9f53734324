// A real `todoke serve` as a child process, with a configuration of its own in a directory of its own: for benches and
// for tests beside other real processes.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace todoke::processes {

struct ServiceOptions {
    std::filesystem::path program, directory;  // the directory gets configuration, secrets and log
    std::filesystem::path schools, templates;  // the repository's
    std::string database;                      // conninfo
    std::string line_secret = "0123456789abcdef0123456789abcdef";
    std::string line_base = "http://127.0.0.1:9";  // port 9 of loopback: nobody is there, and nothing is to be sent
    int line_rate = 500;                           // messages per second
    std::string lmtp;                              // lmtp.listen; "" = no mail comes in
    std::string mail_domain = "attend.example.ed.jp";
    std::string mail_server = "smtp://127.0.0.1:9";
    std::string fault_points;  // where the first life dies by itself (bot/ports/fault.hpp)
};

inline const std::string master_key(32, 'k');  // with which a test can open what a service stored

class ServiceProcess {
public:
    explicit ServiceProcess(
        const ServiceOptions& options);  // migrates and starts; throws when it is not ready within 20 s
    ~ServiceProcess();                   // stops
    ServiceProcess(const ServiceProcess&) = delete;
    ServiceProcess& operator=(const ServiceProcess&) = delete;

    void stop();     // SIGTERM, and SIGKILL after 20 s
    void kill();     // SIGKILL
    void start();    // another life on the same configuration; throws when it is not ready within 20 s
    bool running();  // has not died by itself

    pid_t process() const { return process_; }
    int port() const { return port_; }

private:
    pid_t spawn(const char* command);

    ServiceOptions options_;
    std::string config_, log_;
    pid_t process_ = 0;
    int port_ = 0;
};

}  // namespace todoke::processes
