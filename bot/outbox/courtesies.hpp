// Politenesses around answers: "we are at it" where an answer takes longer than a second, and "read" once it is out.
// Beside every turn and every send: nothing here can delay or fail them, and what is lost is not missed.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/store/inbox.hpp"
#include "bot/usecases/environment.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace todoke {

class Courtesies {
public:
    Courtesies(const ChannelDirectory& channels, InboxStore& store, const Clock& clock, Log& log);
    ~Courtesies();

    // An event was accepted: somebody waits for its answer from now on.
    void expect_answer(InboxId id, const InboundEvent& event);
    // `key` is the dedup key of the outbox row that answers (of any row: others are not known here).
    void answered(const std::string& key);
    void mark_read(const std::string& channel, Courtesy courtesy);
    static std::string key_of(InboxId id) { return "turn:" + std::to_string(id.value); }

    bool tick();  // everything that is due, on the caller's thread
    void start();
    void stop();

private:
    struct Waiting {
        InboxId id;
        InboundEvent event;
        std::chrono::steady_clock::time_point due;
    };
    struct Job {
        std::string channel;
        Courtesy courtesy;
    };
    void look_for_slow_answers();
    bool do_one();
    void enqueue(Job job);

    const ChannelDirectory& channels_;
    InboxStore& store_;
    const Clock& clock_;
    Log& log_;
    std::mutex mutex_;  // guards what follows; never held during a call to the store or a platform
    std::condition_variable_any ready_;
    std::unordered_map<std::string, Waiting> waiting_;
    std::deque<Job> jobs_;
    std::vector<std::jthread> threads_;
};

}  // namespace todoke
