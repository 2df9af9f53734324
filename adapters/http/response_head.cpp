#include "adapters/http/response_head.hpp"

#include "adapters/http/header_gate.hpp"

#include <algorithm>
#include <array>

#include <boost/beast/http/status.hpp>
#include <fmt/chrono.h>

namespace todoke::http {
namespace {

bool is_ours(std::string_view name) {
    constexpr std::array<std::string_view, 4> names = {"content-length", "connection", "date", "transfer-encoding"};
    return std::ranges::any_of(names, [&](std::string_view one) { return equal_ignoring_case(one, name); });
}

bool is_token_char(char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
}

bool has_no_body(int status) { return status == 204 || status == 304; }

}  // namespace

bool is_writable(const HttpResponse& response) {
    if (response.status < 200 || response.status > 599) return false;
    if (has_no_body(response.status) && !response.body.empty()) return false;
    return std::ranges::all_of(response.headers, [](const auto& field) {
        return !field.first.empty() && std::ranges::all_of(field.first, is_token_char) &&
               std::ranges::none_of(field.second, [](char c) {
                   const auto byte = static_cast<unsigned char>(c);
                   return (byte < 0x20 && c != '\t') || byte == 0x7f;
               });
    });
}

std::string response_head(const HttpResponse& response, std::string_view date, bool close) {
    std::string head;
    head.reserve(192);
    const auto phrase = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(phrase.data(), phrase.size());
    if (!has_no_body(response.status)) head.append("\r\nContent-Length: ").append(std::to_string(response.body.size()));
    if (!date.empty()) head.append("\r\nDate: ").append(date);
    if (close) head.append("\r\nConnection: close");
    for (const auto& [name, value] : response.headers)
        if (!is_ours(name)) head.append("\r\n").append(name).append(": ").append(value);
    return head.append("\r\n\r\n");
}

std::string http_date(long long unix_seconds) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

}  // namespace todoke::http
