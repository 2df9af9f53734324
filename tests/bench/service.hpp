// A real `todoke serve` as a child process, with a configuration of its own in a directory of its own.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace todoke::bench {

struct ServiceOptions {
    std::filesystem::path program, directory;  // the directory gets configuration, secrets and log
    std::filesystem::path schools, templates;  // the repository's
    std::string database;                      // conninfo
    std::string line_secret;
    std::string line_base = "http://127.0.0.1:9";  // port 9 of loopback: nobody is there, and nothing is to be sent
    int line_rate = 500;                           // messages per second
};

class ServiceProcess {
public:
    explicit ServiceProcess(
        const ServiceOptions& options);  // migrates and starts; throws when it is not ready within 20 s
    ~ServiceProcess();                   // SIGTERM, and SIGKILL after 20 s
    ServiceProcess(const ServiceProcess&) = delete;
    ServiceProcess& operator=(const ServiceProcess&) = delete;

    pid_t process() const { return process_; }
    int port() const { return port_; }

private:
    pid_t spawn(const char* command);

    ServiceOptions options_;
    std::string config_, log_;
    pid_t process_ = 0;
    int port_ = 0;
};

}  // namespace todoke::bench
