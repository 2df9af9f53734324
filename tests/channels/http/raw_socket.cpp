#include "tests/channels/http/raw_socket.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace todoke::http::test {

RawSocket::RawSocket(int port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to the server under test");
}

RawSocket::~RawSocket() {
    if (fd_ >= 0) ::close(fd_);
}

RawSocket::RawSocket(RawSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}

bool RawSocket::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void RawSocket::finish_sending() { ::shutdown(fd_, SHUT_WR); }

bool RawSocket::receive(std::chrono::milliseconds patience) {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
    char buffer[16 * 1024];
    const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    in_.append(buffer, static_cast<std::size_t>(count));
    return true;
}

std::optional<RawSocket::Answer> RawSocket::answer(std::chrono::milliseconds patience) {
    std::size_t end = 0;
    while ((end = in_.find("\r\n\r\n")) == std::string::npos)
        if (!receive(patience)) return std::nullopt;
    Answer answer;
    answer.head = in_.substr(0, end + 4);
    in_.erase(0, end + 4);
    if (!answer.head.starts_with("HTTP/1.1 ")) return std::nullopt;
    std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
    if (answer.status < 200) return answer;
    std::size_t length = 0;
    if (const auto at = answer.head.find("\r\nContent-Length: "); at != std::string::npos)
        std::from_chars(answer.head.data() + at + 18, answer.head.data() + answer.head.size(), length);
    while (in_.size() < length)
        if (!receive(patience)) return std::nullopt;
    answer.body = in_.substr(0, length);
    in_.erase(0, length);
    return answer;
}

bool RawSocket::closed(std::chrono::milliseconds patience) {
    for (;;) {
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
        char buffer[16 * 1024];
        if (::recv(fd_, buffer, sizeof buffer, 0) <= 0) return true;
    }
}

}  // namespace todoke::http::test
