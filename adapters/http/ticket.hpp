// What a handler's Respond holds: the right to answer one request once, from any thread, also after the server is gone.
#pragma once

#include "adapters/http/loop.hpp"
#include "bot/ports/http.hpp"

#include <atomic>
#include <cstdint>
#include <memory>

namespace todoke::http {

class Ticket {
public:
    Ticket(std::shared_ptr<Loop> loop, std::shared_ptr<Connection> connection, std::uint64_t number);
    ~Ticket();  // a handler that lets go of its Respond without answering: 500 at once instead of 503 much later
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;

    void answer(HttpResponse response);

    // Calls the handler and turns an exception into 500 and an error in the log.
    static void run(const Route& route, Log& log, HttpRequest request, std::shared_ptr<Ticket> ticket);

private:
    const std::shared_ptr<Loop> loop_;  // before the connection: its socket needs the loop until it is gone
    const std::shared_ptr<Connection> connection_;
    const std::uint64_t number_;
    std::atomic<bool> answered_{false};
};

}  // namespace todoke::http
