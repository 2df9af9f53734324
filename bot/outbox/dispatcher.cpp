#include "bot/outbox/dispatcher.hpp"

#include "bot/ports/fault.hpp"

#include <algorithm>
#include <exception>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr Duration lease = 30s;
// No send begins later than this after its claim: the lease must outlive it, and a reply
// whose riders are refused goes again alone and at last as a push.
constexpr auto start_within = 8s;
constexpr auto idle_poll = 200ms;
constexpr int synchronous_batch = 50;

double jitter(Random& random) { return static_cast<double>(random.below(1'000'000)) / 1'000'000.0; }

// With whatever rides along: each has a lease of its own.
void add_with_riders(std::vector<ClaimedMessage>& all, ClaimedMessage message) {
    for (ClaimedMessage& rider : message.riders) all.push_back(std::move(rider));
    message.riders.clear();
    all.push_back(std::move(message));
}

}  // namespace

Dispatcher::Dispatcher(Channel& channel, OutboxStore& store, const Clock& clock, Random& random, Log& log,
                       const Renderer& renderer, Courtesies& courtesies)
    : channel_(channel),
      store_(store),
      clock_(clock),
      random_(random),
      log_(log),
      renderer_(renderer),
      courtesies_(courtesies) {}

Dispatcher::~Dispatcher() { stop(); }

Pace& Dispatcher::pace_of(const std::string& account) {
    const std::lock_guard lock(paces_mutex_);
    return paces_.try_emplace(account, channel_.rate(account)).first->second;
}

Envelope Dispatcher::envelope_of(const ClaimedMessage& message, const std::vector<Message>& before) const {
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
    // A list in which something else stands too is no such notice.
    envelope.may_be_ended =
        before.empty() && std::ranges::all_of(message.draft.messages, is_notice_of_passing, &Message::key);
    if (message.draft.about_report)
        envelope.thread = "report:" + std::to_string(message.draft.about_report->value);
    else if (message.draft.about_case)
        envelope.thread = "case:" + std::to_string(message.draft.about_case->value);
    for (const auto* messages : {&before, &message.draft.messages})
        for (const Message& one : *messages) {
            envelope.messages.push_back(renderer_.render(one, message.language, channel_.name()));
            envelope.messages.back().source = one;
        }
    return envelope;
}

SendResult Dispatcher::send_alone(const ClaimedMessage& message, const std::string& reply_token) {
    Envelope envelope = envelope_of(message, {});
    envelope.reply_token = reply_token;
    SendResult result = channel_.send(envelope);
    if (result.outcome == SendOutcome::reply_spent) {
        envelope.reply_token.clear();
        result = channel_.send(envelope);
    }
    return result;
}

// Riders leave with a reply only: a push is repeated under one key, and then it has to say the same. Where the platform
// refuses the whole, the answer goes alone, for it is not to suffer from its company.
SendResult Dispatcher::send_rendered(const ClaimedMessage& message, Load& load) {
    const Message& first = message.draft.messages.front();
    if (first.update_only && (message.updates_provider_id.empty() || !channel_.capabilities().updates_messages))
        return {.outcome = SendOutcome::rejected, .reason = "nothing_to_update"};
    if (load.messages.empty() || message.draft.reply_token.empty() || clock_.now() >= message.draft.reply_until)
        return load = {}, send_alone(message, message.draft.reply_token);
    const SendResult together = channel_.send(envelope_of(message, load.messages));
    if (together.outcome == SendOutcome::reply_spent) return load = {}, send_alone(message, "");
    if (together.outcome == SendOutcome::rejected) return load = {}, send_alone(message, message.draft.reply_token);
    return together;
}

