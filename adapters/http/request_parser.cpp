#include "adapters/http/request_parser.hpp"

#include <algorithm>
#include <limits>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>

namespace todoke::http {
namespace {

namespace beast = boost::beast;

// Memory for a body is taken as the body comes: an announced length costs its sender nothing.
constexpr std::size_t reserved_at_once = 64 * 1024;

}  // namespace

RequestParser::RequestParser(std::size_t max_head) {
    header_limit(static_cast<std::uint32_t>(max_head));
    // The limit depends on the route, which is known only after the head: ours is checked then and at every part.
    basic_parser::body_limit(boost::none);
}

std::optional<Refusal> RequestParser::read_head(std::string_view head) {
    error_code error;
    const auto used = put(boost::asio::buffer(head.data(), head.size()), error);
    if (error || used != head.size() || !is_header_done()) return Refusal{400, "parser.head"};
    head_read_ = true;
    eager(true);
    return std::nullopt;
}

std::optional<Refusal> RequestParser::read_body(std::string_view& data) {
    while (!data.empty() && !is_done()) {
        error_code error;
        const auto used = put(boost::asio::buffer(data.data(), data.size()), error);
        data.remove_prefix(used);
        if (error == beast::http::error::need_more) break;
        if (error == beast::http::error::body_limit) return Refusal{413, "body.too_large"};
        if (error) return Refusal{400, "parser.body"};
        if (used == 0) break;
    }
    return std::nullopt;
}

std::uint64_t RequestParser::announced_length() const {
    const auto length = content_length();
    return length ? *length : 0;
}

// HTTP/1.0 peers get one answer per connection.
bool RequestParser::keep_alive() const { return version_ >= 11 && basic_parser::keep_alive(); }

void RequestParser::on_request_impl(beast::http::verb, text method, text target, int version, error_code&) {
    version_ = version;
    request_.method.assign(method.data(), method.size());
    request_.target.assign(target.data(), target.size());
    request_.path = request_.target.substr(0, request_.target.find('?'));
    request_.headers.reserve(12);
}

void RequestParser::on_field_impl(beast::http::field, text name, text value, error_code& error) {
    // Fields after the body (trailers) would be headers that the gate has not seen.
    if (head_read_) {
        error = beast::http::error::bad_field;
        return;
    }
    request_.headers.emplace_back(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
    if (length) request_.body.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*length, reserved_at_once)));
}

std::size_t RequestParser::on_body_impl(text part, error_code& error) {
    if (part.size() > body_limit_ - std::min(body_limit_, request_.body.size())) {
        error = beast::http::error::body_limit;
        return 0;
    }
    request_.body.append(part.data(), part.size());
    return part.size();
}

void RequestParser::on_chunk_header_impl(std::uint64_t size, text, error_code& error) {
    if (size > body_limit_ - std::min(body_limit_, request_.body.size())) error = beast::http::error::body_limit;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, text part, error_code& error) {
    return on_body_impl(part, error);
}

}  // namespace todoke::http
