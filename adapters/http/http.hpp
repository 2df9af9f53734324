#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bot/ports/http.hpp"
#include "bot/ports/log.hpp"

namespace todoke::http {

struct ServerOptions {
    std::string host = "127.0.0.1";
    int port = 0;                       // 0 = any free one
    int threads = 2;                    // I/O threads
    int blocking_threads = 4;           // for routes that may block
    std::size_t max_connections = 2000;
    std::size_t max_head = 16 * 1024;   // bytes of request line and headers
    std::chrono::milliseconds head_timeout{5000}, body_timeout{10000}, idle_timeout{30000}, answer_timeout{20000};
};

// `log` must outlive the server.
std::unique_ptr<HttpServer> make_server(ServerOptions options, std::vector<Route> routes, Log& log);

std::unique_ptr<HttpClient> make_client();

}  // namespace todoke::http
