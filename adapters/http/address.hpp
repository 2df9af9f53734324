// Where a request may go: origins as text, and which addresses are places on the public internet.
#pragma once

#include "bot/ports/failure.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::http {

struct Origin {
    bool tls = false;
    std::string host;  // without brackets
    int port = 0;
    bool is_loopback = false;  // named as such: 127.x.x.x, ::1 or localhost
};

// "https://host[:port]" or "http://host[:port]", nothing else: no user, no path, no trailing slash.
std::optional<Origin> parse_origin(std::string_view text);

// A numeric address that is global unicast, and not one of the special blocks (private, shared, loopback, link-local,
// documentation, benchmarking, multicast, reserved, or IPv6 forms that carry an IPv4 address inside).
bool is_public_address(std::string_view numeric);

// Resolves and checks. Every address must be public, or the host is refused (`rejected`): one private address among
// public ones is how a name is made to point inwards. Gives the first, to be connected to exactly.
std::expected<std::string, Failure> resolve_public(const std::string& host);

}  // namespace todoke::http
