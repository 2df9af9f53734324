#include "adapters/http/connection.hpp"

#include "adapters/http/request_parser.hpp"
#include "adapters/http/response_head.hpp"
#include "adapters/http/ticket.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace todoke::http {
namespace {

namespace asio = boost::asio;

constexpr std::string_view end_of_head = "\r\n\r\n";

bool would_block(const boost::system::error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again;
}

// Assigning an empty string would keep the memory.
void release(std::string& text) { std::string().swap(text); }

// The last entry is the one that the proxy next to us wrote; those before it are the peer's own words.
std::string_view last_entry(std::string_view list) {
    const auto comma = list.rfind(',');
    if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
    while (list.starts_with(' ') || list.starts_with('\t')) list.remove_prefix(1);
    return list;
}

}  // namespace

Connection::Connection(Loop& loop, asio::ip::tcp::socket socket, std::size_t place)
    : loop_(loop), socket_(std::move(socket)), place_(place) {}

Connection::~Connection() = default;

void Connection::start() {
    error_code error;
    socket_.non_blocking(true, error);
    if (!error) socket_.set_option(asio::ip::tcp::no_delay(true), error);
    const auto peer = error ? asio::ip::tcp::endpoint{} : socket_.remote_endpoint(error);
    if (error || loop_.stopping()) return close();
    peer_ = peer.address().to_string();
    for (const auto& proxy : loop_.shared().options.trusted_proxies) peer_is_proxy_ = peer_is_proxy_ || proxy == peer_;
    deadline_ = loop_.deadline_in(loop_.shared().options.head_timeout);
    wait_readable();
}

void Connection::wait_readable() {
    if (std::exchange(waiting_, true)) return;  // a time-out answered while a wait was on
    // Waiting without a buffer: the data are read into the loop's own when they are there.
    socket_.async_wait(asio::ip::tcp::socket::wait_read, [self = shared_from_this()](const error_code& error) {
        self->waiting_ = false;
        if (self->state_ == State::closed || self->state_ == State::writing) return;
        if (error) return self->close();
        self->on_readable();
    });
}

void Connection::on_readable() {
    error_code error;
    auto& scratch = loop_.scratch();
    const auto count = socket_.read_some(asio::buffer(scratch), error);
    if (would_block(error)) return wait_readable();
    if (error) return close();
    if (state_ == State::farewell) return wait_readable();
    if (pending_.empty()) return consume({scratch.data(), count});
    pending_.append(scratch.data(), count);
    const auto all = std::move(pending_);
    pending_.clear();
    consume(all);
}

void Connection::consume(std::string_view data) {
    if (state_ == State::reading_body) return read_body(data);
    const auto& options = loop_.shared().options;
    if (state_ == State::idle) {
        state_ = State::reading_head;
        deadline_ = loop_.deadline_in(options.head_timeout);
    }
    const auto end = data.find(end_of_head);
    const bool complete = end != std::string_view::npos;
    const auto head = complete ? data.substr(0, end + end_of_head.size()) : data;
    if (head.size() > options.max_head) return refuse({431, "head.too_large"});
    if (const auto refusal = check_header_bytes(head)) return refuse(*refusal);
    if (!complete) {
        pending_.assign(data);
        return wait_readable();
    }
    if (!begin_request(head)) return;
    read_body(data.substr(head.size()));
}

bool Connection::begin_request(std::string_view head) {
    auto& shared = loop_.shared();
    parser_ = std::make_unique<RequestParser>(shared.options.max_head);
    auto& request = parser_->request();
    auto refusal = parser_->read_head(head);
    if (!refusal) refusal = check_header({request.method, request.target, parser_->version(), request.headers});
    if (refusal) return refuse(*refusal), false;

    auto match = shared.routes.find(request.method, request.path, request.path_parameters);
    if (match.status == 404) return refuse({404, "route.path"}), false;
    if (match.status == 405) return refuse({405, "route.method"}, {{"Allow", std::move(match.allow)}}), false;
    if (!match.route) return refuse({match.status, "route.parameter"}), false;
    route_ = match.route;
    if (parser_->announced_length() > route_->body_limit) return refuse({413, "body.too_large"}), false;
    parser_->limit_body(route_->body_limit);

    close_after_ = !parser_->keep_alive();
    continue_wanted_ = parser_->version() >= 11 && request.header("Expect").has_value();
    state_ = State::reading_body;
    deadline_ = loop_.deadline_in(shared.options.body_timeout);
    return true;
}

void Connection::read_body(std::string_view data) {
    if (const auto refusal = parser_->read_body(data)) return refuse(*refusal);
    if (!parser_->done()) {
        if (data.size() > loop_.shared().options.max_head) return refuse({400, "body.chunk_head"});
        pending_.assign(data);
        if (continue_wanted_) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            error_code error;
            // 25 bytes into an empty send buffer: a peer that cannot take them is gone.
            if (socket_.write_some(asio::buffer(go_on), error) != go_on.size()) return close();
            continue_wanted_ = false;
        }
        return wait_readable();
    }
    // One request at a time: whoever sends more before our answer gets no second one on this connection.
    if (!data.empty()) unread_input_ = close_after_ = true;
    dispatch();
}

