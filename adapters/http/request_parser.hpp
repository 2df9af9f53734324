// Beast's parser, filling our request directly: no second copy of the headers, chunks joined, limits kept while
// reading.
#pragma once

#include "adapters/http/header_gate.hpp"
#include "bot/ports/http.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>

namespace todoke::http {

class RequestParser final : private boost::beast::http::basic_parser<true> {
public:
    explicit RequestParser(std::size_t max_head);

    // `head` is the whole head with its empty line. The method, target and headers of `request()` are set afterwards.
    std::optional<Refusal> read_head(std::string_view head);

    // Takes what belongs to the body off the front of `data`; a cut chunk head is left there for the next time.
    std::optional<Refusal> read_body(std::string_view& data);

    void limit_body(std::size_t bytes) { body_limit_ = bytes; }
    std::uint64_t announced_length() const;  // 0 without Content-Length
    bool done() const { return is_done(); }
    bool keep_alive() const;
    int version() const { return version_; }
    HttpRequest& request() { return request_; }

private:
    using error_code = boost::beast::error_code;
    using text = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, text method, text target, int version, error_code&) override;
    void on_response_impl(int, text, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, text name, text value, error_code&) override;
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override;
    std::size_t on_body_impl(text part, error_code&) override;
    void on_chunk_header_impl(std::uint64_t size, text extensions, error_code&) override;
    std::size_t on_chunk_body_impl(std::uint64_t rest, text part, error_code&) override;
    void on_finish_impl(error_code&) override {}

    HttpRequest request_;
    std::size_t body_limit_ = 0;
    int version_ = 11;
    bool head_read_ = false;
};

}  // namespace todoke::http
