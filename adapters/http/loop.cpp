#include "adapters/http/loop.hpp"

#include "adapters/http/connection.hpp"
#include "adapters/http/response_head.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace todoke::http {

Shared::Shared(ServerOptions given, std::vector<Route> given_routes, Log& given_log)
    : options(std::move(given)),
      routes(std::move(given_routes)),
      log(given_log),
      blocking(
          std::make_unique<boost::asio::thread_pool>(static_cast<std::size_t>(std::max(1, options.blocking_threads)))) {
}

void Loop::take(boost::asio::ip::tcp::socket socket) {
    boost::asio::post(context_, [self = shared_from_this(), socket = std::move(socket)]() mutable {
        auto connection = std::make_shared<Connection>(*self, std::move(socket), self->connections_.size());
        self->connections_.push_back(connection);
        connection->start();
    });
}

void Loop::begin_stop() {
    boost::asio::post(context_, [self = shared_from_this()] {
        self->stopping_ = true;
        // From the end, because a closing connection gives its place to the last one.
        for (auto at = self->connections_.size(); at-- > 0;) {
            const auto connection = self->connections_[at];
            connection->close_if_idle();
        }
    });
}

void Loop::finish_stop() {
    boost::asio::post(context_, [self = shared_from_this()] {
        while (!self->connections_.empty()) {
            const auto connection = self->connections_.back();
            connection->close();
        }
        self->timer_.cancel();
        self->stopping_ = true;
        self->finished_ = true;
        self->work_.reset();
    });
}

void Loop::run() {
    wait_for_tick();
    context_.run();
}

Loop::Ticks Loop::deadline_in(std::chrono::milliseconds span) const {
    // The present tick has partly passed: one more, so that no time-out ends early.
    return now_ + static_cast<Ticks>((span + tick - std::chrono::milliseconds{1}) / tick) + 1;
}

std::string_view Loop::date() {
    if (!shared_->options.clock) return {};
    const auto second =
        std::chrono::floor<std::chrono::seconds>(shared_->options.clock->now()).time_since_epoch().count();
    if (second != date_second_) {
        date_second_ = second;
        date_ = http_date(second);
    }
    return date_;
}

void Loop::forget(const Connection& connection) {
    const auto place = connection.place();
    connections_[place] = std::move(connections_.back());
    connections_[place]->move_to(place);
    connections_.pop_back();
    --shared_->connections;
}

void Loop::wait_for_tick() {
    timer_.expires_after(tick);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || finished_) return;
        ++now_;
        for (auto at = connections_.size(); at-- > 0;) {
            const auto connection = connections_[at];
            connection->check_deadline(now_);
        }
        wait_for_tick();
    });
}

}  // namespace todoke::http
