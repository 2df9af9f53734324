#include "bot/inbound/worker.hpp"

#include "bot/inbound/flood.hpp"
#include "bot/inbound/reply.hpp"
#include "bot/inbound/turn.hpp"
#include "bot/ports/fault.hpp"

#include <algorithm>
#include <array>
#include <exception>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr Duration lease = 20s;
constexpr int claim_at_once = 8;
constexpr int most_attempts = 5;  // then parked: a staff task, and the sender is told to phone
constexpr auto stale_after = std::chrono::days{7};
constexpr auto invoke_budget = 2500ms;  // the waiting request gives up at 3 s

Duration back_off(int attempts) {
    constexpr std::array<Duration, 5> steps{1s, 5s, 20s, 60s, 60s};
    return steps[static_cast<std::size_t>(std::clamp(attempts, 1, 5) - 1)];
}

// Where one envelope ends and the next begins: what a channel's envelope holds, and a question of its own for each
// where a number has to say which is meant.
std::size_t end_of_row(const std::vector<Message>& messages, std::size_t begin, const Capabilities& capabilities) {
    const std::size_t most = std::max<std::size_t>(capabilities.max_messages, 1);
    bool asks = false;
    std::size_t end = begin;
    for (; end < messages.size() && end - begin < most; ++end) {
        const bool one_more = messages[end].question || std::ranges::any_of(messages[end].choices, takes_number);
        if (capabilities.one_question_each && asks && one_more) break;
        asks = asks || one_more;
    }
    return end;
}

}  // namespace

ConversationWorkers::ConversationWorkers(Store& store, const Clock& clock, const Environment& environment,
                                         const Renderer& renderer, Answers& answers, Courtesies& courtesies,
                                         std::function<void(const std::string&)> wake_senders)
    : store_(store),
      clock_(clock),
      environment_(environment),
      renderer_(renderer),
      answers_(answers),
      courtesies_(courtesies),
      wake_senders_(std::move(wake_senders)) {}

ConversationWorkers::~ConversationWorkers() { stop(); }

bool ConversationWorkers::tick(Instant now) {
    const auto claimed = store_.inbox().claim(claim_at_once, lease, now);
    if (!claimed || claimed->empty()) return false;
    TODOKE_FAULT("turn.claimed");
    for (const ClaimedEvent& event : *claimed) work(event, clock_.now());
    return true;
}

bool ConversationWorkers::run_turn(Transaction& tx, const ClaimedEvent& claimed, const Inbound& inbound,
                                   Channel& channel, Instant now, std::vector<Rendered>& invoke_answer,
                                   bool& said_nothing) {
    const auto schools = environment_.schools.current();
    Turn turn{tx, environment_, *schools, claimed, inbound, channel.capabilities(), now, claimed.event.received_at};
    turn.conversation =
        tx.conversations().load(claimed.event.conversation_key, claimed.event.channel, claimed.event.account, now);
    const bool left_out = flood::too_fast(turn);
    if (!left_out) {
        handle(turn);
        if (const auto happened = claimed.event.happened_at())
            turn.conversation.last_event_at = std::max(turn.conversation.last_event_at.value_or(*happened), *happened);
    }
    flood::tell(turn);
    TODOKE_FAULT("turn.handled");
    if (!tx.conversations().save(turn.conversation, now)) return false;

    invoke_answer.clear();
    std::string stored_answer;
    if (claimed.event.wants_answer) {
        for (const Message& message : turn.replies) {
            invoke_answer.push_back(renderer_.render(message, turn.language(), channel.name()));
            invoke_answer.back().source = message;
        }
        stored_answer = write_answer(invoke_answer);
    }
    // An invoke whose request has given up waiting is answered by a message instead.
    const bool by_message = !claimed.event.wants_answer || now - claimed.event.received_at > invoke_budget;
    if (by_message && !turn.replies.empty()) {
        std::vector<OutboxDraft> rows;
        for (std::size_t begin = 0, end = 0; begin < turn.replies.size(); begin = end) {
            end = end_of_row(turn.replies, begin, channel.capabilities());
            OutboxDraft row = reply_row(turn, {turn.replies.begin() + static_cast<std::ptrdiff_t>(begin),
                                               turn.replies.begin() + static_cast<std::ptrdiff_t>(end)});
            if (begin > 0) {  // the token pays for one call only
                row.dedup += ":" + std::to_string(begin);
                if (channel.capabilities().replies_by_token) row.reply_token.clear();
                row.read_token.clear();
            }
            rows.push_back(std::move(row));
        }
        tx.outbox().add(rows, now);
    }
    TODOKE_FAULT("turn.replied");
    const InboxState state = left_out ? InboxState::throttled : turn.set_aside ? InboxState::parked : InboxState::done;
    if (!tx.finish_event(claimed.id, claimed.lease, state, left_out ? "burst" : turn.note, stored_answer, now))
        return false;
    if (turn.forget) tx.withdrawals().forget(claimed.id);
    said_nothing = turn.replies.empty();
    return true;
}

