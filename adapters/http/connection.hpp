// One connection: head, gate, route, body, handler, answer, again. Everything runs on its loop's thread; only the
// handler's answer may come from elsewhere.
#pragma once

#include "adapters/http/header_gate.hpp"
#include "adapters/http/loop.hpp"
#include "bot/ports/http.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

namespace todoke::http {

class RequestParser;

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Loop& loop, boost::asio::ip::tcp::socket socket, std::size_t place);
    ~Connection();

    void start();
    void check_deadline(Loop::Ticks now);
    void close_if_idle();
    void close();

    // Of the request with that number; a second answer, and one that comes too late, has no effect.
    void answer(std::uint64_t number, HttpResponse response);

    std::size_t place() const { return place_; }  // in the loop's list
    void move_to(std::size_t place) { place_ = place; }

private:
    using error_code = boost::system::error_code;
    enum class State {
        idle,          // between two requests
        reading_head,  // also: new, nothing has come yet
        reading_body,
        handling,
        writing,
        farewell,  // our last answer is out; the rest of the input is thrown away
        closed
    };

    void wait_readable();
    void on_readable();
    void consume(std::string_view data);
    bool begin_request(std::string_view head);  // false: refused
    void read_body(std::string_view data);
    void dispatch();
    void refuse(Refusal refusal, Headers headers = {});
    void begin_writing(HttpResponse response);
    void write_more();
    void after_writing();
    std::string peer_address(const HttpRequest& request) const;

    Loop& loop_;
    boost::asio::ip::tcp::socket socket_;
    std::size_t place_;
    State state_ = State::reading_head;
    bool waiting_ = false;       // for input
    bool close_after_ = false;   // no further request on this connection
    bool unread_input_ = false;  // closing at once would reset the connection before our answer is read
    bool continue_wanted_ = false;
    bool peer_is_proxy_ = false;
    Loop::Ticks deadline_ = 0;
    std::uint64_t number_ = 0;  // of the request being handled
    std::string peer_;
    std::string pending_;  // input that is not yet understood
    std::unique_ptr<RequestParser> parser_;
    const Route* route_ = nullptr;
    std::chrono::steady_clock::time_point begun_{};
    std::string head_out_;
    std::string body_out_;
    std::size_t written_ = 0;  // of both
};

}  // namespace todoke::http
