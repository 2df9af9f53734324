// One connection: head, gate, route, body, answer, again. Lives on one I/O thread; the answer may come from any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http/http.hpp"
#include "adapters/http/router.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace todoke::http {

// What all sessions of a server share.
struct Shared {
    const ServerOptions& options;
    const Router& router;
    Log& log;
    boost::asio::thread_pool& blocking;
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> in_flight{0};
    std::atomic<bool> draining{false};
};

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(boost::asio::ip::tcp::socket socket, Shared& shared);
    ~Session();
    void start();
    boost::beast::tcp_stream::executor_type executor() { return stream_.get_executor(); }

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void wait_for_request();
    void read_head();
    void on_head();
    void read_body(const Route& route, std::map<std::string, std::string, std::less<>> parameters);
    void dispatch(const Route& route, std::map<std::string, std::string, std::less<>> parameters);
    void refuse(int status, std::string_view reason);   // answers and closes
    void answer(std::uint64_t request, HttpResponse response);
    void write(HttpResponse response);
    void close();

    boost::beast::tcp_stream stream_;
    Shared& shared_;
    boost::asio::steady_timer answer_timer_;
    std::string in_;                     // bytes not yet understood: the head, and what came with it
    boost::beast::flat_buffer body_buffer_;
    std::unique_ptr<Parser> parser_;
    std::string out_;
    std::uint64_t request_ = 0;          // number of the request being handled
    bool waiting_ = false;               // its answer has not come yet
    bool close_after_ = false;
};

}  // namespace todoke::http
