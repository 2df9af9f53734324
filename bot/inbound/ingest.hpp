// Group commit into the inbox: one writer takes whatever has accumulated, commits it, completes the waiting answers,
// repeats. No timer: under load batches grow by themselves, without load an event waits for nobody.
#pragma once

#include "bot/inbound/answers.hpp"
#include "bot/outbox/courtesies.hpp"
#include "bot/ports/channel.hpp"
#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/store/inbox.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace todoke {

struct IngestLimits {
    std::size_t queue_events = 5000;  // more → overloaded (503); platforms redeliver
    std::size_t batch_events = 1024;
    // A mail may be megabytes where a webhook's event is one kilobyte.
    std::size_t queue_bytes = 256 * 1024 * 1024;
    std::size_t batch_bytes = 16 * 1024 * 1024;  // one larger event goes alone
    std::chrono::milliseconds budget{1200};      // database down: hold the request this long, then 503
};

class GroupCommitIngest : public Ingest {
public:
    // `wake_workers` is called after each commit that stored something new.
    GroupCommitIngest(InboxStore& store, const Clock& clock, Log& log, Answers& answers, Courtesies& courtesies,
                      std::function<void()> wake_workers, IngestLimits limits = {});
    ~GroupCommitIngest() override;

    void submit(std::vector<InboundEvent> events, std::function<void(IngestResult)> done) override;
    void submit_and_wait(InboundEvent event, std::chrono::milliseconds budget,
                         std::function<void(IngestResult, std::optional<std::vector<Rendered>>)> done) override;

    void start();
    void stop();        // finishes what is queued, then ends the thread
    bool flush_once();  // one batch, on the caller's thread (tests); false when the queue was empty
    std::chrono::steady_clock::time_point last_commit() const;

private:
    struct Request {
        std::vector<InboundEvent> events;
        std::size_t bytes = 0;  // of their bodies
        std::chrono::steady_clock::time_point deadline;
        std::function<void(IngestResult, const std::vector<InboxId>&)> done;
    };
    void enqueue(std::vector<InboundEvent> events, std::function<void(IngestResult, const std::vector<InboxId>&)> done);
    std::vector<Request> take_batch();
    void commit(std::vector<Request> batch);
    void run(std::stop_token stop);

    InboxStore& store_;
    const Clock& clock_;
    Log& log_;
    Answers& answers_;
    Courtesies& courtesies_;
    std::function<void()> wake_workers_;
    IngestLimits limits_;

    mutable std::mutex mutex_;  // guards queue_ and what it holds, last_commit_; never held during a database call
    std::condition_variable_any ready_;
    std::deque<Request> queue_;
    std::size_t queued_events_ = 0, queued_bytes_ = 0;
    std::chrono::steady_clock::time_point last_commit_{};
    std::jthread thread_;
};

}  // namespace todoke
