#include "adapters/email/lmtp/queue_call.hpp"

#include <algorithm>

namespace todoke::email::lmtp {

std::expected<void, Failure> QueueCall::start() {
    pause_ = pauses_.first;
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
    return {};
}

void QueueCall::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

void QueueCall::deferred() {
    const std::lock_guard lock(mutex_);
    waiting_ = true;
    changed_.notify_one();
}

void QueueCall::stored() {
    const std::lock_guard lock(mutex_);
    pause_ = pauses_.first;
}

void QueueCall::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        call_();
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [&] { return waiting_; });
        changed_.wait_for(lock, stop, pause_, [] { return false; });
        waiting_ = false;
        pause_ = std::min(pause_ * 2, pauses_.longest);
    }
}

}  // namespace todoke::email::lmtp
