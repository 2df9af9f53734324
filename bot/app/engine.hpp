// The service without its doors: what happens between an event and its answer. The composition root gives it a store
// and channels; a test may drive it by ticks on its own thread.
#pragma once

#include "bot/inbound/answers.hpp"
#include "bot/inbound/ingest.hpp"
#include "bot/inbound/worker.hpp"
#include "bot/outbox/courtesies.hpp"
#include "bot/outbox/dispatcher.hpp"
#include "bot/outbox/standing_keeper.hpp"
#include "bot/ports/channel.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/render/renderer.hpp"
#include "bot/sweep/sweep.hpp"
#include "bot/usecases/environment.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace todoke {

class Channels : public ChannelDirectory {
public:
    void add(std::unique_ptr<Channel> channel);
    Channel* find(std::string_view name) const override;
    const std::vector<std::unique_ptr<Channel>>& all() const { return all_; }

private:
    std::vector<std::unique_ptr<Channel>> all_;
};

class Engine {
public:
    struct Parts {
        Store& store;
        const Clock& clock;
        Random& random;
        Log& log;
        const Schools& schools;
        const Texts& texts;
        const TextAnalysis& analysis;
        const Layouts& layouts;
        // Tells other processes on this database that there is work; may be empty. Only shortens their wait.
        std::function<void()> tell_others = {};
        std::string public_url = {};  // of our pages; empty = none are offered
    };
    explicit Engine(Parts parts);
    ~Engine();

    // Before start: channels are known to everything else from then on.
    void add_channel(std::unique_ptr<Channel> channel);
    Ingest& ingest() { return ingest_; }
    std::size_t channel_count() const { return dispatchers_.size(); }
    const Environment& environment() const { return environment_; }

    void start(int workers);
    void stop();
    // Another process may have left work: everybody looks at once instead of at the next poll.
    void wake();
    void observe_answers(ConversationWorkers::Observer observer) { workers_.observe_answers(std::move(observer)); }

    // One round of everything on the caller's thread; true when something was done.
    bool tick(Instant now);

    // For /live and /ready: the last time each loop came round, and the last durable acceptance.
    std::chrono::steady_clock::time_point last_sweep() const;
    std::chrono::steady_clock::time_point last_commit() const { return ingest_.last_commit(); }

private:
    void committed_work();
    using Sweeps = std::vector<std::unique_ptr<Sweep>>;
    void sweep_loop(std::stop_token stop, const Sweeps& sweeps);
    bool sweep_once(const Sweeps& sweeps, Instant now);

    Parts parts_;
    Channels channels_;
    Environment environment_;
    Renderer renderer_;
    Answers answers_;
    Courtesies courtesies_;
    GroupCommitIngest ingest_;
    ConversationWorkers workers_;
    std::vector<std::unique_ptr<Dispatcher>> dispatchers_;
    StandingKeeper standings_;
    Sweeps sweeps_;
    Sweeps outside_sweeps_;  // these wait for platforms: a loop of their own, so that no search waits with them
    std::atomic<std::chrono::steady_clock::rep> last_sweep_{0};
    std::jthread sweeper_, outside_sweeper_;
};

}  // namespace todoke
