#include "adapters/http/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>

namespace todoke::http {
namespace {

using Bytes = std::array<unsigned char, 16>;

struct Block {
    const char* address;
    int bits;
};

// IANA's registries of special-purpose addresses, as far as they are not globally reachable.
constexpr Block special_v4[] = {
    {"0.0.0.0", 8},     {"10.0.0.0", 8},      {"100.64.0.0", 10},  {"127.0.0.0", 8},    {"169.254.0.0", 16},
    {"172.16.0.0", 12}, {"192.0.0.0", 24},    {"192.0.2.0", 24},   {"192.88.99.0", 24}, {"192.168.0.0", 16},
    {"198.18.0.0", 15}, {"198.51.100.0", 24}, {"203.0.113.0", 24}, {"224.0.0.0", 3},
};
// Inside 2000::/3, outside of which nothing is global unicast: protocol assignments with Teredo, documentation, 6to4.
constexpr Block special_v6[] = {{"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"3fff::", 20}};
constexpr Block global_v6{"2000::", 3};

bool inside(const unsigned char* address, int family, const Block& block) {
    unsigned char net[16] = {};
    inet_pton(family, block.address, net);
    const int whole = block.bits / 8, rest = block.bits % 8;
    if (std::memcmp(address, net, static_cast<std::size_t>(whole)) != 0) return false;
    return rest == 0 || (address[whole] ^ net[whole]) >> (8 - rest) == 0;
}

std::unexpected<Failure> no_such_host() {
    return std::unexpected(
        Failure{FailureCode::unavailable, "the host name does not resolve", "check the name service"});
}

bool is_host_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

bool is_numeric_v6(const std::string& text) {
    unsigned char address[16];
    return inet_pton(AF_INET6, text.c_str(), address) == 1;
}

}  // namespace

std::optional<Origin> parse_origin(std::string_view text) {
    Origin origin;
    if (text.starts_with("https://")) {
        origin.tls = true;
        text.remove_prefix(8);
    } else if (text.starts_with("http://")) {
        text.remove_prefix(7);
    } else {
        return std::nullopt;
    }
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        origin.host = text.substr(1, end - 1);
        if (!is_numeric_v6(origin.host)) return std::nullopt;
        text.remove_prefix(end + 1);
    } else {
        origin.host = text.substr(0, text.find(':'));
        if (origin.host.empty() || origin.host.size() > 253 || !std::ranges::all_of(origin.host, is_host_char))
            return std::nullopt;
        text.remove_prefix(origin.host.size());
    }
    origin.port = origin.tls ? 443 : 80;
    if (!text.empty()) {
        if (text.front() != ':') return std::nullopt;
        text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), origin.port);
        if (error != std::errc{} || end != text.data() + text.size() || origin.port <= 0 || origin.port > 65535)
            return std::nullopt;
    }
    in_addr v4{};
    const bool numeric_v4 = inet_pton(AF_INET, origin.host.c_str(), &v4) == 1;
    origin.is_loopback =
        origin.host == "localhost" || origin.host == "::1" || (numeric_v4 && ntohl(v4.s_addr) >> 24 == 127);
    return origin;
}

bool is_public_address(std::string_view numeric) {
    const std::string text(numeric);
    unsigned char address[16];
    const auto is_inside = [&](int family) {
        return [&, family](const Block& b) { return inside(address, family, b); };
    };
    if (inet_pton(AF_INET, text.c_str(), address) == 1) return std::ranges::none_of(special_v4, is_inside(AF_INET));
    if (inet_pton(AF_INET6, text.c_str(), address) == 1)
        return inside(address, AF_INET6, global_v6) && std::ranges::none_of(special_v6, is_inside(AF_INET6));
    return false;
}

std::expected<std::string, Failure> resolve_public(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0 || !found) return no_such_host();
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, freeaddrinfo);
    std::string first;
    for (const auto* one = found; one; one = one->ai_next) {
        // A scope ("fe80::1%eth0") makes the text no plain address, and so not a public one.
        char numeric[NI_MAXHOST] = {};
        if (getnameinfo(one->ai_addr, one->ai_addrlen, numeric, sizeof numeric, nullptr, 0, NI_NUMERICHOST) != 0)
            return no_such_host();
        if (!is_public_address(numeric))
            return std::unexpected(Failure{FailureCode::rejected, "the host resolves to an address that is not public",
                                           "only public hosts may be named here"});
        if (first.empty()) first = numeric;
    }
    return first;
}

}  // namespace todoke::http
