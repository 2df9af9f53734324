// The client against a local server of another make, and against bare sockets that misbehave.
#include "adapters/http/http.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <netinet/in.h>
#include <set>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace todoke::http {
namespace {

using namespace std::chrono_literals;

ClientRequest to(int port, std::string path = "/") {
    return {.origin = "http://127.0.0.1:" + std::to_string(port),
            .path = std::move(path),
            .body = "{}",
            .content_type = "application/json",
            .connect_timeout = 500ms,
            .answer_timeout = 500ms};
}

class Client : public testing::Test {
protected:
    void TearDown() override {
        client_.reset();  // its idle connections would hold the peer's threads
        peer_.stop();
        if (thread_.joinable()) thread_.join();
    }

    int start() {
        peer_.set_keep_alive_max_count(1000);
        peer_.new_task_queue = [] { return new httplib::ThreadPool(16); };
        const int port = peer_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { peer_.listen_after_bind(); });
        while (!peer_.is_running()) std::this_thread::yield();
        return port;
    }

    httplib::Server peer_;
    std::thread thread_;
    std::unique_ptr<HttpClient> client_ = make_client();
};

// Accepts one connection after another and does to each what the test says.
class BarePeer {
public:
    explicit BarePeer(std::function<void(int fd)> act) : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(listener_, 16);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, act = std::move(act)] {
            for (int fd = 0; (fd = ::accept(listener_, nullptr, nullptr)) >= 0;) {
                ++accepted;
                act(fd);
                ::close(fd);
            }
        });
    }
    ~BarePeer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    int port() const { return port_; }

    static std::string read_some(int fd) {
        char buffer[4096];
        const auto count = ::recv(fd, buffer, sizeof buffer, 0);
        return {buffer, count > 0 ? static_cast<std::size_t>(count) : 0};
    }
    static void write(int fd, std::string_view text) { ::send(fd, text.data(), text.size(), MSG_NOSIGNAL); }

    std::atomic<int> accepted{0};

private:
    int listener_;
    int port_ = 0;
    std::thread thread_;
};

TEST_F(Client, SendsWhatItIsGivenAndReadsTheAnswer) {
    httplib::Request seen;
    peer_.Post("/v2/bot/message/reply", [&](const httplib::Request& request, httplib::Response& response) {
        seen = request;
        response.status = 409;
        response.set_header("X-Line-Request-Id", "r1");
        response.set_content("{\"message\":\"x\"}", "application/json");
    });
    auto request = to(start(), "/v2/bot/message/reply?a=%20+b");
    request.headers = {{"Authorization", "Bearer t"}, {"X-Line-Retry-Key", "k"}};
    request.body = std::string("{\"a\":\"欠席\"}\0", 14);
    const auto answer = client_->send(request);
    ASSERT_TRUE(answer) << answer.error().failure.what;
    EXPECT_EQ(answer->status, 409);
    EXPECT_EQ(answer->header("x-line-request-id"), "r1");
    EXPECT_EQ(answer->body, "{\"message\":\"x\"}");
    EXPECT_EQ(seen.body, request.body);
    EXPECT_EQ(seen.target, request.path);
    EXPECT_EQ(seen.get_header_value("Authorization"), "Bearer t");
    EXPECT_EQ(seen.get_header_value("Content-Type"), "application/json");
    EXPECT_EQ(seen.get_header_value_count("Content-Length"), 1U);
    EXPECT_EQ(seen.get_header_value("User-Agent"), "todoke");
}

TEST_F(Client, SpeaksEveryMethod) {
    const auto echo = [](const httplib::Request& request, httplib::Response& response) {
        response.set_content(request.method, "text/plain");
    };
    peer_.Get("/", echo).Put("/", echo).Delete("/", echo).Post("/", echo);
    const int port = start();
    for (const char* method : {"GET", "PUT", "DELETE", "POST"}) {
        auto request = to(port);
        request.method = method;
        if (request.method == "GET") request.body = request.content_type = "";
        const auto answer = client_->send(request);
        ASSERT_TRUE(answer) << method;
        EXPECT_EQ(answer->body, method);
    }
}

