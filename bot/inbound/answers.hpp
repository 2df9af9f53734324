// Requests that wait for the worker's answer (invokes). The worker of this process answers in memory; when another
// process did the work, the answer is read from the inbox row; after the budget the waiting ends and the answer follows
// as a message.
#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/clock.hpp"
#include "bot/ports/store/inbox.hpp"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace todoke {

class Answers {
public:
    using Done = std::function<void(std::optional<std::vector<Rendered>>)>;

    Answers(InboxStore& store, const Clock& clock);
    ~Answers();

    void wait_for(InboxId id, std::chrono::milliseconds budget, Done done);
    // Gives the answer to whoever waits. false: nobody (any more) does; then the answer has to go as a message.
    bool answer(InboxId id, const std::vector<Rendered>& rendered);
    bool waiting(InboxId id) const;

    void
    poll_once();  // looks for answers of other processes and ends waits that are over; called by a thread every 50 ms
    void start();
    void stop();

private:
    struct Waiter {
        std::chrono::steady_clock::time_point deadline;
        Done done;
    };
    InboxStore& store_;
    const Clock& clock_;
    mutable std::mutex mutex_;  // guards waiters_; never held while calling `done` or the store
    std::unordered_map<InboxId, Waiter> waiters_;
    std::jthread thread_;
};

// How an answer is stored on its inbox row: [{"payload":…,"notice":…,"plain":…}].
std::string write_answer(const std::vector<Rendered>& rendered);
std::optional<std::vector<Rendered>> read_answer(const std::string& json);

}  // namespace todoke
