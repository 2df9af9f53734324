// A mail server's side of LMTP on a unix socket, byte by byte as the test wants it.
#pragma once

#include <chrono>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace todoke::test {

class LmtpClient {
public:
    explicit LmtpClient(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error("cannot connect to the door under test");
    }
    ~LmtpClient() {
        if (fd_ >= 0) ::close(fd_);
    }
    LmtpClient(LmtpClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)), in_(std::move(other.in_)) {}
    LmtpClient& operator=(LmtpClient&&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    bool readable(std::chrono::milliseconds patience) {
        pollfd waiting{fd_, POLLIN, 0};
        return !in_.empty() || ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
    }
    // The next lines, ended by '\n'; fewer when the connection ends or nothing comes for 5 s.
    std::string lines(std::size_t count) {
        std::string text;
        for (; count > 0; --count) {
            std::size_t end = 0;
            while ((end = in_.find("\r\n")) == std::string::npos)
                if (!receive()) return text;
            text += in_.substr(0, end) + '\n';
            in_.erase(0, end + 2);
        }
        return text;
    }
    bool closed() {  // with nothing said before
        return in_.empty() && !receive() && in_.empty() && ended_;
    }

private:
    bool receive() {
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, 5000) <= 0) return false;
        char buffer[16 * 1024];
        const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
        ended_ = count <= 0;
        if (ended_) return false;
        in_.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

    int fd_;
    bool ended_ = false;
    std::string in_;
};

}  // namespace todoke::test
