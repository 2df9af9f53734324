// A mail that could not be stored waits in our mail server's queue, by its habit for minutes. We know better when to
// try again, and say so (ETRN).
#pragma once

#include "bot/ports/channel.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace todoke::email::lmtp {

class QueueCall : public Listener {
public:
    struct Pauses {
        std::chrono::milliseconds first{5'000}, longest{60'000};  // doubled as long as it does not help
    };
    // `call`: asks for what waits; blocking.
    explicit QueueCall(std::function<void()> call) : QueueCall(std::move(call), Pauses{}) {}
    QueueCall(std::function<void()> call, Pauses pauses) : call_(std::move(call)), pauses_(pauses) {}
    ~QueueCall() override { stop(); }

    std::expected<void, Failure> start() override;  // asks at once: something may have come while we were away
    void stop() override;

    // From any thread: what became of a mail.
    void deferred();
    void stored();

private:
    void run(std::stop_token stop);

    const std::function<void()> call_;
    const Pauses pauses_;
    std::mutex mutex_;  // guards what follows; never held while calling
    std::condition_variable_any changed_;
    bool waiting_ = false;  // something was deferred since the last call
    std::chrono::milliseconds pause_{};
    std::jthread thread_;
};

}  // namespace todoke::email::lmtp
