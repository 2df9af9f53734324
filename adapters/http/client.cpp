#include <algorithm>
#include <map>
#include <mutex>

#include "adapters/http/http.hpp"

#include <arpa/inet.h>
#include <httplib.h>
#include <netdb.h>

namespace todoke::http {
namespace {

constexpr std::size_t largest_answer = 1024 * 1024;
constexpr std::size_t kept_per_origin = 64;

struct Origin {
    bool tls = false;
    std::string host;
    int port = 0;
};

std::optional<Origin> parse_origin(const std::string& text) {
    Origin origin;
    std::string rest;
    if (text.starts_with("https://")) {
        origin.tls = true;
        rest = text.substr(8);
    } else if (text.starts_with("http://")) {
        rest = text.substr(7);
    } else {
        return std::nullopt;
    }
    const auto colon = rest.rfind(':');
    origin.host = rest.substr(0, colon);
    origin.port = origin.tls ? 443 : 80;
    if (colon != std::string::npos) origin.port = std::atoi(rest.c_str() + colon + 1);
    if (origin.host.empty() || origin.host.find('/') != std::string::npos || origin.port <= 0 || origin.port > 65535) return std::nullopt;
    return origin;
}

bool loopback(const std::string& host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

// Not a place on the public internet: RFC 1918, 6598, 3927, 5735, 4193, 4291 and relatives.
bool private_v4(std::uint32_t a) {
    const auto in = [&](std::uint32_t net, int bits) { return a >> (32 - bits) == net >> (32 - bits); };
    return in(0x00000000, 8) || in(0x0A000000, 8) || in(0x64400000, 10) || in(0x7F000000, 8) || in(0xA9FE0000, 16) ||
           in(0xAC100000, 12) || in(0xC0000000, 24) || in(0xC0A80000, 16) || in(0xC6120000, 15) || in(0xE0000000, 3);
}

bool private_address(const sockaddr* address) {
    if (address->sa_family == AF_INET)
        return private_v4(ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr));
    const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        std::uint32_t a = 0;
        std::copy(v6.s6_addr + 12, v6.s6_addr + 16, reinterpret_cast<unsigned char*>(&a));
        return private_v4(ntohl(a));
    }
    return (v6.s6_addr[0] & 0xE0) != 0x20;  // only 2000::/3 is global unicast
}

// The one address that was checked is the one that is connected to: a second look-up could answer differently.
std::expected<std::string, Failure> public_address_of(const Origin& origin) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(origin.host.c_str(), nullptr, &hints, &found) != 0 || !found)
        return std::unexpected(Failure{FailureCode::unavailable, "the host name does not resolve", "check the network's name service"});
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(found, freeaddrinfo);
    for (const addrinfo* one = found; one; one = one->ai_next)
        if (private_address(one->ai_addr))
            return std::unexpected(Failure{FailureCode::rejected, "the host resolves to a private address", "name it as a loopback origin if this is development"});
    char text[INET6_ADDRSTRLEN] = {};
    const void* raw = found->ai_family == AF_INET ? static_cast<const void*>(&reinterpret_cast<sockaddr_in*>(found->ai_addr)->sin_addr)
                                                  : &reinterpret_cast<sockaddr_in6*>(found->ai_addr)->sin6_addr;
    inet_ntop(found->ai_family, raw, text, sizeof text);
    return std::string(text);
}

// Whether anything can have reached the other side when the library reports this.
NoAnswer progress_of(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
        case httplib::Error::BindIPAddress:
        case httplib::Error::SSLConnection:
        case httplib::Error::SSLLoadingCerts:
        case httplib::Error::SSLServerVerification:
        case httplib::Error::ConnectionTimeout: return NoAnswer::not_started;
        default: return NoAnswer::ambiguous;
    }
}

class Client : public HttpClient {
public:
    std::expected<ClientResponse, ClientFailure> send(const ClientRequest& request) override {
        const auto origin = parse_origin(request.origin);
        if (!origin || (!origin->tls && !loopback(origin->host)))
            return std::unexpected(ClientFailure{NoAnswer::not_started, {FailureCode::misconfigured, "only https, or http to this machine, is spoken", ""}});
        std::string address;
        if (request.public_address_only) {
            const auto checked = public_address_of(*origin);
            if (!checked) return std::unexpected(ClientFailure{NoAnswer::not_started, checked.error()});
            address = *checked;
        }
        const std::string key = request.origin + "|" + address;
        auto client = take(key, request.origin, *origin, address);
        client->set_connection_timeout(request.connect_timeout);
        client->set_read_timeout(request.answer_timeout);
        client->set_write_timeout(request.answer_timeout);

        httplib::Request out;
        out.method = request.method;
        out.path = request.path;
        for (const auto& [name, value] : request.headers) out.headers.emplace(name, value);
        if (!request.content_type.empty()) out.headers.emplace("Content-Type", request.content_type);
        out.body = request.body;
        std::string body;
        bool too_large = false;
        out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
            too_large = body.size() + size > largest_answer;
            if (!too_large) body.append(data, size);
            return !too_large;
        };
        const httplib::Result result = client->send(out);
        if (!result) {
            const FailureCode code = too_large ? FailureCode::too_large
                                     : result.error() == httplib::Error::Read ? FailureCode::timeout : FailureCode::unavailable;
            return std::unexpected(ClientFailure{progress_of(result.error()), {code, httplib::to_string(result.error()), ""}});
        }
        ClientResponse response;
        response.status = result->status;
        for (const auto& [name, value] : result->headers) response.headers.emplace_back(name, value);
        response.body = std::move(body);
        give_back(key, std::move(client));
        return response;
    }

private:
    std::unique_ptr<httplib::Client> take(const std::string& key, const std::string& origin, const Origin& parsed,
                                          const std::string& address) {
        {
            const std::lock_guard lock(mutex_);
            auto& idle = idle_[key];
            if (!idle.empty()) {
                auto client = std::move(idle.back());
                idle.pop_back();
                return client;
            }
        }
        auto client = std::make_unique<httplib::Client>(origin);
        client->set_keep_alive(true);
        client->set_tcp_nodelay(true);
        client->set_follow_location(false);
        client->enable_server_certificate_verification(true);
        if (!address.empty()) client->set_hostname_addr_map({{parsed.host, address}});
        return client;
    }

    void give_back(const std::string& key, std::unique_ptr<httplib::Client> client) {
        const std::lock_guard lock(mutex_);
        auto& idle = idle_[key];
        if (idle.size() < kept_per_origin) idle.push_back(std::move(client));
    }

    std::mutex mutex_;  // guards idle_ only; a client belongs to one caller at a time
    std::map<std::string, std::vector<std::unique_ptr<httplib::Client>>> idle_;
};

}  // namespace

std::unique_ptr<HttpClient> make_client() { return std::make_unique<Client>(); }

}  // namespace todoke::http
