#include "adapters/http/ticket.hpp"

#include "adapters/http/connection.hpp"

#include <exception>
#include <typeinfo>

#include <boost/asio/dispatch.hpp>

namespace todoke::http {

Ticket::Ticket(std::shared_ptr<Loop> loop, std::shared_ptr<Connection> connection, std::uint64_t number)
    : loop_(std::move(loop)), connection_(std::move(connection)), number_(number) {}

Ticket::~Ticket() {
    try {
        answer({.status = 500});
    } catch (...) {
        // Out of memory: the answer's time-out remains.
    }
}

void Ticket::answer(HttpResponse response) {
    if (answered_.exchange(true) || loop_->finished()) return;
    boost::asio::dispatch(loop_->context(),
                          [connection = connection_, number = number_, response = std::move(response)]() mutable {
                              connection->answer(number, std::move(response));
                          });
}

void Ticket::run(const Route& route, Log& log, HttpRequest request, std::shared_ptr<Ticket> ticket) {
    try {
        route.handler(std::move(request), [ticket](HttpResponse response) { ticket->answer(std::move(response)); });
    } catch (const std::exception& surprise) {
        // The message may carry what a person wrote; the type may not.
        log.error("http.handler_failed", {{"route", Code{route.pattern}}, {"type", Code{typeid(surprise).name()}}});
        ticket->answer({.status = 500});
    } catch (...) {
        log.error("http.handler_failed", {{"route", Code{route.pattern}}, {"type", Code{"unknown"}}});
        ticket->answer({.status = 500});
    }
}

}  // namespace todoke::http
