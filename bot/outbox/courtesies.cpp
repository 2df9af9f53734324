#include "bot/outbox/courtesies.hpp"

#include <algorithm>
#include <exception>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 1s;
constexpr auto look_every = 250ms;
constexpr int performers = 4;
constexpr std::size_t most_waiting = 2000, most_jobs = 2000;
constexpr std::size_t most_at_once = 20;  // per look: LINE takes 100 loading animations per second

// Only who said or pressed something looks at the screen and waits.
bool waits_for_words(const Inbound& inbound) {
    if (!inbound.in_private || inbound.address.empty()) return false;
    const Answer& a = inbound.answer;
    return std::holds_alternative<answer::Text>(a) || std::holds_alternative<answer::Reply>(a) ||
           std::holds_alternative<answer::Choice>(a) || std::holds_alternative<answer::Slots>(a) ||
           std::holds_alternative<answer::Command>(a) || std::holds_alternative<answer::Attachment>(a);
}

}  // namespace

Courtesies::Courtesies(const ChannelDirectory& channels, InboxStore& store, const Clock& clock, Log& log)
    : channels_(channels), store_(store), clock_(clock), log_(log) {}

Courtesies::~Courtesies() { stop(); }

void Courtesies::expect_answer(InboxId id, const InboundEvent& event) {
    const Channel* channel = channels_.find(event.channel);
    if (!channel || !channel->capabilities().has_courtesies || event.kind == "other") return;
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < most_waiting) waiting_[key_of(id)] = {id, event, clock_.mono() + patience};
}

void Courtesies::answered(const std::string& key) {
    const std::lock_guard lock(mutex_);
    waiting_.erase(key);
}

void Courtesies::enqueue(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (jobs_.size() >= most_jobs) jobs_.pop_front();
        jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
}

void Courtesies::mark_read(const std::string& channel, Courtesy courtesy) {
    const Channel* found = channels_.find(channel);
    if (!found || !found->capabilities().has_courtesies) return;
    courtesy.kind = Courtesy::Kind::read;
    enqueue({channel, std::move(courtesy)});
}

void Courtesies::look_for_slow_answers() {
    std::vector<Waiting> slow;
    {
        const std::lock_guard lock(mutex_);
        const auto now = clock_.mono();
        for (auto it = waiting_.begin(); it != waiting_.end();) {
            if (it->second.due > now) {
                ++it;
                continue;
            }
            if (slow.size() < most_at_once) slow.push_back(std::move(it->second));
            it = waiting_.erase(it);
        }
    }
    if (slow.empty()) return;
    // Another process may have answered meanwhile; then a sign of work would come after the answer.
    std::vector<InboxId> ids;
    for (const Waiting& one : slow) ids.push_back(one.id);
    const auto unanswered = store_.unanswered(ids);
    if (!unanswered) return;
    for (const Waiting& one : slow) {
        if (std::ranges::find(*unanswered, one.id) == unanswered->end()) continue;
        const Channel* channel = channels_.find(one.event.channel);
        const auto inbound = channel->read(one.event);
        if (!inbound || !waits_for_words(*inbound)) continue;
        enqueue({one.event.channel, {Courtesy::Kind::working, one.event.account, inbound->address, ""}});
    }
}

bool Courtesies::do_one() {
    Job job;
    {
        const std::lock_guard lock(mutex_);
        if (jobs_.empty()) return false;
        job = std::move(jobs_.front());
        jobs_.pop_front();
    }
    try {
        channels_.find(job.channel)->be_courteous(job.courtesy);
    } catch (const std::exception&) {
        log_.warning("courtesy.surprise", {{"channel", Code{job.channel}}});
    }
    return true;
}

bool Courtesies::tick() {
    look_for_slow_answers();
    bool worked = false;
    while (do_one()) worked = true;
    return worked;
}

void Courtesies::start() {
    threads_.emplace_back([this](std::stop_token stop) {
        std::mutex mutex;
        std::condition_variable_any never;
        while (!stop.stop_requested()) {
            try {
                look_for_slow_answers();
            } catch (const std::exception&) {
                log_.warning("courtesy.surprise");
            }
            std::unique_lock lock(mutex);
            never.wait_for(lock, stop, look_every, [] { return false; });
        }
    });
    for (int i = 0; i < performers; ++i)
        threads_.emplace_back([this](std::stop_token stop) {
            while (!stop.stop_requested()) {
                {
                    std::unique_lock lock(mutex_);
                    ready_.wait(lock, stop, [&] { return !jobs_.empty(); });
                }
                if (!stop.stop_requested()) do_one();
            }
        });
}

void Courtesies::stop() {
    for (auto& thread : threads_) thread.request_stop();
    threads_.clear();
}

}  // namespace todoke
