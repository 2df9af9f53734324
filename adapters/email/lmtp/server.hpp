// The door for mail: LMTP over a loopback port or a unix socket. Never to be reached from outside; in front stands a
// mail server, which keeps every mail until each of its recipients got a 250.
#pragma once

#include "adapters/email/lmtp/session.hpp"
#include "bot/ports/channel.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/settings.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace todoke::email::lmtp {

struct DoorOptions {
    ListenAddress at;
    std::string host;  // what we call ourselves
    Limits limits{};
    std::size_t max_connections = 100;
    // Postfix keeps a connection for up to 300 s.
    std::chrono::milliseconds idle_timeout{360'000};
    std::chrono::milliseconds stall_timeout{180'000};  // nothing more of a mail, or nobody reads our replies
    std::chrono::milliseconds store_timeout{25'000};   // then 451: the mail comes again, and is found stored
    std::chrono::milliseconds stop_timeout{4'000};
};

// What becomes of one recipient's copy; from any thread, once for each, also after the door is gone.
using Settle = std::function<void(std::size_t recipient, Taken outcome)>;

// What is counted of mails, once for each recipient.
inline constexpr std::string_view mail_stored = "mail.stored", mail_deferred = "mail.deferred";

struct Intake {
    std::function<bool(const Path&)> ours;  // is mail for this recipient meant for us?
    std::function<void(const Mail&, const Settle&)> take;
    std::function<void(std::string_view happened)> count;  // a constant, for the operators' page
};

std::unique_ptr<Listener> make_door(DoorOptions options, Intake intake, Log& log);

}  // namespace todoke::email::lmtp
