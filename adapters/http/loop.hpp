// One I/O thread: its connections, a read buffer that they share (an idle connection owns none), and a slow tick that
// ends what takes too long. Time-outs are counted in ticks, so that a request costs no timer and no look at a clock.
#pragma once

#include "adapters/http/http.hpp"
#include "adapters/http/route_table.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

namespace todoke::http {

class Connection;

// What all loops of a server share.
struct Shared {
    Shared(ServerOptions given, std::vector<Route> given_routes, Log& given_log);

    const ServerOptions options;
    const RouteTable routes;
    Log& log;
    std::unique_ptr<boost::asio::thread_pool> blocking;  // gone when the server has stopped
    std::atomic<std::size_t> waiting_for_thread{0};
    std::atomic<std::size_t> connections{0};
};

class Loop : public std::enable_shared_from_this<Loop> {
public:
    static constexpr std::chrono::milliseconds tick{100};
    using Ticks = std::uint64_t;

    explicit Loop(std::shared_ptr<Shared> shared) : shared_(std::move(shared)), timer_(context_) {}

    // From any thread.
    boost::asio::io_context& context() { return context_; }
    void take(boost::asio::ip::tcp::socket socket);  // counted in Shared::connections already
    void begin_stop();                               // idle connections close now, the others after their answer
    void finish_stop();                              // everything closes; run() returns
    bool finished() const { return finished_; }

    void run();  // the thread

    // On the loop's thread only.
    Shared& shared() { return *shared_; }
    std::array<char, 64 * 1024>& scratch() { return scratch_; }
    Ticks deadline_in(std::chrono::milliseconds span) const;
    bool stopping() const { return stopping_; }
    std::string_view date();
    void forget(const Connection& connection);

private:
    void wait_for_tick();

    std::shared_ptr<Shared> shared_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
    boost::asio::steady_timer timer_;
    std::vector<std::shared_ptr<Connection>> connections_;
    std::array<char, 64 * 1024> scratch_{};
    Ticks now_ = 0;
    std::string date_;
    long long date_second_ = -1;
    bool stopping_ = false;
    std::atomic<bool> finished_{false};
};

}  // namespace todoke::http
