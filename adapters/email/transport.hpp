// Handing one mail for one recipient to a mail server (SMTP submission). "Accepted" means that the server has it in its
// queue.
#pragma once

#include "bot/ports/channel.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace todoke::email {

struct Server {
    std::string url;   // "smtp://127.0.0.1:25" or "smtps://…"
    std::string ehlo;  // the name we give
    enum class StartTls { off, attempt, require } start_tls = StartTls::require;
    std::string user, password;
    // XOAUTH2, instead of a password: read for every mail, because tokens live an hour and somebody else renews them.
    std::function<std::string()> bearer;
    std::string trusted;  // file of certificates that are trusted instead of the machine's; "" = the machine's
};

enum class Stage { connecting, greeting, sender, recipient, data, after_dot };

// How one hand-over ended.
struct HandOver {
    bool done = false;  // 250 after the final dot
    Stage stage = Stage::connecting;
    int code = 0;          // of the refusing answer; 0: none came
    std::string enhanced;  // "5.1.1"; "" when the answer has none
    std::string queue_id;
    bool tls_failed = false, login_failed = false, timed_out = false;
};

bool refuses_login(const HandOver& hand_over);
SendResult result_of(const HandOver& hand_over);

// Asks a mail server of this machine to deliver now what it keeps for a domain (ETRN). Blocking; whether it does so is
// its own affair.
bool ask_for_queued(const Server& server, const std::string& domain);

class Transport {
public:
    explicit Transport(Server server);
    ~Transport();
    // Blocking, at most 9 s. `mail` is complete, CRLF, 7-bit. Connections are kept and used again.
    HandOver hand_over(const std::string& from, const std::string& to, const std::string& mail);

    struct Session;

private:
    HandOver attempt(const std::string& from, const std::string& to, const std::string& mail,
                     const std::string& bearer);
    std::unique_ptr<Session> take();
    void give_back(std::unique_ptr<Session> session);

    Server server_;
    std::mutex mutex_;  // guards idle_; never held during a transfer
    std::vector<std::unique_ptr<Session>> idle_;
};

}  // namespace todoke::email
