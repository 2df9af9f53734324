// A bare TCP socket: what a well-behaved library would never send.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::http::test {

class RawSocket {
public:
    explicit RawSocket(int port);
    ~RawSocket();
    RawSocket(const RawSocket&) = delete;
    RawSocket& operator=(const RawSocket&) = delete;
    RawSocket(RawSocket&& other) noexcept;

    bool send(std::string_view bytes);  // false when the peer has closed
    void finish_sending();

    struct Answer {
        int status = 0;
        std::string head;  // with its empty line
        std::string body;
    };
    // The next answer by its Content-Length; nullopt when the connection ends or nothing comes for `patience`.
    std::optional<Answer> answer(std::chrono::milliseconds patience = std::chrono::seconds{5});
    // True when the peer closes within `patience`, whatever it sends before.
    bool closed(std::chrono::milliseconds patience = std::chrono::seconds{5});

private:
    bool receive(std::chrono::milliseconds patience);  // appends to in_

    int fd_ = -1;
    std::string in_;
};

}  // namespace todoke::http::test
