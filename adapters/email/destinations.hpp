// Where mail goes, domain by domain: mobile carriers block whoever comes in bursts, and some domain may have said that
// it does not want us. What cannot wait is never held back. Lives in memory per process and only ever delays or
// declines.
#pragma once

#include "domain/message/message.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace todoke::email {

class Destinations {
public:
    using Time = std::chrono::steady_clock::time_point;

    void rest(const std::string& domain, Instant until);
    // Not now: that domain refuses us, and this message has other ways or is not worth the trouble.
    bool declines(const std::string& domain, MessageClass message_class, Instant now);
    // How long this message has to wait for its turn; zero: it goes now. Whoever waited its time goes.
    std::chrono::milliseconds turn_of(const std::string& domain, MessageClass message_class, const std::string& key,
                                      Time now);

private:
    struct Queue {
        Time next{};                        // when the next turn is free
        std::map<std::string, Time> turns;  // promised, by the message's key
    };
    std::mutex mutex_;
    std::map<std::string, Instant> resting_;
    std::map<std::string, Queue> queues_;
};

}  // namespace todoke::email
