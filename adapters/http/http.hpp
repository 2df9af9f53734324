// Server and client behind bot/ports/http.hpp. What the server refuses, and why: README.md of this folder.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/http.hpp"
#include "bot/ports/log.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::http {

struct AnsweredRequest {
    std::string_view route;  // the pattern, never the path; valid during the call
    int status = 0;
    std::chrono::microseconds took{0};  // handler called to answer handed over; 0 without a clock
};

struct ServerOptions {
    std::string host = "127.0.0.1";        // numeric, or "localhost" for 127.0.0.1
    int port = 0;                          // 0 = any free one
    int threads = 2;                       // I/O threads
    int blocking_threads = 4;              // for routes that may block
    std::size_t max_connections = 2000;    // one more gets 503 and is closed
    std::size_t max_head = 16 * 1024;      // bytes of request line and headers
    std::size_t max_blocking_queue = 256;  // requests waiting for a blocking thread; one more gets 503
    // Time-outs are counted in steps of 100 ms and never end early. A new connection has head_timeout to send its first
    // head; idle_timeout is for the time between two requests.
    std::chrono::milliseconds head_timeout{5000}, body_timeout{10000}, idle_timeout{30000}, answer_timeout{20000};
    std::chrono::milliseconds write_timeout{10000};  // answer begun to answer taken by the peer
    std::chrono::milliseconds farewell_timeout{
        2000};                                     // after a refusal unread input is thrown away so that it can be read
    std::chrono::milliseconds stop_timeout{1500};  // `stop` waits so long for what is in flight
    const Clock* clock = nullptr;  // outlives the server; gives the Date header and the durations of on_answered
    // Reverse proxies by exact address: for their connections peer_address is the last entry of X-Forwarded-For.
    std::vector<std::string> trusted_proxies{};
    // For metrics, called on I/O threads: quick, and must not throw. May be empty.
    std::function<void(const AnsweredRequest&)> on_answered{};
    std::function<void(std::string_view reason)> on_refused{};  // a constant such as "gate.host_count", "time.head"
};

// `log` must outlive the server. Routes are tried in their order. Throws std::invalid_argument for a bad pattern.
std::unique_ptr<HttpServer> make_server(ServerOptions options, std::vector<Route> routes, Log& log);

// Safe from several threads; certificates are verified against the system's authorities.
std::unique_ptr<HttpClient> make_client();

}  // namespace todoke::http