void Connection::dispatch() {
    auto& shared = loop_.shared();
    auto request = std::move(parser_->request());
    parser_.reset();
    request.peer_address = peer_address(request);
    state_ = State::handling;
    deadline_ = loop_.deadline_in(shared.options.answer_timeout);
    if (shared.options.clock && shared.options.on_answered) begun_ = shared.options.clock->mono();
    const auto& route = *route_;
    auto ticket = std::make_shared<Ticket>(loop_.shared_from_this(), shared_from_this(), ++number_);
    if (!route.may_block) return Ticket::run(route, shared.log, std::move(request), std::move(ticket));

    if (shared.waiting_for_thread >= shared.options.max_blocking_queue) return ticket->answer({.status = 503});
    ++shared.waiting_for_thread;
    asio::post(*shared.blocking, [&shared, &route, request = std::move(request), ticket = std::move(ticket)]() mutable {
        --shared.waiting_for_thread;
        Ticket::run(route, shared.log, std::move(request), std::move(ticket));
    });
}

void Connection::answer(std::uint64_t number, HttpResponse response) {
    if (state_ != State::handling || number != number_) return;
    const auto& shared = loop_.shared();
    if (!is_writable(response)) {
        shared.log.error("http.unwritable_answer", {{"route", Code{route_->pattern}}, {"status", response.status}});
        response = {.status = 500};
    }
    if (shared.options.on_answered) {
        AnsweredRequest facts{route_->pattern, response.status, {}};
        if (shared.options.clock)
            facts.took = std::chrono::duration_cast<std::chrono::microseconds>(shared.options.clock->mono() - begun_);
        shared.options.on_answered(facts);
    }
    error_code error;
    if (socket_.available(error) > 0) unread_input_ = close_after_ = true;
    close_after_ = close_after_ || response.close || loop_.stopping();
    begin_writing(std::move(response));
}

void Connection::refuse(Refusal refusal, Headers headers) {
    const auto& shared = loop_.shared();
    shared.log.debug("http.refused", {{"status", refusal.status}, {"reason", Code{refusal.reason}}});
    if (shared.options.on_refused) shared.options.on_refused(refusal.reason);
    parser_.reset();
    release(pending_);
    unread_input_ = close_after_ = true;
    begin_writing({.status = refusal.status, .headers = std::move(headers), .body = {}});
}

void Connection::begin_writing(HttpResponse response) {
    state_ = State::writing;
    deadline_ = loop_.deadline_in(loop_.shared().options.write_timeout);
    head_out_ = response_head(response, loop_.date(), close_after_);
    body_out_ = std::move(response.body);
    written_ = 0;
    write_more();
}

void Connection::write_more() {
    const auto total = head_out_.size() + body_out_.size();
    while (written_ < total) {
        const auto in_head = std::min(written_, head_out_.size());
        const std::array<asio::const_buffer, 2> rest = {asio::buffer(head_out_) + in_head,
                                                        asio::buffer(body_out_) + (written_ - in_head)};
        error_code error;
        written_ += socket_.write_some(rest, error);
        if (would_block(error)) {
            return socket_.async_wait(asio::ip::tcp::socket::wait_write,
                                      [self = shared_from_this()](error_code failed) {
                                          if (self->state_ != State::writing) return;
                                          if (failed) return self->close();
                                          self->write_more();
                                      });
        }
        if (error) return close();
    }
    after_writing();
}

void Connection::after_writing() {
    release(head_out_);
    release(body_out_);
    const auto& options = loop_.shared().options;
    if (!close_after_ && !loop_.stopping()) {
        state_ = State::idle;
        deadline_ = loop_.deadline_in(options.idle_timeout);
        return wait_readable();
    }
    if (!unread_input_) return close();
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    state_ = State::farewell;
    deadline_ = loop_.deadline_in(options.farewell_timeout);
    wait_readable();
}

void Connection::check_deadline(Loop::Ticks now) {
    if (now < deadline_) return;
    switch (state_) {
        case State::reading_head:
            // Nothing was asked yet: nothing is answered.
            if (pending_.empty()) return close();
            return refuse({408, "time.head"});
        case State::reading_body:
            return refuse({408, "time.body"});
        case State::handling:
            loop_.shared().log.warning("http.no_answer_in_time", {{"route", Code{route_->pattern}}});
            return answer(number_, {.status = 503, .close = true});
        case State::idle:
        case State::writing:
        case State::farewell:
            return close();
        case State::closed:
            return;
    }
}

void Connection::close_if_idle() {
    if (state_ == State::idle || (state_ == State::reading_head && pending_.empty())) close();
}

void Connection::close() {
    if (state_ == State::closed) return;
    state_ = State::closed;
    error_code ignored;
    socket_.close(ignored);
    parser_.reset();
    loop_.forget(*this);
}

std::string Connection::peer_address(const HttpRequest& request) const {
    if (!peer_is_proxy_) return peer_;
    // With several headers of that name the proxy's own is the last.
    std::string_view forwarded;
    for (const auto& [name, value] : request.headers)
        if (equal_ignoring_case(name, "X-Forwarded-For")) forwarded = last_entry(value);
    return forwarded.empty() ? peer_ : std::string(forwarded);
}

}  // namespace todoke::http
