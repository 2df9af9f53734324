#include "bot/outbox/dispatcher.hpp"

#include "bot/ports/fault.hpp"

#include <algorithm>
#include <exception>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr Duration lease = 30s;
// No send begins later than this after its claim: a send takes at most 10 s, and the lease must outlive it.
constexpr auto start_within = 18s;
constexpr auto idle_poll = 200ms;
constexpr int synchronous_batch = 50;

double jitter(Random& random) { return static_cast<double>(random.below(1'000'000)) / 1'000'000.0; }

}  // namespace

Dispatcher::Dispatcher(Channel& channel, OutboxStore& store, const Clock& clock, Random& random, Log& log,
                       const Renderer& renderer)
    : channel_(channel),
      store_(store),
      clock_(clock),
      random_(random),
      log_(log),
      renderer_(renderer),
      pace_(channel.capabilities().default_rate) {}

Dispatcher::~Dispatcher() { stop(); }

SendResult Dispatcher::send_rendered(const ClaimedMessage& message) {
    const Message& first = message.draft.messages.front();
    if (first.update_only && (message.updates_provider_id.empty() || !channel_.capabilities().updates_messages))
        return {.outcome = SendOutcome::rejected, .reason = "nothing_to_update"};
    Envelope envelope;
    envelope.outbox_id = message.id;
    envelope.account = message.draft.account;
    envelope.address = message.address;
    envelope.conversation_reference = message.conversation_reference;
    envelope.idempotency_key = message.idempotency_key;
    envelope.reply_token = message.draft.reply_token;
    envelope.reply_until = message.draft.reply_until;
    envelope.updates_provider_id = message.updates_provider_id;
    envelope.dedup = message.draft.dedup;
    envelope.message_class = message.draft.message_class;
    for (const Message& one : message.draft.messages) {
        envelope.messages.push_back(renderer_.render(one, message.language, channel_.name()));
        envelope.messages.back().source = one;
    }
    SendResult result = channel_.send(envelope);
    if (result.outcome == SendOutcome::reply_spent) {
        envelope.reply_token.clear();
        result = channel_.send(envelope);
    }
    return result;
}

SettledMessage Dispatcher::send(const Job& job) {
    SettledMessage settled{.id = job.message.id, .lease = job.message.lease};
    try {
        settled.result = send_rendered(job.message);
    } catch (const std::exception&) {
        log_.error("send.surprise", {{"outbox", job.message.id}, {"channel", Code{channel_.name()}}});
        settled.result = {.outcome = SendOutcome::ambiguous, .reason = "surprise"};
    }
    TODOKE_FAULT("send.done");
    pace_.note(settled.result, clock_.mono());
    settled.next = after_attempt(settled.result, job.message.draft.message_class, job.message.attempts, clock_.now(),
                                 job.message.give_up_at, channel_.capabilities().repeatable, jitter(random_));
    if (settled.next.settlement == Settlement::failed && settled.result.reason != "nothing_to_update")
        log_.warning("send.failed", {{"outbox", job.message.id},
                                     {"channel", Code{channel_.name()}},
                                     {"outcome", Code{to_text(settled.result.outcome)}},
                                     {"reason", Code{settled.next.reason}}});
    return settled;
}

void Dispatcher::settle(std::vector<SettledMessage> settled) {
    if (settled.empty()) return;
    // A lost settlement only repeats a send, with the same key; still, try hard to keep it.
    for (int attempt = 0; attempt < 3; ++attempt)
        if (store_.settle(settled, clock_.now())) return;
    log_.error("outbox.unsettled", {{"messages", settled.size()}, {"channel", Code{channel_.name()}}});
}

bool Dispatcher::tick(Instant now) {
    const int allowed = pace_.allowance(clock_.mono(), synchronous_batch);
    if (allowed == 0) return false;
    const auto claimed = store_.claim(std::string(channel_.name()), allowed, lease, now);
    pace_.refund(allowed - (claimed ? static_cast<int>(claimed->size()) : 0));
    if (!claimed || claimed->empty()) return false;
    std::vector<SettledMessage> settled;
    for (const ClaimedMessage& message : *claimed) settled.push_back(send({message, clock_.mono()}));
    settle(std::move(settled));
    return true;
}

void Dispatcher::claim_loop(std::stop_token stop) {
    const int slots = channel_.capabilities().slots;
    while (!stop.stop_requested()) {
        std::vector<SettledMessage> settled;
        int free = 0;
        {
            std::unique_lock lock(mutex_);
            claimer_ready_.wait_for(lock, stop, idle_poll, [&] { return woken_ || !settled_.empty(); });
            woken_ = false;
            settled.swap(settled_);
            free = 2 * slots - busy_ - static_cast<int>(jobs_.size());
        }
        settle(std::move(settled));
        const int allowed = free > 0 ? pace_.allowance(clock_.mono(), free) : 0;
        if (allowed == 0 || stop.stop_requested()) continue;
        auto claimed = store_.claim(std::string(channel_.name()), allowed, lease, clock_.now());
        pace_.refund(allowed - (claimed ? static_cast<int>(claimed->size()) : 0));
        if (!claimed || claimed->empty()) continue;
        TODOKE_FAULT("send.claimed");
        const bool more = static_cast<int>(claimed->size()) == allowed;
        {
            const std::lock_guard lock(mutex_);
            for (ClaimedMessage& message : *claimed) jobs_.push_back({std::move(message), clock_.mono()});
            woken_ = woken_ || more;
        }
        jobs_ready_.notify_all();
    }
}

void Dispatcher::send_loop(std::stop_token stop) {
    while (true) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            jobs_ready_.wait(lock, stop, [&] { return !jobs_.empty(); });
            if (stop.stop_requested() || jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
            ++busy_;
        }
        if (clock_.mono() - job.claimed_at > start_within) {
            (void)store_.give_back({job.message}, clock_.now());
            const std::lock_guard lock(mutex_);
            --busy_;
            continue;
        }
        SettledMessage settled = send(job);
        {
            const std::lock_guard lock(mutex_);
            --busy_;
            settled_.push_back(std::move(settled));
        }
        claimer_ready_.notify_one();
    }
}

void Dispatcher::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    claimer_ready_.notify_one();
}

void Dispatcher::start() {
    claimer_ = std::jthread([this](std::stop_token stop) { claim_loop(stop); });
    for (int i = 0; i < channel_.capabilities().slots; ++i)
        senders_.emplace_back([this](std::stop_token stop) { send_loop(stop); });
}

void Dispatcher::stop() {
    if (claimer_.joinable()) {
        claimer_.request_stop();
        claimer_.join();
    }
    for (auto& sender : senders_) sender.request_stop();
    jobs_ready_.notify_all();
    senders_.clear();  // joins: sends under way finish
    std::vector<SettledMessage> settled;
    std::vector<ClaimedMessage> unsent;
    {
        const std::lock_guard lock(mutex_);
        settled.swap(settled_);
        for (Job& job : jobs_) unsent.push_back(std::move(job.message));
        jobs_.clear();
    }
    settle(std::move(settled));
    if (!unsent.empty()) (void)store_.give_back(unsent, clock_.now());
}

}  // namespace todoke
