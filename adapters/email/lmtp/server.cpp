#include "adapters/email/lmtp/server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <future>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <variant>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace todoke::email::lmtp {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Socket = asio::generic::stream_protocol::socket;
using Milliseconds = std::chrono::milliseconds;

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

struct Shared {
    DoorOptions options;
    Intake intake;
    Log& log;
    asio::io_context context{1};
};

// One connection. Everything runs on the door's only thread; outcomes come from elsewhere and are posted there.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<Shared> shared, Socket socket)
        : shared_(std::move(shared)),
          socket_(std::move(socket)),
          patience_(shared_->context),
          settled_(shared_->context),
          session_(shared_->options.host, shared_->options.limits, shared_->intake.ours) {}

    asio::awaitable<void> run() {
        std::array<char, 64 * 1024> input;
        while (co_await say() && !session_.finished()) {
            if (draining_ && !session_.receiving()) {
                session_.drain();
                continue;
            }
            error_code error;
            wait_at_most(session_.receiving() ? shared_->options.stall_timeout : shared_->options.idle_timeout);
            const std::size_t count = co_await socket_.async_read_some(asio::buffer(input), into(error));
            patience_.cancel();
            if (error == asio::error::operation_aborted && !closed_) {
                if (!timed_out_) continue;
                shared_->intake.count("connection.timed_out");
                session_.time_out();
                continue;
            }
            if (error) break;
            session_.feed({input.data(), count});
            // What was answered already is said first: storing may take its time.
            while (session_.mail() && co_await say()) session_.settle(co_await hand_over(*session_.mail()));
            if (session_.mail()) break;
        }
        close();
    }

    void drain() {
        draining_ = true;
        if (session_.receiving() || session_.mail()) return session_.drain();
        error_code ignored;
        socket_.cancel(ignored);
    }

    void close() {
        closed_ = true;
        error_code ignored;
        socket_.close(ignored);
        patience_.cancel();
        settled_.cancel();
    }

private:
    void wait_at_most(Milliseconds span) {
        timed_out_ = false;
        patience_.expires_after(span);
        patience_.async_wait([self = shared_from_this()](const error_code& error) {
            if (error || self->closed_) return;
            self->timed_out_ = true;
            error_code ignored;
            self->socket_.cancel(ignored);
        });
    }

    asio::awaitable<bool> say() {
        const std::string replies = session_.take_replies();
        if (replies.empty()) co_return !closed_;
        error_code error;
        wait_at_most(shared_->options.stall_timeout);
        co_await asio::async_write(socket_, asio::buffer(replies), into(error));
        patience_.cancel();
        co_return !error && !closed_;
    }

    // Whoever is not settled in time is asked to come again; its copy may be stored all the same and is then found.
    asio::awaitable<std::vector<Taken>> hand_over(const Mail& mail) {
        struct Waiting {
            std::vector<std::optional<Taken>> outcomes;
            std::size_t missing;
        };
        const auto waiting = std::make_shared<Waiting>(
            Waiting{std::vector<std::optional<Taken>>(mail.recipients.size()), mail.recipients.size()});
        settled_.expires_after(shared_->options.store_timeout);
        try {
            shared_->intake.take(
                mail, [shared = shared_, self = weak_from_this(), waiting](std::size_t recipient, Taken outcome) {
                    asio::post(shared->context, [self, waiting, recipient, outcome] {
                        auto& place = waiting->outcomes.at(recipient);
                        if (place) return;
                        place = outcome;
                        const auto connection = self.lock();
                        if (--waiting->missing == 0 && connection) connection->settled_.cancel();
                    });
                });
        } catch (const std::exception&) {
            shared_->log.error("lmtp.surprise");
            settled_.expires_after(Milliseconds{0});
        }
        error_code error;
        if (!closed_) co_await settled_.async_wait(into(error));
        std::vector<Taken> outcomes;
        for (const auto& one : waiting->outcomes) {
            outcomes.push_back(one.value_or(Taken::not_now));
            shared_->intake.count(outcomes.back() == Taken::yes ? mail_stored : mail_deferred);
        }
        co_return outcomes;
    }

    const std::shared_ptr<Shared> shared_;
    Socket socket_;
    asio::steady_timer patience_, settled_;
    Session session_;
    bool draining_ = false, closed_ = false, timed_out_ = false;
};

class Door : public Listener {
public:
    Door(DoorOptions options, Intake intake, Log& log)
        : shared_(std::make_shared<Shared>(std::move(options), std::move(intake), log)), pause_(shared_->context) {}

    ~Door() override { stop(); }

    std::expected<void, Failure> start() override {
        const ListenAddress& at = shared_->options.at;
        const error_code error = at.unix_path.empty() ? listen_on_port() : listen_on_path();
        if (error)
            return std::unexpected(Failure{
                FailureCode::misconfigured,
                "cannot listen on " + (at.unix_path.empty() ? at.host + ":" + std::to_string(at.port) : at.unix_path) +
                    ": " + error.message(),
                "choose another address in lmtp.listen, or stop what uses it"});
        accept();
        thread_ = std::thread([this] { shared_->context.run(); });
        return {};
    }

