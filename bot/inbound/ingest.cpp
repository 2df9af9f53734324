#include "bot/inbound/ingest.hpp"

#include "bot/ports/fault.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace todoke {
namespace {

// What the inbox refuses must not reach it: NUL and control characters in a key would fail the whole batch.
bool storable(const InboundEvent& event) {
    if (event.event_key.empty() || event.event_key.size() > 200) return false;
    return std::ranges::all_of(event.event_key, [](char c) { return c >= '!' && c <= '~'; });
}

}  // namespace

GroupCommitIngest::GroupCommitIngest(InboxStore& store, const Clock& clock, Log& log, Answers& answers,
                                     Courtesies& courtesies, std::function<void()> wake_workers, IngestLimits limits)
    : store_(store),
      clock_(clock),
      log_(log),
      answers_(answers),
      courtesies_(courtesies),
      wake_workers_(std::move(wake_workers)),
      limits_(limits) {}

GroupCommitIngest::~GroupCommitIngest() { stop(); }

void GroupCommitIngest::enqueue(std::vector<InboundEvent> events,
                                std::function<void(IngestResult, const std::vector<InboxId>&)> done) {
    std::erase_if(events, [&](const InboundEvent& event) {
        if (storable(event)) return false;
        log_.warning("ingest.unstorable", {{"channel", Code{event.channel}}});
        return true;
    });
    if (events.empty()) return done(IngestResult::stored, {});
    std::size_t bytes = 0;
    for (const InboundEvent& event : events) bytes += event.body.size();
    bool full = false;
    {
        const std::lock_guard lock(mutex_);
        full = queued_events_ + events.size() > limits_.queue_events || queued_bytes_ + bytes > limits_.queue_bytes;
        if (!full) {
            queued_events_ += events.size();
            queued_bytes_ += bytes;
            queue_.push_back({std::move(events), bytes, clock_.mono() + limits_.budget, std::move(done)});
        }
    }
    if (full) return done(IngestResult::overloaded, {});
    ready_.notify_one();
}

void GroupCommitIngest::submit(std::vector<InboundEvent> events, std::function<void(IngestResult)> done) {
    enqueue(std::move(events),
            [done = std::move(done)](IngestResult result, const std::vector<InboxId>&) { done(result); });
}

void GroupCommitIngest::submit_and_wait(InboundEvent event, std::chrono::milliseconds budget,
                                        std::function<void(IngestResult, std::optional<std::vector<Rendered>>)> done) {
    const std::string channel = event.channel, account = event.account, key = event.event_key;
    std::vector<InboundEvent> events;
    events.push_back(std::move(event));
    enqueue(std::move(events), [this, channel, account, key, budget, done = std::move(done)](
                                   IngestResult result, const std::vector<InboxId>& ids) {
        if (result == IngestResult::overloaded || result == IngestResult::unavailable)
            return done(result, std::nullopt);
        InboxId id = ids.empty() ? InboxId{} : ids.front();
        if (!id) {  // a repeated hand-over: the answer of the first one counts
            const auto found = store_.find(channel, account, key);
            if (!found) return done(IngestResult::unavailable, std::nullopt);
            if (!*found) return done(result, std::vector<Rendered>{});
            id = **found;
        }
        answers_.wait_for(id, budget, [done, result](std::optional<std::vector<Rendered>> rendered) {
            done(result, std::move(rendered));
        });
    });
}

std::vector<GroupCommitIngest::Request> GroupCommitIngest::take_batch() {
    std::vector<Request> batch;
    std::size_t events = 0, bytes = 0;
    const std::lock_guard lock(mutex_);
    const auto fits = [&](const Request& next) {
        return events + next.events.size() <= limits_.batch_events && bytes + next.bytes <= limits_.batch_bytes;
    };
    while (!queue_.empty() && (batch.empty() || fits(queue_.front()))) {
        events += queue_.front().events.size();
        bytes += queue_.front().bytes;
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    queued_events_ -= events;
    queued_bytes_ -= bytes;
    return batch;
}

void GroupCommitIngest::commit(std::vector<Request> batch) {
    std::vector<InboundEvent> events;
    std::vector<std::size_t> counts;
    for (Request& request : batch) {
        counts.push_back(request.events.size());
        std::ranges::move(request.events, std::back_inserter(events));
    }
    // An ambiguous commit is repeated with the same keys until it is certain or the requests' budget is over.
    while (true) {
        std::vector<std::size_t> refused;
        const auto stored = store_.store(events, clock_.now(), refused);
        if (stored) {
            TODOKE_FAULT("ingest.stored");
            if (!refused.empty()) log_.error("ingest.refused", {{"events", refused.size()}});
            {
                const std::lock_guard lock(mutex_);
                last_commit_ = clock_.mono();
            }
            std::size_t next = 0, position = 0;
            for (std::size_t i = 0; i < batch.size(); ++i) {
                std::vector<InboxId> ids;
                for (std::size_t k = 0; k < counts[i]; ++k, ++position)
                    if (position < stored->ids.size() && stored->ids[position]) {
                        ids.push_back(stored->ids[position]);
                        courtesies_.expect_answer(ids.back(), events[position]);
                    }
                next += ids.size();
                batch[i].done(ids.empty() ? IngestResult::duplicate : IngestResult::stored, ids);
            }
            if (next > 0 && wake_workers_) wake_workers_();
            return;
        }
        const auto now = clock_.mono();
        const bool over = std::ranges::any_of(batch, [&](const Request& r) { return r.deadline <= now; });
        if (over) {
            log_.error("ingest.unavailable", {{"events", events.size()}, {"code", Code{to_text(stored.error().code)}}});
            for (const Request& request : batch) request.done(IngestResult::unavailable, {});
            return;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{50});
    }
}

bool GroupCommitIngest::flush_once() {
    auto batch = take_batch();
    if (batch.empty()) return false;
    commit(std::move(batch));
    return true;
}

void GroupCommitIngest::run(std::stop_token stop) {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, stop, [&] { return !queue_.empty(); });
            if (queue_.empty() && stop.stop_requested()) return;
        }
        try {
            flush_once();
        } catch (const std::exception&) {
            log_.error("ingest.surprise");
        }
    }
}

void GroupCommitIngest::start() {
    thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

void GroupCommitIngest::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

std::chrono::steady_clock::time_point GroupCommitIngest::last_commit() const {
    const std::lock_guard lock(mutex_);
    return last_commit_;
}

}  // namespace todoke
