#include "adapters/http/loop.hpp"

#include <algorithm>
#include <future>
#include <optional>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

namespace todoke::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::string_view full_house =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// Accepting goes on the first loop's thread; connections are dealt out in turn and stay where they are.
class Server : public HttpServer {
public:
    Server(ServerOptions options, std::vector<Route> routes, Log& log)
        : shared_(std::make_shared<Shared>(std::move(options), std::move(routes), log)) {
        for (int i = 0; i < std::max(1, shared_->options.threads); ++i)
            loops_.push_back(std::make_shared<Loop>(shared_));
        acceptor_.emplace(loops_[0]->context());
        pause_.emplace(loops_[0]->context());
    }

    ~Server() override { stop(); }

    std::expected<void, Failure> start() override {
        const auto& options = shared_->options;
        error_code error;
        const auto address = asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
        if (!error && (options.port < 0 || options.port > 65535)) error = asio::error::invalid_argument;
        const tcp::endpoint endpoint(address, static_cast<unsigned short>(options.port));
        if (!error) acceptor_->open(endpoint.protocol(), error);
        if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_->bind(endpoint, error);
        if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            error_code ignored;
            acceptor_->close(ignored);
            return std::unexpected(Failure{
                FailureCode::misconfigured,
                "cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " + error.message(),
                "choose another address in service.listen, or stop what uses it"});
        }
        port_ = acceptor_->local_endpoint(error).port();
        accept();
        for (const auto& loop : loops_) threads_.emplace_back([loop] { loop->run(); });
        return {};
    }

    int port() const override { return port_; }

    void stop() override {
        if (threads_.empty()) return;
        std::promise<void> closed;
        asio::post(loops_[0]->context(), [&] {
            error_code ignored;
            acceptor_->close(ignored);
            pause_->cancel();
            closed.set_value();
        });
        closed.get_future().wait();  // from here on no loop is given a connection
        for (const auto& loop : loops_) loop->begin_stop();
        // Shutting down once is not worth a condition variable on the path of every connection.
        const auto step = std::chrono::milliseconds{5};
        for (auto waited = step; shared_->connections > 0 && waited < shared_->options.stop_timeout; waited += step)
            std::this_thread::sleep_for(step);
        for (const auto& loop : loops_) loop->finish_stop();
        for (auto& thread : threads_) thread.join();
        threads_.clear();
        shared_->blocking->stop();
        shared_->blocking->join();
        shared_->blocking.reset();  // with what still waited for a thread
    }

private:
    void accept() {
        auto& loop = *loops_[next_++ % loops_.size()];
        acceptor_->async_accept(loop.context(), [this, &loop](const error_code& error, tcp::socket socket) {
            if (!acceptor_->is_open()) return;
            if (error == asio::error::no_descriptors || error == asio::error::no_memory ||
                error == asio::error::no_buffer_space)
                return accept_later();
            if (!error) take(loop, std::move(socket));
            accept();
        });
    }

    // Without descriptors the next try would fail at once, and the one after it.
    void accept_later() {
        shared_->log.error("http.cannot_accept");
        pause_->expires_after(std::chrono::milliseconds{100});
        pause_->async_wait([this](const error_code& error) {
            if (!error && acceptor_->is_open()) accept();
        });
    }

    void take(Loop& loop, tcp::socket socket) {
        if (shared_->connections >= shared_->options.max_connections) {
            if (shared_->options.on_refused) shared_->options.on_refused("connections.full");
            error_code ignored;
            socket.non_blocking(true, ignored);
            socket.write_some(asio::buffer(full_house), ignored);
            return;
        }
        ++shared_->connections;
        loop.take(std::move(socket));
    }

    std::shared_ptr<Shared> shared_;
    std::vector<std::shared_ptr<Loop>> loops_;
    std::optional<tcp::acceptor> acceptor_;
    std::optional<asio::steady_timer> pause_;
    std::size_t next_ = 0;
    int port_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<HttpServer> make_server(ServerOptions options, std::vector<Route> routes, Log& log) {
    return std::make_unique<Server>(std::move(options), std::move(routes), log);
}

}  // namespace todoke::http
