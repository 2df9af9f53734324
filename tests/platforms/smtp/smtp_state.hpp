// Internal to the mail double.
#pragma once

#include "tests/platforms/common/http_double.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"

#include <condition_variable>
#include <mutex>

#include <boost/asio/ssl/context.hpp>

namespace todoke::platforms {

struct SmtpDouble::State {
    State(Clock of, const std::filesystem::path& directory)
        : clock(of ? std::move(of) : real_clock()), books("smtp", directory) {}

    Clock clock;
    Books books;
    mutable std::mutex mutex;
    mutable std::condition_variable changed;
    std::vector<Mail> mails;
    std::vector<SmtpMisbehaviour> orders;
    bool stopped = false;
    std::unique_ptr<boost::asio::ssl::context> tls;
    std::string bearer;  // the only token that XOAUTH2 takes; empty = any

    struct Listener;  // the Asio part
    std::shared_ptr<Listener> listener;
    std::unique_ptr<HttpDouble> control;

    std::optional<SmtpMisbehaviour> take(SmtpMisbehaviour::Stage stage, const std::vector<std::string>& recipients);
    bool knows(const std::string& proof) const;  // of XOAUTH2, as it was sent
    void sleep(std::chrono::milliseconds delay);
    Mail keep(const std::string& from, const std::vector<std::string>& to, const std::string& raw);
    std::vector<Mail> mailbox(const std::string& address) const;
    void note(const std::string& command, const std::string& path, int code, boost::json::value body = nullptr,
              const std::string& misbehaved = "");
    void listen(int port);
    void close();
    int port() const;
};

}  // namespace todoke::platforms
