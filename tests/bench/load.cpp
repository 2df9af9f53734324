#include "tests/bench/load.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace todoke::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t body_target = 1024;  // bytes: what LINE sends for a typed line with a quote, rounded up
constexpr const char* bot_user = "Ud0000000000000000000000000000001";

std::string printed(const char* format, unsigned long long value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string on_the_wire(const std::string& body, const std::string& secret) {
    return "POST /webhooks/line/demo HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: LineBotWebhook/2.0\r\n"
           "Content-Type: application/json; charset=utf-8\r\nX-Line-Signature: " +
           crypto::to_base64(crypto::hmac_sha256(secret, body)) + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::string webhook(unsigned long long number, unsigned long long timestamp_ms) {
    std::string body = std::string("{\"destination\":\"") + bot_user +
                       "\",\"events\":[{\"type\":\"message\",\"message\":{\"type\":\"text\",\"id\":\"" +
                       printed("%018llu", number) + "\",\"quoteToken\":\"q3Plxr4AgKd\",\"text\":\"";
    std::string rest = "\"},\"timestamp\":" + std::to_string(timestamp_ms) +
                       ",\"source\":{\"type\":\"user\",\"userId\":\"U" + printed("%032llx", number / 10) +
                       "\"},\"replyToken\":\"" + printed("%032llx", number) +
                       "\",\"mode\":\"active\",\"webhookEventId\":\"01BENCH" + printed("%019llu", number) +
                       "\",\"deliveryContext\":{\"isRedelivery\":false}}]}";
    constexpr std::string_view said = "今日ハナは熱で休みます。";
    while (body.size() + rest.size() + said.size() <= body_target) body += said;
    return body + rest;
}

int connect_to(int port) {
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (one < 0 || ::connect(one, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to the service");
    const int yes = 1;
    ::setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return one;
}

// Bytes of the first whole answer in `text`, 0 when it is not whole yet.
std::size_t whole_answer(std::string_view text) {
    const auto end = text.find("\r\n\r\n");
    if (end == text.npos) return 0;
    constexpr std::string_view name = "Content-Length: ";
    const auto at = text.find(name);
    if (at == text.npos || at > end) throw std::runtime_error("an answer without a length");
    std::size_t length = 0;
    for (auto i = at + name.size(); text[i] >= '0' && text[i] <= '9'; ++i)
        length = length * 10 + static_cast<std::size_t>(text[i] - '0');
    return text.size() >= end + 4 + length ? end + 4 + length : 0;
}

struct Sender {
    int socket = -1;
    Clock::time_point sent;
    std::string answer;  // what has come of it
};

void send_whole(int socket, const char* data, std::size_t length) {
    // One request fits the socket's buffer; a short write would be a fault of this program's own assumption.
    if (::send(socket, data, length, MSG_NOSIGNAL) != static_cast<ssize_t>(length))
        throw std::runtime_error("a request was not taken whole");
}

class Closer {
public:
    explicit Closer(std::vector<Sender>& senders, int poll) : senders_(senders), poll_(poll) {}
    ~Closer() {
        for (const Sender& sender : senders_)
            if (sender.socket >= 0) ::close(sender.socket);
        ::close(poll_);
    }
    Closer(const Closer&) = delete;
    Closer& operator=(const Closer&) = delete;

private:
    std::vector<Sender>& senders_;
    int poll_;
};

}  // namespace

Requests::Requests(std::size_t first, std::size_t count, const std::string& secret) {
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    begins_.reserve(count + 1);
    bytes_.reserve(count * (body_target + 300));
    for (std::size_t i = 0; i < count; ++i) {
        const std::string body = webhook(first + i, static_cast<unsigned long long>(now));
        body_bytes_ = body.size();
        begins_.push_back(bytes_.size());
        bytes_ += on_the_wire(body, secret);
    }
    begins_.push_back(bytes_.size());
}

std::string Requests::empty_webhook(const std::string& secret) {
    return on_the_wire(std::string("{\"destination\":\"") + bot_user + "\",\"events\":[]}", secret);
}

LoadResult run_load(int port, int connections, const Requests& requests) {
    LoadResult result;
    result.latency.reserve(requests.size());
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    std::vector<Sender> senders(static_cast<std::size_t>(connections));
    const Closer closer(senders, poll);
    for (std::size_t i = 0; i < senders.size(); ++i) {
        senders[i].socket = connect_to(port);
        ::fcntl(senders[i].socket, F_SETFL, O_NONBLOCK);
        epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
        ::epoll_ctl(poll, EPOLL_CTL_ADD, senders[i].socket, &event);
    }
    std::size_t next = 0, answered = 0;
    const auto send_next = [&](Sender& sender) {
        if (next >= requests.size()) return;
        sender.sent = Clock::now();
        send_whole(sender.socket, requests.data(next), requests.length(next));
        ++next;
    };
    const auto begin = Clock::now();
    for (Sender& sender : senders) send_next(sender);
    std::array<epoll_event, 256> events{};
    std::array<char, 4096> buffer{};
    while (answered < requests.size()) {
        const int ready = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 10'000);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) throw std::runtime_error("the service has not answered for 10 s");
        for (int k = 0; k < ready; ++k) {
            Sender& sender = senders[events[static_cast<std::size_t>(k)].data.u64];
            const ssize_t got = ::recv(sender.socket, buffer.data(), buffer.size(), 0);
            if (got < 0 && errno == EAGAIN) continue;
            if (got <= 0) throw std::runtime_error("the service closed a connection");
            sender.answer.append(buffer.data(), static_cast<std::size_t>(got));
            if (whole_answer(sender.answer) == 0) continue;
            result.latency.push_back(std::chrono::duration<double, std::milli>(Clock::now() - sender.sent).count());
            ++(sender.answer.starts_with("HTTP/1.1 200") ? result.accepted : result.refused);
            sender.answer.clear();
            ++answered;
            send_next(sender);
        }
    }
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::ranges::sort(result.latency);
    return result;
}

IdleConnections::IdleConnections(int port, int count, const std::string& request) {
    std::array<char, 4096> buffer{};
    for (int i = 0; i < count; ++i) {
        sockets_.push_back(connect_to(port));
        send_whole(sockets_.back(), request.data(), request.size());
        std::string answer;
        while (whole_answer(answer) == 0) {
            const ssize_t got = ::recv(sockets_.back(), buffer.data(), buffer.size(), 0);
            if (got <= 0) throw std::runtime_error("an idle connection got no answer");
            answer.append(buffer.data(), static_cast<std::size_t>(got));
        }
        if (!answer.starts_with("HTTP/1.1 200")) throw std::runtime_error("an idle connection was refused");
    }
}

IdleConnections::~IdleConnections() {
    for (const int one : sockets_) ::close(one);
}

}  // namespace todoke::bench
