// Sends what the outbox holds for one channel: claim, render, send, settle. Each channel has its own dispatcher,
// threads, breaker and pace, so that a dead platform delays no other.
#pragma once

#include "bot/outbox/courtesies.hpp"
#include "bot/outbox/pace.hpp"
#include "bot/outbox/riders.hpp"
#include "bot/ports/channel.hpp"
#include "bot/ports/clock.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/render/renderer.hpp"
#include "bot/usecases/environment.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace todoke {

class Dispatcher {
public:
    Dispatcher(Channel& channel, OutboxStore& store, const Clock& clock, Random& random, Log& log,
               const Renderer& renderer, Courtesies& courtesies);
    ~Dispatcher();

    // Claims once and sends everything claimed on the caller's thread (tests, shut-down); true when there was work.
    bool tick(Instant now);

    void start();
    void stop();  // no new claims; sends under way finish; unsent leases are given back
    void wake();
    const Channel& channel() const { return channel_; }

private:
    struct Job {
        ClaimedMessage message;
        std::chrono::steady_clock::time_point claimed_at;
    };
    // At most `most` messages of accounts that may send now; empty also when nothing could be claimed.
    std::vector<ClaimedMessage> claim(int most, Instant now, bool& more);
    std::vector<SettledMessage> send(const Job& job);
    SendResult send_rendered(const ClaimedMessage& message, Load& load);
    SendResult send_alone(const ClaimedMessage& message, const std::string& reply_token);
    Envelope envelope_of(const ClaimedMessage& message, const std::vector<Message>& before) const;
    Pace& pace_of(const std::string& account);
    void note_answer(const ClaimedMessage& message);
    void settle(std::vector<SettledMessage> settled);
    void claim_loop(std::stop_token stop);
    void send_loop(std::stop_token stop);

    Channel& channel_;
    OutboxStore& store_;
    const Clock& clock_;
    Random& random_;
    Log& log_;
    const Renderer& renderer_;
    Courtesies& courtesies_;
    std::mutex paces_mutex_;
    std::map<std::string, Pace> paces_;  // by account: one that is refused or at its rate delays no other

    std::mutex mutex_;  // guards jobs_, settled_, busy_, wakes_; never held while sending or in the database
    std::condition_variable_any jobs_ready_, claimer_ready_;
    std::deque<Job> jobs_;
    std::vector<SettledMessage> settled_;
    int busy_ = 0;
    bool woken_ = false;
    std::jthread claimer_;
    std::vector<std::jthread> senders_;
};

}  // namespace todoke
