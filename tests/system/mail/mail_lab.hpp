// A real mail system around a test: Postfix with its verifiers (lab.sh), and senders that speak to it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace todoke::test {

class MailLab {
public:
    // What is missing for it on this machine; "" = nothing.
    static std::string missing();

    MailLab();   // throws when it does not start
    ~MailLab();  // stopped, and nothing left
    MailLab(const MailLab&) = delete;
    MailLab& operator=(const MailLab&) = delete;

    struct Sent {
        std::vector<std::string> recipients;  // "r-abcd@in.school.test 250"
        std::string data;  // "250 2.0.0 Ok: queued as …", or why the sender is refused; "" = no recipient was taken
    };
    struct Options {
        std::string sender = "sato@guardian.test";
        std::vector<std::string> recipients{"r-abcd2345@in.school.test"};
        bool sign = false;  // as the domain guardian.test does
        bool utf8 = false;
    };
    Sent send(const std::string& mail, const Options& options) const;
    Sent send(const std::string& mail) const { return send(mail, Options{}); }

    int port() const { return port_; }
    std::string door() const;  // where Postfix hands over: a path
    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }

    std::vector<std::string> queued() const;  // one JSON line for each mail that Postfix keeps
    bool empties(std::chrono::seconds within) const;
    void set(const std::string& parameter) const;  // "minimal_backoff_time = 2s", from now on
    void kill_verifier() const;
    void start_verifier() const;
    std::string log() const;  // what Postfix wrote

private:
    std::filesystem::path folder_;
    int port_ = 0;
};

}  // namespace todoke::test
