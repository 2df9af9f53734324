// Conversation workers: claim the oldest event of a conversation, handle it in one transaction, wake the senders. Plain
// blocking code; any number of workers and processes, the lease decides.
#pragma once

#include "bot/inbound/answers.hpp"
#include "bot/outbox/courtesies.hpp"
#include "bot/ports/clock.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/render/renderer.hpp"
#include "bot/usecases/environment.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace todoke {

class ConversationWorkers {
public:
    ConversationWorkers(Store& store, const Clock& clock, const Environment& environment, const Renderer& renderer,
                        Answers& answers, Courtesies& courtesies,
                        std::function<void(const std::string& channel)> wake_senders);
    ~ConversationWorkers();

    // One claim and everything in it; true when there was work. Safe from several threads.
    bool tick(Instant now);

    void start(int workers);
    void stop();
    void wake();

    // For records: what was answered within the request itself, after its turn has committed.
    using Observer = std::function<void(const InboundEvent&, const Inbound&, const std::vector<Rendered>&)>;
    void observe_answers(Observer observer) { observer_ = std::move(observer); }

private:
    void work(const ClaimedEvent& claimed, Instant now);
    bool run_turn(Transaction& tx, const ClaimedEvent& claimed, const Inbound& inbound, Channel& channel, Instant now,
                  std::vector<Rendered>& invoke_answer, bool& said_nothing);
    void thin_out(const ClaimedEvent& head, const Channel& channel, Instant now);
    void give_up_or_postpone(const ClaimedEvent& claimed, Instant now);
    void run(std::stop_token stop);

    Store& store_;
    const Clock& clock_;
    const Environment& environment_;
    const Renderer& renderer_;
    Answers& answers_;
    Courtesies& courtesies_;
    std::function<void(const std::string&)> wake_senders_;

    std::mutex mutex_;  // guards wakes_ only
    std::condition_variable_any ready_;
    int wakes_ = 0;
    std::vector<std::jthread> threads_;
    Observer observer_;
};

}  // namespace todoke
