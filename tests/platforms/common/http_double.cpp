#include "tests/platforms/common/http_double.hpp"

#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/common/text.hpp"

#include <arpa/inet.h>
#include <condition_variable>
#include <cstring>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <httplib.h>

namespace todoke::platforms {

namespace {

// Connections of service and tests together; each keeps a thread while it is kept alive.
constexpr std::size_t server_threads = 96;
constexpr int highest_descriptor = 4096;

// cpp-httplib hides the socket of a request. Our end is the one descriptor whose own port is ours and whose peer is the
// caller's port; peer 0 means every caller.
void cut_connections(int own_port, int peer_port) {
    for (int descriptor = 3; descriptor < highest_descriptor; ++descriptor) {
        sockaddr_in own{}, peer{};
        socklen_t own_size = sizeof own, peer_size = sizeof peer;
        if (getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &own_size) != 0 || own.sin_family != AF_INET ||
            ntohs(own.sin_port) != own_port ||
            getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0)
            continue;
        if (peer_port == 0 || ntohs(peer.sin_port) == peer_port) shutdown(descriptor, SHUT_RDWR);
    }
}

}  // namespace

struct HttpDouble::Server {
    httplib::Server http;
    std::thread thread;
    int port = 0;
    std::mutex mutex;
    std::condition_variable stopping;
    bool stopped = false;

    void sleep(std::chrono::milliseconds delay) {
        std::unique_lock lock(mutex);
        stopping.wait_for(lock, delay, [this] { return stopped; });
    }
};

std::string Request::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::map<std::string, std::string> Request::form() const { return form_of(body); }

Answer json_answer(int status, const boost::json::value& body) { return {.status = status, .body = serialize(body)}; }

HttpDouble::HttpDouble(std::string name, Clock clock, const std::filesystem::path& books)
    : clock_(clock ? std::move(clock) : real_clock()),
      books_(std::move(name), books),
      server_(std::make_unique<Server>()) {}

HttpDouble::~HttpDouble() { stop(); }

int HttpDouble::port() const { return server_->port; }
std::string HttpDouble::origin() const { return fmt::format("http://127.0.0.1:{}", server_->port); }
Books& HttpDouble::books() { return books_; }
Instant HttpDouble::now() const { return clock_(); }
void HttpDouble::misbehave(Misbehaviour misbehaviour) { misbehaviours_.order(std::move(misbehaviour)); }
void HttpDouble::behave() { misbehaviours_.clear(); }

