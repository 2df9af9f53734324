#include "adapters/http/address.hpp"
#include "adapters/http/client_pool.hpp"
#include "adapters/http/header_gate.hpp"
#include "adapters/http/http.hpp"

#include <algorithm>
#include <csignal>
#include <mutex>

#include <httplib.h>

namespace todoke::http {
namespace {

constexpr std::size_t largest_answer = 1024 * 1024;

struct LibraryConnection : ClientConnection {
    explicit LibraryConnection(const std::string& scheme_host_port) : client(scheme_host_port) {}
    void stop() override { client.stop(); }
    httplib::Client client;
};

std::unexpected<ClientFailure> refuse(FailureCode code, std::string what, std::string remedy = {}) {
    return std::unexpected(ClientFailure{NoAnswer::not_started, {code, std::move(what), std::move(remedy)}});
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7f;
    });
}

// A line end in here would begin a header or a request of somebody else's making.
bool is_clean(const ClientRequest& request) {
    const auto visible = [](char c) { return c > 0x20 && c < 0x7f; };
    return request.path.starts_with('/') && std::ranges::all_of(request.path, visible) && !request.method.empty() &&
           std::ranges::all_of(request.method, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
           !has_control_character(request.content_type) &&
           std::ranges::none_of(request.headers, [&](const auto& field) {
               return field.first.empty() || !std::ranges::all_of(field.first, visible) ||
                      field.first.find(':') != std::string::npos || has_control_character(field.second);
           });
}

// Until TCP and TLS stand, not one byte of the request has left. Everything later may have been read by the other side.
ClientFailure failure_of(httplib::Error error, const std::string& host, bool timed_out) {
    using enum httplib::Error;
    switch (error) {
        case Connection:
        case BindIPAddress:
            return {NoAnswer::not_started, {FailureCode::unavailable, "no connection to " + host, ""}};
        case ConnectionTimeout:
            return {NoAnswer::not_started, {FailureCode::unavailable, "no connection to " + host + " in time", ""}};
        case SSLConnection:
            return {NoAnswer::not_started, {FailureCode::unavailable, "no TLS connection to " + host, ""}};
        case SSLLoadingCerts:
        case SSLServerVerification:
            return {NoAnswer::not_started,
                    {FailureCode::misconfigured, "the certificate of " + host + " is not trusted",
                     "check the host's name and the system's certificate authorities (package ca-certificates)"}};
        case Compression:
        case UnsupportedMultipartBoundaryChars:
            return {NoAnswer::not_started, {FailureCode::malformed, "the request cannot be written", ""}};
        default:
            break;
    }
    return {NoAnswer::ambiguous,
            {FailureCode::timeout, (timed_out ? "no answer in time from " : "the answer broke off from ") + host, ""}};
}

class PooledClient : public HttpClient {
public:
    std::expected<ClientResponse, ClientFailure> send(const ClientRequest& request) override {
        const auto origin = parse_origin(request.origin);
        if (!origin) return refuse(FailureCode::misconfigured, "not an origin such as https://host");
        if (!origin->tls && !origin->is_loopback)
            return refuse(FailureCode::misconfigured, "http is spoken with this machine only", "use https");
        if (!is_clean(request)) return refuse(FailureCode::malformed, "a request that cannot be written safely");

        const auto key = request.origin + (request.public_address_only ? " public" : "");
        auto connection = pool_.take(key);
        if (!connection) {
            auto made = connect(*origin, request.public_address_only);
            if (!made) return refuse(made.error().code, made.error().what, made.error().remedy);
            connection.reset(made->release());
        }
        auto& client = static_cast<LibraryConnection&>(*connection).client;
        client.set_connection_timeout(request.connect_timeout);
        client.set_read_timeout(request.answer_timeout);
        client.set_write_timeout(request.answer_timeout);

        auto out = to_library(request);
        std::string body;
        bool too_large = false;
        out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
            too_large = size > largest_answer - body.size();
            if (!too_large) body.append(data, size);
            return !too_large;
        };
        httplib::Response in;
        auto error = httplib::Error::Success;
        bool answered = false, timed_out = false;
        {
            // The library's time-outs are for one read: a peer that sends a byte now and then would hold us for ever.
            const auto watch = pool_.watch(*connection, request.connect_timeout + request.answer_timeout);
            answered = client.send(out, in, error);
            timed_out = watch->fired();
        }
        if (too_large)
            return std::unexpected(ClientFailure{NoAnswer::ambiguous,
                                                 {FailureCode::too_large, "more than 1 MiB from " + origin->host, ""}});
        if (!answered)
            return std::unexpected(failure_of(error, origin->host, timed_out || error == httplib::Error::Read));

        ClientResponse response;
        response.status = in.status;
        for (const auto& [name, value] : in.headers) response.headers.emplace_back(name, value);
        response.body = std::move(body);
        if (!timed_out) pool_.give_back(key, std::move(connection));
        return response;
    }

private:
    static std::expected<std::unique_ptr<LibraryConnection>, Failure> connect(const Origin& origin, bool public_only) {
        std::string address;
        if (public_only) {
            auto checked = resolve_public(origin.host);
            if (!checked) return std::unexpected(checked.error());
            address = *checked;
        } else if (origin.host == "localhost") {
            address = "127.0.0.1";  // whatever the machine's hosts file says
        }
        const bool brackets = origin.host.find(':') != std::string::npos;
        auto made = std::make_unique<LibraryConnection>((origin.tls ? "https://" : "http://") +
                                                        (brackets ? "[" + origin.host + "]" : origin.host) + ":" +
                                                        std::to_string(origin.port));
        auto& client = made->client;
        // The address that was checked is the one connected to; name and certificate stay those of the host.
        if (!address.empty()) client.set_hostname_addr_map({{origin.host, address}});
        client.set_keep_alive(true);
        client.set_tcp_nodelay(true);
        client.set_follow_location(false);
        client.set_decompress(false);
        client.set_url_encode(false);  // paths come encoded
        if (origin.tls) client.enable_server_certificate_verification(true);
        return made;
    }

    static httplib::Request to_library(const ClientRequest& request) {
        httplib::Request out;
        out.method = request.method;
        out.path = request.path;
        bool named = false;
        for (const auto& [name, value] : request.headers) {
            named = named || equal_ignoring_case(name, "User-Agent");
            out.headers.emplace(name, value);
        }
        if (!named) out.headers.emplace("User-Agent", "todoke");
        if (!request.content_type.empty()) out.headers.emplace("Content-Type", request.content_type);
        out.body = request.body;
        return out;
    }

    ClientPool pool_;
};

}  // namespace

std::unique_ptr<HttpClient> make_client() {
    // The library writes to sockets without MSG_NOSIGNAL: a peer that closes early would end the process.
    static std::once_flag once;
    std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
    return std::make_unique<PooledClient>();
}

}  // namespace todoke::http
