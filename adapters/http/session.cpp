#include "adapters/http/session.hpp"

#include <exception>

#include "adapters/http/gate.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

namespace todoke::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Error = beast::error_code;

constexpr std::string_view end_of_head = "\r\n\r\n";

std::string_view phrase(int status) {
    const auto text = beast::http::obsolete_reason(static_cast<beast::http::status>(status));
    return {text.data(), text.size()};
}

std::string head_of(const HttpResponse& response, bool close) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head += phrase(response.status);
    head += "\r\nContent-Length: " + std::to_string(response.body.size());
    if (close) head += "\r\nConnection: close";
    for (const auto& [name, value] : response.headers) {
        if (value.find_first_of("\r\n") != std::string::npos || name.find_first_of("\r\n:") != std::string::npos) continue;
        head += "\r\n" + name + ": " + value;
    }
    head += "\r\n\r\n";
    return head;
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, Shared& shared)
    : stream_(std::move(socket)), shared_(shared), answer_timer_(stream_.get_executor()) {
    ++shared_.connections;
}

Session::~Session() { --shared_.connections; }

void Session::start() {
    Error ignored;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    wait_for_request();
}

// Between two requests a connection keeps as little as possible: a thousand idle guardians must not cost memory.
void Session::wait_for_request() {
    parser_.reset();
    body_buffer_ = {};
    out_ = {};
    in_.assign(256, '\0');
    in_.shrink_to_fit();
    stream_.expires_after(shared_.options.idle_timeout);
    stream_.async_read_some(asio::buffer(in_), [self = shared_from_this()](Error error, std::size_t count) {
        if (error) return self->close();
        self->in_.resize(count);
        self->read_head();
    });
}

void Session::read_head() {
    if (in_.find(end_of_head) != std::string::npos) return on_head();
    stream_.expires_after(shared_.options.head_timeout);
    asio::async_read_until(stream_, asio::dynamic_buffer(in_, shared_.options.max_head), end_of_head,
                           [self = shared_from_this()](Error error, std::size_t) {
                               if (error == asio::error::not_found) return self->refuse(431, "head_too_large");
                               if (error == beast::error::timeout) return self->refuse(408, "head_timeout");
                               if (error) return self->close();
                               self->on_head();
                           });
}

void Session::on_head() {
    const auto head_size = in_.find(end_of_head) + end_of_head.size();
    if (head_size > shared_.options.max_head) return refuse(431, "head_too_large");
    if (const auto refusal = inspect_head(std::string_view(in_).substr(0, head_size)))
        return refuse(refusal->status, refusal->reason);
    parser_ = std::make_unique<Parser>();
    Error error;
    std::size_t used = parser_->put(asio::buffer(in_.data(), head_size), error);
    if (error == beast::http::error::need_more) error = {};
    if (error || !parser_->is_header_done() || used != head_size) return refuse(400, "head");
    in_.erase(0, head_size);

    const auto target = std::string_view(parser_->get().target().data(), parser_->get().target().size());
    const auto path = target.substr(0, target.find('?'));
    const auto method = parser_->get().method_string();
    auto match = shared_.router.find({method.data(), method.size()}, path);
    if (!match.route) return refuse(match.status, match.status == 405 ? "method" : "path");
    const auto length = parser_->content_length();
    if (length && *length > match.route->body_limit) return refuse(413, "body_too_large");
    parser_->body_limit(match.route->body_limit);
    read_body(*match.route, std::move(match.parameters));
}