// Before the head and apart from it: a head that fails must not keep a crowd waiting. Where this fails, the next event
// of the conversation tries again.
void ConversationWorkers::thin_out(const ClaimedEvent& head, const Channel& channel, Instant now) {
    try {
        std::size_t left_out = 0;
        const auto committed = store_.transact([&](Transaction& tx) {
            return flood::leave_out_what_waits(tx, environment_, channel, head, now, left_out);
        });
        if (committed && *committed)
            environment_.log.warning("inbox.flood", {{"inbox", head.id}, {"left_out", left_out}});
    } catch (const std::exception&) {
        environment_.log.error("flood.surprise", {{"inbox", head.id}});
    }
}

void ConversationWorkers::work(const ClaimedEvent& claimed, Instant now) {
    Channel* channel = environment_.channels.find(claimed.event.channel);
    const auto finish = [&](InboxState state, const std::string& note) {
        const auto committed = store_.transact(
            [&](Transaction& tx) { return tx.finish_event(claimed.id, claimed.lease, state, note, "", now); });
        if (committed && claimed.event.wants_answer) answers_.answer(claimed.id, {});
    };
    if (channel && claimed.crowded) thin_out(claimed, *channel, now);
    if (!channel || claimed.event.kind == "other") return finish(InboxState::ignored, channel ? "kind" : "channel");
    if (claimed.event.event_at && now - *claimed.event.event_at > stale_after) return finish(InboxState::stale, "age");
    const auto inbound = channel->read(claimed.event);
    if (!inbound) {
        environment_.log.error("inbox.unreadable", {{"inbox", claimed.id}, {"channel", Code{claimed.event.channel}}});
        return finish(InboxState::parked, "unreadable");
    }
    try {
        std::vector<Rendered> invoke_answer;
        bool said_nothing = false;
        const auto committed = store_.transact([&](Transaction& tx) {
            return run_turn(tx, claimed, *inbound, *channel, now, invoke_answer, said_nothing);
        });
        if (!committed) {
            environment_.log.warning("turn.failed",
                                     {{"inbox", claimed.id}, {"code", Code{to_text(committed.error().code)}}});
            return give_up_or_postpone(claimed, now);
        }
        if (*committed) {
            TODOKE_FAULT("turn.committed");
            if (claimed.event.wants_answer) {
                answers_.answer(claimed.id, invoke_answer);
                if (observer_) observer_(claimed.event, *inbound, invoke_answer);
            }
            if (said_nothing) courtesies_.answered(Courtesies::key_of(claimed.id));
            if (wake_senders_) wake_senders_(claimed.event.channel);
        }
    } catch (const std::exception&) {
        // A broken rule inside one event: its transaction is gone, the event is tried again and at last parked.
        environment_.log.error("turn.surprise", {{"inbox", claimed.id}});
        give_up_or_postpone(claimed, now);
    }
}

void ConversationWorkers::give_up_or_postpone(const ClaimedEvent& claimed, Instant now) {
    if (claimed.attempts < most_attempts) {
        (void)store_.inbox().postpone(claimed.id, claimed.lease, now + back_off(claimed.attempts), now);
        return;
    }
    const auto schools = environment_.schools.current();
    (void)store_.transact([&](Transaction& tx) {
        Channel* channel = environment_.channels.find(claimed.event.channel);
        const auto inbound =
            channel ? channel->read(claimed.event) : std::expected<Inbound, Failure>(std::unexpected(Failure{}));
        if (inbound) {
            Turn turn{
                tx, environment_, *schools, claimed, *inbound, channel->capabilities(), now, claimed.event.received_at};
            look_up_sender(turn);
            const School* school = list_for_staff(turn, "parked", "not_processed");
            Message message;
            message.key = "service.phone_please";
            message.args = Value::object({{"phone", school ? school->phone : std::string()}});
            if (may_answer(channel->capabilities(), *inbound)) tx.outbox().add({reply_row(turn, {message})}, now);
        }
        return tx.finish_event(claimed.id, claimed.lease, InboxState::parked, "attempts", "", now);
    });
    environment_.log.error("inbox.parked", {{"inbox", claimed.id}});
}

void ConversationWorkers::wake() {
    {
        const std::lock_guard lock(mutex_);
        wakes_ = static_cast<int>(std::max<std::size_t>(threads_.size(), 1));
    }
    ready_.notify_all();
}

void ConversationWorkers::run(std::stop_token stop) {
    while (!stop.stop_requested()) {
        bool worked = false;
        try {
            worked = tick(clock_.now());
        } catch (const std::exception&) {
            environment_.log.error("worker.surprise");
        }
        if (worked) continue;
        std::unique_lock lock(mutex_);
        // Polling is the truth; a wake only shortens the wait.
        ready_.wait_for(lock, stop, 200ms, [&] { return wakes_ > 0; });
        if (wakes_ > 0) --wakes_;
    }
}

void ConversationWorkers::start(int workers) {
    for (int i = 0; i < workers; ++i) threads_.emplace_back([this](std::stop_token stop) { run(stop); });
}

void ConversationWorkers::stop() {
    for (auto& thread : threads_) thread.request_stop();
    ready_.notify_all();
    threads_.clear();
}

}  // namespace todoke