void HttpDouble::start(int port) {
    auto& http = server_->http;
    http.new_task_queue = [] { return new httplib::ThreadPool(server_threads); };
    http.set_keep_alive_max_count(1'000'000);
    http.set_keep_alive_timeout(60);
    http.set_tcp_nodelay(true);
    const auto serve = [this](const httplib::Request& from, httplib::Response& to) {
        Request request{.method = from.method, .path = from.target.substr(0, from.target.find('?')), .body = from.body};
        request.segments = path_segments(request.path);
        for (const auto& [key, value] : from.params) request.query[key] = value;
        for (const auto& [name, value] : from.headers)
            if (name != "REMOTE_ADDR" && name != "REMOTE_PORT" && name != "LOCAL_ADDR" && name != "LOCAL_PORT")
                request.headers[lower_ascii(name)] = value;

        const bool is_control = !request.segments.empty() && request.segments.front() == "_double";
        Answer answer;
        bool drop = false;
        if (is_control) {
            answer = control_door(request);
        } else {
            const auto order = misbehaviours_.take(request.method, from.target, request.body);
            std::string misbehaved;
            if (order && order->delay.count() > 0) {
                server_->sleep(order->delay);
                misbehaved = "delay";
            }
            if (order && order->drop_before_accepting) {
                drop = true;
                misbehaved = "drop_before_accepting";
            } else if (order && order->status != 0 && !order->accept) {
                answer = {.status = order->status,
                          .body = order->body.empty() ? words_for(order->status) : order->body,
                          .headers = order->headers};
                misbehaved = "status";
            } else {
                answer = this->answer(request);
                if (order && order->drop_after_accepting) {
                    drop = true;
                    misbehaved = "drop_after_accepting";
                } else if (order && order->status != 0) {
                    answer.status = order->status;
                    answer.body = order->body.empty() ? words_for(order->status) : order->body;
                    misbehaved = "accepted_then_status";
                }
                if (order) answer.headers.insert(order->headers.begin(), order->headers.end());
            }
            if (answer.body.starts_with('<')) answer.content_type = "text/html";
            for (const auto& [name, value] : headers_of_every_answer()) answer.headers.try_emplace(name, value);
            note(request, answer, drop, misbehaved);
        }
        if (drop) return cut_connections(server_->port, from.remote_port);
        to.status = answer.status;
        for (const auto& [name, value] : answer.headers) to.set_header(name, value);
        if (!answer.body.empty()) to.set_content(answer.body, answer.content_type);
    };
    http.Get("/.*", serve);
    http.Post("/.*", serve);
    http.Put("/.*", serve);
    http.Delete("/.*", serve);

    server_->port = port == 0 ? http.bind_to_any_port("127.0.0.1") : port;
    if (port == 0 ? server_->port <= 0 : !http.bind_to_port("127.0.0.1", port))
        throw std::runtime_error(fmt::format("{}: port {} cannot be bound", books_.name(), port));
    server_->thread = std::thread([this] { server_->http.listen_after_bind(); });
    while (!http.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void HttpDouble::stop() {
    if (!server_->thread.joinable()) return;
    {
        std::lock_guard lock(server_->mutex);
        server_->stopped = true;
    }
    server_->stopping.notify_all();
    server_->http.stop();
    // Kept-alive connections would otherwise hold their threads until the keep-alive time is over. A connection that
    // was only just accepted may miss the first cut, so it is repeated until the server is gone.
    std::thread cutter([this] {
        std::unique_lock lock(server_->mutex);
        while (server_->stopped) {
            cut_connections(server_->port, 0);
            server_->stopping.wait_for(lock, std::chrono::milliseconds(20));
        }
    });
    server_->thread.join();
    {
        std::lock_guard lock(server_->mutex);
        server_->stopped = false;
    }
    server_->stopping.notify_all();
    cutter.join();
}

Answer HttpDouble::answer(const Request& request) {
    try {
        return handle(request);
    } catch (const std::exception& surprise) {
        // A fault of the double itself must be seen as such and not as the platform's.
        return json_answer(599, {{"double_failed", surprise.what()}});
    }
}

void HttpDouble::note(const Request& request, const Answer& answer, bool dropped, const std::string& misbehaved) {
    std::string path = request.path, separator = "?";
    for (const auto& [key, value] : request.query)
        if (request.header("content-type").find("form-urlencoded") == std::string::npos)
            path += std::exchange(separator, "&") + key + "=" + value;
    books_.append({.at = now(),
                   .method = request.method,
                   .path = path,
                   .headers = headers_for_books(request.headers),
                   .body = body_for_books(request.body, request.header("content-type")),
                   .status = dropped ? 0 : answer.status,
                   .answer = body_for_books(answer.body, answer.content_type),
                   .delivered = answer.delivered,
                   .delivered_to = answer.delivered_to,
                   .misbehaved = misbehaved});
}

Answer HttpDouble::control_door(const Request& request) {
    try {
        boost::json::object body;
        if (!request.body.empty()) body = boost::json::parse(request.body).as_object();
        const std::string door = request.segments.size() > 1 ? request.segments[1] : "";
        if (owns(door)) return control(request, body);
        if (door == "ping") return json_answer(200, {{"name", books_.name()}, {"now", to_iso_utc(now())}});
        if (door == "books" && request.method == "GET") {
            const auto since = request.query.find("since");
            boost::json::array lines;
            for (const auto& entry : books_.since(since == request.query.end() ? 0 : std::stoull(since->second)))
                lines.push_back(entry.to_json());
            return json_answer(200, lines);
        }
        if (door == "misbehave" && request.method == "POST") {
            misbehave(misbehaviour_from(body));
            return json_answer(200, boost::json::object());
        }
        if (door == "misbehave" && request.method == "DELETE") {
            behave();
            return json_answer(200, boost::json::object());
        }
        return control(request, body);
    } catch (const std::exception& wrong) {
        return json_answer(400, {{"error", wrong.what()}});
    }
}

HttpDouble::Posted HttpDouble::post(const std::string& url, const std::string& body,
                                    std::map<std::string, std::string> headers) {
    const auto path_at = url.find('/', url.find("://") + 3);
    const std::string path = path_at == std::string::npos ? "/" : url.substr(path_at);
    httplib::Client client(url.substr(0, path_at));
    client.set_tcp_nodelay(true);
    client.set_connection_timeout(std::chrono::seconds(5));
    client.set_read_timeout(std::chrono::seconds(20));
    httplib::Headers sent;
    std::string content_type = "application/json; charset=utf-8";
    for (const auto& [name, value] : headers) {
        if (name == "content-type")
            content_type = value;
        else
            sent.emplace(name, value);
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto result = client.Post(path, sent, body, content_type);
    Posted posted;
    posted.latency = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
    if (result) {
        posted.status = result->status;
        posted.body = result->body;
    } else {
        posted.error = httplib::to_string(result.error());
    }
    books_.append({.at = now(),
                   .direction = "out",
                   .method = "POST",
                   .path = url,
                   .headers = headers_for_books(headers),
                   .body = body_for_books(body, content_type),
                   .status = posted.status,
                   .answer = body_for_books(posted.body, "")});
    return posted;
}

}  // namespace todoke::platforms