    void stop() override {
        if (!thread_.joinable()) return;
        on_thread([this] {
            error_code ignored;
            std::visit([&](auto& acceptor) { acceptor->close(ignored); }, acceptor_);
            pause_.cancel();
            for (const auto& connection : connections_) connection->drain();
        });
        const auto step = Milliseconds{5};
        for (auto waited = step; open_ > 0 && waited < shared_->options.stop_timeout; waited += step)
            std::this_thread::sleep_for(step);
        on_thread([this] {
            for (const auto& connection : connections_) connection->close();
        });
        work_.reset();
        thread_.join();
        if (!shared_->options.at.unix_path.empty()) ::unlink(shared_->options.at.unix_path.c_str());
    }

private:
    using Port = std::optional<asio::ip::tcp::acceptor>;
    using Place = std::optional<asio::local::stream_protocol::acceptor>;

    void on_thread(const std::function<void()>& work) {
        std::promise<void> done;
        asio::post(shared_->context, [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }

    template <class Acceptor, class Endpoint>
    error_code open(Acceptor& acceptor, const Endpoint& endpoint) {
        error_code error;
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
        if (error) {
            error_code ignored;
            acceptor.close(ignored);
        }
        return error;
    }

    error_code listen_on_port() {
        const ListenAddress& at = shared_->options.at;
        error_code error;
        const auto address = asio::ip::make_address(at.host == "localhost" ? "127.0.0.1" : at.host, error);
        if (error) return error;
        auto& acceptor = acceptor_.emplace<Port>();
        acceptor.emplace(shared_->context);
        return open(*acceptor, asio::ip::tcp::endpoint(address, static_cast<unsigned short>(at.port)));
    }

    // A socket that a killed process left behind is in the way; one that somebody listens on stays theirs. Who may
    // connect is decided by the directory it lies in.
    error_code listen_on_path() {
        const std::string& path = shared_->options.at.unix_path;
        asio::local::stream_protocol::endpoint endpoint;
        if (path.size() + 1 > endpoint.capacity()) return asio::error::name_too_long;
        endpoint.path(path);
        asio::local::stream_protocol::socket probe(shared_->context);
        error_code error;
        probe.connect(endpoint, error);
        if (!error) return asio::error::address_in_use;
        struct stat found{};
        if (error == asio::error::connection_refused && ::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode))
            ::unlink(path.c_str());
        auto& acceptor = acceptor_.emplace<Place>();
        acceptor.emplace(shared_->context);
        error = open(*acceptor, endpoint);
        if (!error && ::chmod(path.c_str(), 0666) != 0) error.assign(errno, boost::system::system_category());
        return error;
    }

    void accept() {
        const auto taken = [this](const error_code& error, Socket socket) {
            const bool closed = std::visit([](auto& acceptor) { return !acceptor->is_open(); }, acceptor_);
            if (closed) return;
            if (!error) {
                take(std::move(socket));
                return accept();
            }
            // Without descriptors the next try would fail at once, and the one after it.
            shared_->log.error("lmtp.cannot_accept");
            pause_.expires_after(Milliseconds{100});
            pause_.async_wait([this](const error_code& ended) {
                if (!ended) accept();
            });
        };
        std::visit(
            [&](auto& acceptor) {
                next_ = std::make_unique<Socket>(shared_->context);
                acceptor->async_accept(*next_,
                                       [this, taken](const error_code& error) { taken(error, std::move(*next_)); });
            },
            acceptor_);
    }

    void take(Socket socket) {
        if (connections_.size() >= shared_->options.max_connections) {
            shared_->intake.count("connection.refused");
            error_code ignored;
            socket.non_blocking(true, ignored);
            socket.write_some(asio::buffer("421 4.3.2 " + shared_->options.host + " too many connections\r\n"),
                              ignored);
            return;
        }
        shared_->intake.count("connection.accepted");
        const auto connection = std::make_shared<Connection>(shared_, std::move(socket));
        connections_.insert(connection);
        ++open_;
        asio::co_spawn(
            shared_->context, [connection] { return connection->run(); },
            [this, connection](const std::exception_ptr& surprise) {
                if (surprise) {
                    shared_->log.error("lmtp.surprise");
                    connection->close();
                }
                connections_.erase(connection);
                --open_;
            });
    }

    std::shared_ptr<Shared> shared_;
    asio::executor_work_guard<asio::io_context::executor_type> work_{shared_->context.get_executor()};
    asio::steady_timer pause_;
    std::variant<Port, Place> acceptor_;
    std::unique_ptr<Socket> next_;
    std::set<std::shared_ptr<Connection>> connections_;
    std::atomic<std::size_t> open_{0};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Listener> make_door(DoorOptions options, Intake intake, Log& log) {
    return std::make_unique<Door>(std::move(options), std::move(intake), log);
}

}  // namespace todoke::email::lmtp
