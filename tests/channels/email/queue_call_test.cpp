#include "adapters/email/lmtp/queue_call.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace todoke::email::lmtp {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class Calls {
public:
    void add() {
        const std::lock_guard lock(mutex_);
        at_.push_back(Clock::now());
        changed_.notify_all();
    }
    bool wait_for(std::size_t count, std::chrono::milliseconds within = 5s) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, within, [&] { return at_.size() >= count; });
    }
    Clock::duration between(std::size_t first, std::size_t second) {
        const std::lock_guard lock(mutex_);
        return at_.at(second) - at_.at(first);
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Clock::time_point> at_;
};

TEST(QueueCall, at_the_start_and_after_a_deferral_and_not_without_one) {
    Calls calls;
    QueueCall call([&] { calls.add(); }, {.first = 20ms, .longest = 1s});
    ASSERT_TRUE(call.start());
    EXPECT_TRUE(calls.wait_for(1));
    EXPECT_FALSE(calls.wait_for(2, 100ms));
    call.deferred();
    call.deferred();
    EXPECT_TRUE(calls.wait_for(2));
    EXPECT_FALSE(calls.wait_for(3, 100ms));
}

TEST(QueueCall, rarer_while_it_does_not_help_and_soon_again_when_it_did) {
    Calls calls;
    QueueCall call([&] { calls.add(); }, {.first = 20ms, .longest = 80ms});
    ASSERT_TRUE(call.start());
    ASSERT_TRUE(calls.wait_for(1));
    for (std::size_t i = 2; i <= 5; ++i) {
        call.deferred();
        ASSERT_TRUE(calls.wait_for(i));
    }
    EXPECT_GE(calls.between(1, 2), 40ms);
    EXPECT_GE(calls.between(2, 3), 80ms);
    EXPECT_GE(calls.between(3, 4), 80ms);
    EXPECT_LT(calls.between(3, 4), 2s);
}

TEST(QueueCall, the_end_waits_for_no_pause) {
    Calls calls;
    QueueCall call([&] { calls.add(); }, {.first = 1h, .longest = 1h});
    ASSERT_TRUE(call.start());
    ASSERT_TRUE(calls.wait_for(1));
    call.deferred();
    const auto begun = Clock::now();
    call.stop();
    EXPECT_LT(Clock::now() - begun, 5s);
}

}  // namespace
}  // namespace todoke::email::lmtp
