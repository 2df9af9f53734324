#pragma once

#include "bot/ports/http.hpp"

#include <string>
#include <string_view>

namespace todoke::http {

// False when a header could end its line, or the status is not one of a final answer.
bool is_writable(const HttpResponse& response);

// Status line and headers with the empty line. Content-Length, Date (when given) and Connection are ours: the handler's
// own are left out.
std::string response_head(const HttpResponse& response, std::string_view date, bool close);

// "Tue, 24 Nov 2026 07:32:00 GMT" of seconds since 1970.
std::string http_date(long long unix_seconds);

}  // namespace todoke::http
