#include <thread>
#include <vector>

#include "adapters/http/session.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace todoke::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

// One io_context per thread: a connection lives on one thread and needs no lock.
class Server : public HttpServer {
public:
    Server(ServerOptions options, std::vector<Route> routes, Log& log)
        : options_(std::move(options)), router_(std::move(routes)), log_(log),
          blocking_(static_cast<std::size_t>(options_.blocking_threads)),
          shared_{options_, router_, log_, blocking_}, accepting_(1), acceptor_(accepting_) {
        for (int i = 0; i < options_.threads; ++i) {
            contexts_.push_back(std::make_unique<asio::io_context>(1));
            guards_.push_back(asio::make_work_guard(*contexts_.back()));
        }
    }
    ~Server() override { stop(); }

    std::expected<void, Failure> start() override {
        Error error;
        const auto address = asio::ip::make_address(options_.host, error);
        const tcp::endpoint endpoint(address, static_cast<unsigned short>(options_.port));
        if (!error) acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error)
            return std::unexpected(Failure{FailureCode::misconfigured,
                                           "cannot listen on " + options_.host + ":" + std::to_string(options_.port) + ": " + error.message(),
                                           "choose another address in service.listen, or stop what uses it"});
        port_ = acceptor_.local_endpoint().port();
        accept();
        threads_.emplace_back([this] { accepting_.run(); });
        for (auto& context : contexts_) threads_.emplace_back([&context] { context->run(); });
        return {};
    }

    int port() const override { return port_; }

    void stop() override {
        if (threads_.empty()) return;
        shared_.draining = true;
        asio::post(accepting_, [this] {
            Error ignored;
            acceptor_.close(ignored);
        });
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{1500};
        while (shared_.in_flight > 0 && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        accepting_.stop();
        blocking_.stop();
        for (auto& context : contexts_) context->stop();
        for (auto& thread : threads_) thread.join();
        blocking_.join();
        threads_.clear();
    }

private:
    void accept() {
        asio::io_context& context = *contexts_[next_++ % contexts_.size()];
        acceptor_.async_accept(context, [this](Error error, tcp::socket socket) {
            if (error == asio::error::operation_aborted) return;
            if (!error && shared_.connections < options_.max_connections) {
                auto session = std::make_shared<Session>(std::move(socket), shared_);
                asio::post(session->executor(), [session] { session->start(); });
            }
            if (acceptor_.is_open()) accept();
        });
    }

    ServerOptions options_;
    Router router_;
    Log& log_;
    asio::thread_pool blocking_;
    Shared shared_;
    std::vector<std::unique_ptr<asio::io_context>> contexts_;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards_;
    asio::io_context accepting_;
    tcp::acceptor acceptor_;
    std::size_t next_ = 0;
    int port_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<HttpServer> make_server(ServerOptions options, std::vector<Route> routes, Log& log) {
    return std::make_unique<Server>(std::move(options), std::move(routes), log);
}

}  // namespace todoke::http