void Session::read_body(const Route& route, std::map<std::string, std::string, std::less<>> parameters) {
    parser_->eager(true);
    const bool continue_wanted = parser_->get().count(beast::http::field::expect) > 0 && in_.empty();
    if (!in_.empty()) {
        asio::buffer_copy(body_buffer_.prepare(in_.size()), asio::buffer(in_));
        body_buffer_.commit(in_.size());
        in_ = {};
    }
    if (parser_->is_done()) return dispatch(route, std::move(parameters));
    if (continue_wanted) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        Error ignored;
        stream_.socket().non_blocking(true, ignored);
        stream_.socket().write_some(asio::buffer(go_on), ignored);
    }
    stream_.expires_after(shared_.options.body_timeout);
    beast::http::async_read(stream_, body_buffer_, *parser_,
                            [self = shared_from_this(), &route, parameters = std::move(parameters)](Error error, std::size_t) mutable {
                                if (error == beast::http::error::body_limit) return self->refuse(413, "body_too_large");
                                if (error == beast::error::timeout) return self->refuse(408, "body_timeout");
                                if (error == beast::http::error::partial_message || error == beast::http::error::end_of_stream)
                                    return self->close();
                                if (error) return self->refuse(400, "body");
                                self->dispatch(route, std::move(parameters));
                            });
}

void Session::dispatch(const Route& route, std::map<std::string, std::string, std::less<>> parameters) {
    auto& message = parser_->get();
    // One request at a time: whoever sends the next before our answer is cut off after it.
    close_after_ = !message.keep_alive() || body_buffer_.size() > 0 || !in_.empty() || shared_.draining;
    HttpRequest request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    request.path = request.target.substr(0, request.target.find('?'));
    request.path_parameters = std::move(parameters);
    for (const auto& field : message)
        request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    request.body = std::move(message.body());
    Error ignored;
    request.peer_address = stream_.socket().remote_endpoint(ignored).address().to_string();

    ++shared_.in_flight;
    waiting_ = true;
    const std::uint64_t number = ++request_;
    stream_.expires_never();
    answer_timer_.expires_after(shared_.options.answer_timeout);
    answer_timer_.async_wait([self = shared_from_this(), number](Error error) {
        if (!error) self->answer(number, {.status = 503, .body = {}, .close = true});
    });
    Respond respond = [self = shared_from_this(), number](HttpResponse response) {
        asio::post(self->stream_.get_executor(), [self, number, response = std::move(response)]() mutable {
            self->answer(number, std::move(response));
        });
    };
    const auto run = [&log = shared_.log, &route](HttpRequest given, Respond done) {
        try {
            route.handler(std::move(given), done);
        } catch (const std::exception&) {
            log.error("http.surprise", {{"route", Code{route.pattern}}});
            done({.status = 500});
        }
    };
    if (route.may_block)
        asio::post(shared_.blocking, [run, request = std::move(request), respond = std::move(respond)]() mutable {
            run(std::move(request), std::move(respond));
        });
    else run(std::move(request), std::move(respond));
}

void Session::answer(std::uint64_t request, HttpResponse response) {
    if (!waiting_ || request != request_) return;  // answered before
    waiting_ = false;
    --shared_.in_flight;
    answer_timer_.cancel();
    close_after_ = close_after_ || response.close;
    write(std::move(response));
}

void Session::refuse(int status, std::string_view reason) {
    shared_.log.debug("http.refused", {{"status", status}, {"reason", Code{reason}}});
    close_after_ = true;
    write({.status = status});
}

void Session::write(HttpResponse response) {
    out_ = head_of(response, close_after_);
    out_ += response.body;
    stream_.expires_after(shared_.options.body_timeout);
    asio::async_write(stream_, asio::buffer(out_), [self = shared_from_this()](Error error, std::size_t) {
        if (error || self->close_after_) return self->close();
        self->wait_for_request();
    });
}

void Session::close() {
    Error ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    // What the peer still sends is thrown away for a moment, so that it can read our answer before the connection is reset.
    if (!close_after_ || in_.capacity() == 0) return;
    in_.assign(4096, '\0');
    close_after_ = false;
    stream_.expires_after(std::chrono::seconds{1});
    stream_.async_read_some(asio::buffer(in_), [self = shared_from_this()](Error, std::size_t) {});
}

}  // namespace todoke::http