TEST_F(Client, KeepsConnectionsAndSharesThem) {
    std::mutex mutex;
    std::set<int> ports;
    peer_.Post("/", [&](const httplib::Request& request, httplib::Response&) {
        const std::lock_guard lock(mutex);
        ports.insert(request.remote_port);
    });
    const int port = start();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(client_->send(to(port)));
    EXPECT_EQ(ports.size(), 1U);
    std::atomic<int> done{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < 20; ++n) {
                const auto answer = client_->send(to(port));
                done += answer.has_value();
                if (!answer) ADD_FAILURE() << answer.error().failure.what;
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(done, 80);
    EXPECT_LE(ports.size(), 5U);
}

TEST_F(Client, FollowsNoRedirect) {
    std::atomic<int> reached{0};
    peer_.Post("/from", [](const httplib::Request&, httplib::Response& response) { response.set_redirect("/to"); });
    const auto count = [&](const httplib::Request&, httplib::Response&) { ++reached; };
    peer_.Get("/to", count).Post("/to", count);
    const auto answer = client_->send(to(start(), "/from"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 302);
    EXPECT_EQ(answer->header("Location"), "/to");
    EXPECT_EQ(reached, 0);
}

TEST_F(Client, TakesOneMebibyteAndNotOneByteMore) {
    std::string body(1024 * 1024, 'x');
    peer_.Post("/",
               [&](const httplib::Request&, httplib::Response& response) { response.set_content(body, "text/plain"); });
    const int port = start();
    const auto fits = client_->send(to(port));
    ASSERT_TRUE(fits);
    EXPECT_EQ(fits->body, body);
    body += 'x';
    const auto large = client_->send(to(port));
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().failure.code, FailureCode::too_large);
    EXPECT_EQ(large.error().progress, NoAnswer::ambiguous);
}

TEST_F(Client, StopsAtTheLimitWhenAChunkedAnswerHasNoEnd) {
    peer_.Post("/", [](const httplib::Request&, httplib::Response& response) {
        response.set_chunked_content_provider("text/plain", [](std::size_t, httplib::DataSink& sink) {
            static const std::string part(64 * 1024, 'x');
            return sink.write(part.data(), part.size());
        });
    });
    const auto answer = client_->send(to(start()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().failure.code, FailureCode::too_large);
}

TEST_F(Client, UnpacksNothing) {
    peer_.Post("/", [](const httplib::Request&, httplib::Response& response) {
        response.set_header("Content-Encoding", "gzip");
        response.set_content("\x1f\x8b not really", "text/plain");
    });
    const auto answer = client_->send(to(start()));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "\x1f\x8b not really");
}

TEST_F(Client, HasNotStartedWhenNobodyListens) {
    int port = 0;
    {
        port = BarePeer([](int) {}).port();
    }
    const auto answer = client_->send(to(port));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().progress, NoAnswer::not_started);
    EXPECT_EQ(answer.error().failure.code, FailureCode::unavailable);
}

TEST_F(Client, HasNotStartedWhenTheNameIsUnknown) {
    auto request = to(1);
    request.origin = "https://no-such-host.invalid";
    const auto answer = client_->send(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().progress, NoAnswer::not_started);
    request.public_address_only = true;
    const auto checked = client_->send(request);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().progress, NoAnswer::not_started);
}

TEST_F(Client, IsInDoubtWhenNoAnswerComesInTime) {
    std::promise<void> end;
    const auto ended = end.get_future().share();
    const BarePeer peer([ended](int fd) {
        BarePeer::read_some(fd);
        ended.wait();
    });
    const auto answer = client_->send(to(peer.port()));
    end.set_value();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().progress, NoAnswer::ambiguous);
    EXPECT_EQ(answer.error().failure.code, FailureCode::timeout);
}

TEST_F(Client, IsInDoubtWhenThePeerHangsUpAfterReading) {
    for (const char* words :
         {"", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "nonsense\r\n\r\n"}) {
        const BarePeer peer([words](int fd) {
            BarePeer::read_some(fd);
            BarePeer::write(fd, words);
        });
        const auto answer = client_->send(to(peer.port()));
        ASSERT_FALSE(answer) << words;
        EXPECT_EQ(answer.error().progress, NoAnswer::ambiguous) << words;
        EXPECT_EQ(peer.accepted, 1) << "sent again by itself after: " << words;
    }
}

