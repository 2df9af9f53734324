#include "bot/app/engine.hpp"

#include "bot/sweep/budget.hpp"
#include "bot/sweep/cut_off.hpp"
#include "bot/sweep/ended_link.hpp"
#include "bot/sweep/escalation.hpp"
#include "bot/sweep/follow_up.hpp"

#include <algorithm>
#include <exception>

namespace todoke {

using namespace std::chrono_literals;

void Channels::add(std::unique_ptr<Channel> channel) { all_.push_back(std::move(channel)); }

Channel* Channels::find(std::string_view name) const {
    const auto found = std::ranges::find_if(all_, [&](const auto& channel) { return channel->name() == name; });
    return found == all_.end() ? nullptr : found->get();
}

Engine::Engine(Parts parts)
    : parts_(parts),
      environment_{parts.schools, parts.texts, parts.analysis, channels_, parts.random, parts.log, parts.public_url},
      renderer_(parts.texts, parts.analysis, parts.layouts),
      answers_(parts.store.inbox(), parts.clock),
      courtesies_(channels_, parts.store.inbox(), parts.clock, parts.log),
      ingest_(parts.store.inbox(), parts.clock, parts.log, answers_, courtesies_, [this] { committed_work(); }),
      workers_(parts.store, parts.clock, environment_, renderer_, answers_, courtesies_,
               [this](const std::string&) {
                   // A turn writes to other people's channels too: everybody looks.
                   for (const auto& dispatcher : dispatchers_) dispatcher->wake();
                   if (parts_.tell_others) parts_.tell_others();
               }),
      standings_(parts.store.standings(), channels_, parts.clock, parts.log) {
    sweeps_.push_back(std::make_unique<CutOffSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<OverdueLateSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<EscalationSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<QuietHoursSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<LadderSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<FateSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<UnreadReportSweep>(parts.store, environment_));
    sweeps_.push_back(std::make_unique<EndedLinkSweep>(parts.store, environment_));
    outside_sweeps_.push_back(std::make_unique<BudgetSweep>(parts.store, environment_));
}

Engine::~Engine() { stop(); }

void Engine::committed_work() {
    workers_.wake();
    if (parts_.tell_others) parts_.tell_others();
}

void Engine::wake() {
    workers_.wake();
    for (const auto& dispatcher : dispatchers_) dispatcher->wake();
}

void Engine::add_channel(std::unique_ptr<Channel> channel) {
    dispatchers_.push_back(std::make_unique<Dispatcher>(*channel, parts_.store.outbox(), parts_.clock, parts_.random,
                                                        parts_.log, renderer_, courtesies_));
    if (channel->capabilities().shows_standing) standings_.add_channel(std::string(channel->name()));
    channels_.add(std::move(channel));
}

bool Engine::sweep_once(const Sweeps& sweeps, Instant now) {
    bool worked = false;
    for (const auto& sweep : sweeps) {
        try {
            worked = sweep->tick(now) || worked;
        } catch (const std::exception&) {
            parts_.log.error("sweep.surprise", {{"sweep", Code{sweep->name()}}});
        }
    }
    if (&sweeps == &sweeps_) last_sweep_ = parts_.clock.mono().time_since_epoch().count();
    return worked;
}

bool Engine::tick(Instant now) {
    bool worked = false;
    while (ingest_.flush_once()) worked = true;
    while (workers_.tick(now)) worked = true;
    worked = sweep_once(sweeps_, now) || worked;
    worked = sweep_once(outside_sweeps_, now) || worked;
    for (const auto& dispatcher : dispatchers_) worked = dispatcher->tick(now) || worked;
    worked = standings_.tick(now) || worked;
    return courtesies_.tick() || worked;
}

void Engine::sweep_loop(std::stop_token stop, const Sweeps& sweeps) {
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        if (sweep_once(sweeps, parts_.clock.now()))
            for (const auto& dispatcher : dispatchers_) dispatcher->wake();
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, 500ms, [] { return false; });  // a wait that stop() can end
    }
}

// The door comes last: what it lets in wakes workers, who have to be complete by then.
void Engine::start(int workers) {
    answers_.start();
    courtesies_.start();
    workers_.start(workers);
    for (const auto& dispatcher : dispatchers_) dispatcher->start();
    standings_.start();
    sweeper_ = std::jthread([this](std::stop_token stop) { sweep_loop(stop, sweeps_); });
    outside_sweeper_ = std::jthread([this](std::stop_token stop) { sweep_loop(stop, outside_sweeps_); });
    ingest_.start();
}

// Inside out: what is accepted is stored, what is claimed is finished, and only then the threads end.
void Engine::stop() {
    if (!sweeper_.joinable()) return;
    ingest_.stop();
    answers_.stop();
    workers_.stop();
    for (std::jthread* sweeper : {&sweeper_, &outside_sweeper_}) {
        sweeper->request_stop();
        sweeper->join();
        *sweeper = {};
    }
    standings_.stop();
    for (const auto& dispatcher : dispatchers_) dispatcher->stop();
    courtesies_.stop();
}

std::chrono::steady_clock::time_point Engine::last_sweep() const {
    return std::chrono::steady_clock::time_point(std::chrono::steady_clock::duration(last_sweep_.load()));
}

}  // namespace todoke