std::vector<SettledMessage> Dispatcher::send(const Job& job) {
    const ClaimedMessage& message = job.message;
    const std::size_t most = std::max<std::size_t>(channel_.capabilities().max_messages, 1);
    Load load;
    std::map<OutboxId, std::string> said;  // riders on board, and which message said them
    SettledMessage settled{.id = message.id, .lease = message.lease};
    try {
        load = load_riders(message.riders, most - std::min(most, message.draft.messages.size()));
        settled.result = send_rendered(message, load);
    } catch (const std::exception&) {
        log_.error("send.surprise", {{"outbox", message.id}, {"channel", Code{channel_.name()}}});
        settled.result = {.outcome = SendOutcome::ambiguous, .reason = "surprise"};
    }
    TODOKE_FAULT("send.done");
    if (settled.result.outcome == SendOutcome::accepted) note_answer(message);
    const auto id_at = [&](std::size_t place) {
        return place < settled.result.provider_ids.size() ? settled.result.provider_ids[place] : std::string();
    };
    for (std::size_t i = 0; i < load.rows.size(); ++i)
        for (const ClaimedMessage* row : load.rows[i]) said[row->id] = id_at(i);
    if (!load.rows.empty()) settled.result.provider_id = id_at(load.rows.size());
    pace_of(message.draft.account).note(settled.result, clock_.mono());
    settled.next = after_attempt(settled.result, message.draft.message_class, message.attempts, clock_.now(),
                                 message.give_up_at, channel_.capabilities().repeatable, jitter(random_));
    if (settled.next.settlement == Settlement::failed && settled.result.reason != "nothing_to_update")
        log_.warning("send.failed", {{"outbox", message.id},
                                     {"channel", Code{channel_.name()}},
                                     {"outcome", Code{to_text(settled.result.outcome)}},
                                     {"reason", Code{settled.next.reason}}});
    std::vector<SettledMessage> all;
    for (const ClaimedMessage& rider : message.riders) {
        const auto on_board = said.find(rider.id);
        const SendResult stayed{.outcome = SendOutcome::not_started};
        all.push_back(on_board == said.end() ? settled_rider(rider, stayed, "", clock_.now())
                                             : settled_rider(rider, settled.result, on_board->second, clock_.now()));
    }
    all.push_back(std::move(settled));
    return all;
}

void Dispatcher::note_answer(const ClaimedMessage& message) {
    courtesies_.answered(message.draft.dedup);
    if (!message.draft.read_token.empty())
        courtesies_.mark_read(message.draft.channel,
                              {Courtesy::Kind::read, message.draft.account, message.address, message.draft.read_token});
}

void Dispatcher::settle(std::vector<SettledMessage> settled) {
    if (settled.empty()) return;
    // A lost settlement only repeats a send, with the same key; still, try hard to keep it.
    for (int attempt = 0; attempt < 3; ++attempt)
        if (store_.settle(settled, clock_.now())) return;
    log_.error("outbox.unsettled", {{"messages", settled.size()}, {"channel", Code{channel_.name()}}});
}

std::vector<ClaimedMessage> Dispatcher::claim(int most, Instant now, bool& more) {
    std::vector<std::string> resting;
    int room = 0;
    {
        const std::lock_guard lock(paces_mutex_);
        for (auto& [account, pace] : paces_) {
            const int available = pace.available(clock_.mono(), most);
            if (available == 0) resting.push_back(account);
            room = std::min(most, room + available);
        }
        // An account that was never seen has its whole rate.
        if (paces_.empty()) room = most;
    }
    auto claimed = store_.claim(std::string(channel_.name()), std::max(room, 1), lease, now, resting);
    if (!claimed) return {};
    more = static_cast<int>(claimed->size()) == room;
    std::vector<ClaimedMessage> mine, too_many;
    for (ClaimedMessage& message : *claimed) {
        if (pace_of(message.draft.account).take(clock_.mono()))
            mine.push_back(std::move(message));
        else
            add_with_riders(too_many, std::move(message));
    }
    if (!too_many.empty()) (void)store_.give_back(too_many, now);
    return mine;
}

bool Dispatcher::tick(Instant now) {
    bool more = false;
    const auto claimed = claim(synchronous_batch, now, more);
    if (claimed.empty()) return false;
    std::vector<SettledMessage> settled;
    for (const ClaimedMessage& message : claimed)
        for (SettledMessage& one : send({message, clock_.mono()})) settled.push_back(std::move(one));
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
        if (free <= 0 || stop.stop_requested()) continue;
        bool more = false;
        auto claimed = claim(free, clock_.now(), more);
        if (claimed.empty()) continue;
        TODOKE_FAULT("send.claimed");
        {
            const std::lock_guard lock(mutex_);
            for (ClaimedMessage& message : claimed) jobs_.push_back({std::move(message), clock_.mono()});
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
            std::vector<ClaimedMessage> unsent;
            add_with_riders(unsent, std::move(job.message));
            (void)store_.give_back(unsent, clock_.now());
            const std::lock_guard lock(mutex_);
            --busy_;
            continue;
        }
        std::vector<SettledMessage> settled = send(job);
        {
            const std::lock_guard lock(mutex_);
            --busy_;
            for (SettledMessage& one : settled) settled_.push_back(std::move(one));
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
        for (Job& job : jobs_) add_with_riders(unsent, std::move(job.message));
        jobs_.clear();
    }
    settle(std::move(settled));
    if (!unsent.empty()) (void)store_.give_back(unsent, clock_.now());
}

}  // namespace todoke
