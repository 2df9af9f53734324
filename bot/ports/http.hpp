// HTTP as the rest of the house sees it: plain structs, no library. adapters/http implements the server (Beast, behind
// the header gate) and the client (cpp-httplib).
#pragma once

#include "bot/ports/failure.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace todoke {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method;  // upper case
    std::string target;  // as received, path and query
    std::string path;    // without query
    std::map<std::string, std::string, std::less<>>
        path_parameters;  // {account} of the route's pattern, percent-decoded
    Headers headers;
    std::string body;          // raw bytes, never re-coded
    std::string peer_address;  // for throttles and the access log

    // First header of that name, case-insensitive; nullopt when absent.
    std::optional<std::string_view> header(std::string_view name) const;
};

struct HttpResponse {
    int status = 200;
    Headers headers;  // Content-Length and Date are added by the server
    std::string body;
    bool close = false;
};

// Answers exactly once, from any thread. Calling it a second time has no effect.
using Respond = std::function<void(HttpResponse)>;
using RouteHandler = std::function<void(HttpRequest, Respond)>;

struct Route {
    std::string method;                    // "POST"
    std::string pattern;                   // "/webhooks/line/{account}"
    std::size_t body_limit = 1024 * 1024;  // bytes; larger gets 413
    bool may_block = false;                // true: run on the small blocking pool, not on an I/O thread
    RouteHandler handler;
};

class HttpServer {
public:
    virtual ~HttpServer() = default;
    virtual std::expected<void, Failure> start() = 0;  // binds and serves until stop
    virtual int port() const = 0;                      // the bound port (useful when 0 was asked for)
    virtual void stop() = 0;  // stops accepting, answers what is in flight (at most 1.5 s), closes
};

// --- client ----------------------------------------------------------------------------------------------------------

struct ClientRequest {
    std::string method = "POST";
    std::string origin;  // "https://api.line.me" or a loopback "http://127.0.0.1:5001"
    std::string path;    // begins with '/'
    Headers headers;
    std::string body;
    std::string content_type;  // empty: no body type sent
    bool public_address_only =
        false;  // refuse when the host resolves to a private or loopback address (checked on the connection)
    std::chrono::milliseconds connect_timeout{3000};
    std::chrono::milliseconds answer_timeout{8000};
};

struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string body;  // at most 1 MiB
    std::optional<std::string_view> header(std::string_view name) const;
};

// How far a request that got no answer had come: a sender decides by it whether repeating may double.
enum class NoAnswer { not_started, ambiguous };

struct ClientFailure {
    NoAnswer progress = NoAnswer::ambiguous;
    Failure failure;
};

// Blocking; connections are kept alive and shared by origin; no redirects are followed; safe from several threads.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    virtual std::expected<ClientResponse, ClientFailure> send(const ClientRequest& request) = 0;
};

std::string percent_encode(std::string_view text);  // everything but unreserved characters
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace todoke