TEST_F(Client, GivesUpOnAnAnswerThatDrips) {
    const BarePeer peer([](int fd) {
        BarePeer::read_some(fd);
        BarePeer::write(fd, "HTTP/1.1 200 OK\r\nX: ");
        // Far below the time-out of a single read, far above that of the answer.
        for (int i = 0; i < 100; ++i) {
            if (::send(fd, "x", 1, MSG_NOSIGNAL) != 1) return;
            std::this_thread::sleep_for(50ms);
        }
    });
    const auto begun = std::chrono::steady_clock::now();
    const auto answer = client_->send(to(peer.port()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().failure.code, FailureCode::timeout);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
}

TEST_F(Client, OutlivesAPeerThatClosesWhileItWrites) {
    const BarePeer peer([](int) {});
    auto request = to(peer.port());
    request.body.assign(8'000'000, 'x');
    const auto answer = client_->send(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().progress, NoAnswer::ambiguous);
}

TEST_F(Client, GoesOnAfterTheServerClosedAnIdleConnection) {
    const BarePeer peer([](int fd) {
        BarePeer::read_some(fd);
        BarePeer::write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    for (int i = 0; i < 3; ++i) {
        const auto answer = client_->send(to(peer.port()));
        ASSERT_TRUE(answer) << i << ' ' << answer.error().failure.what;
        EXPECT_EQ(answer->body, "ok");
        std::this_thread::sleep_for(20ms);  // the end of the connection arrives
    }
}

TEST_F(Client, RefusesWhatWouldLeaveTheAllowedWay) {
    const BarePeer peer([](int) {});
    const auto refused = [&](const ClientRequest& request, FailureCode code) {
        const auto answer = client_->send(request);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().progress, NoAnswer::not_started);
        EXPECT_EQ(answer.error().failure.code, code);
    };
    auto request = to(peer.port());
    for (const char* origin : {"http://api.line.me", "http://10.0.0.1", "ftp://127.0.0.1", "127.0.0.1", "",
                               "https://a/b", "https://u:p@a"}) {
        request.origin = origin;
        refused(request, FailureCode::misconfigured);
    }
    for (const char* origin :
         {"https://localhost", "https://127.0.0.1", "https://[::1]", "https://10.0.0.1", "https://169.254.169.254",
          "https://[fd00::1]", "https://[::ffff:10.0.0.1]", "http://127.0.0.1:1"}) {
        request.origin = origin;
        request.public_address_only = true;
        refused(request, FailureCode::rejected);
    }
    request = to(peer.port());
    for (const char* path : {"", "x", "/a b", "/a\r\nX: y", "/\xe6"}) {
        request.path = path;
        refused(request, FailureCode::malformed);
    }
    request = to(peer.port());
    for (const auto& field :
         Headers{{"X", "a\r\nY: b"}, {"X\r\nY", "a"}, {"X:", "a"}, {"", "a"}, {"X", std::string("a\0", 2)}}) {
        request.headers = {field};
        refused(request, FailureCode::malformed);
    }
    EXPECT_EQ(peer.accepted, 0);
}

struct Certificate {
    Certificate() {
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        auto* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1,
                                   -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, key, EVP_sha256());
    }
    ~Certificate() {
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
};

TEST_F(Client, TrustsNoCertificateThatNobodySigned) {
    const Certificate own;
    httplib::SSLServer peer(own.certificate, own.key);
    std::atomic<int> reached{0};
    peer.Post("/", [&](const httplib::Request&, httplib::Response&) { ++reached; });
    const int port = peer.bind_to_any_port("127.0.0.1");
    std::thread thread([&] { peer.listen_after_bind(); });
    while (!peer.is_running()) std::this_thread::yield();
    auto request = to(port);
    request.origin = "https://127.0.0.1:" + std::to_string(port);
    const auto answer = client_->send(request);
    peer.stop();
    thread.join();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().progress, NoAnswer::not_started);
    EXPECT_EQ(answer.error().failure.code, FailureCode::misconfigured);
    EXPECT_EQ(reached, 0);
}

TEST_F(Client, SpeaksNoPlainTextToATlsOrigin) {
    const BarePeer peer([](int fd) {
        BarePeer::read_some(fd);
        BarePeer::write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    auto request = to(peer.port());
    request.origin = "https://127.0.0.1:" + std::to_string(peer.port());
    const auto answer = client_->send(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().progress, NoAnswer::not_started);
}

}  // namespace
}  // namespace todoke::http
