#pragma once

#include "bot/ports/channel.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct ClaimedEvent {
    InboxId id;
    std::int64_t lease = 0;
    int attempts = 0;      // this claim included
    InboundEvent event;    // body opened
    bool crowded = false;  // more of its conversation wait than may (domain: most_waiting)
};

// What became of an inbox row. Everything but `done` is on a staff-visible list.
enum class InboxState : int { pending = 0, done = 1, parked = 2, stale = 3, throttled = 4, ignored = 5 };

struct StoredEvents {
    std::vector<InboxId> ids;  // one per event, in the order given; 0 for a redelivered (or refused) one
    std::size_t duplicates = 0;
};

// The inbox outside a conversation's transaction.
class InboxStore {
public:
    virtual ~InboxStore() = default;

    // Group commit: all events in one transaction, sorted by key, existing keys skipped. A batch with a poison row is
    // repeated row by row; rows that can never be stored come back in `refused` (positions).
    virtual std::expected<StoredEvents, Failure> store(const std::vector<InboundEvent>& events, Instant now,
                                                       std::vector<std::size_t>& refused) = 0;

    // Only the oldest pending event of each conversation; leases end by themselves after `lease_for`.
    virtual std::expected<std::vector<ClaimedEvent>, Failure> claim(int limit, Duration lease_for, Instant now) = 0;

    // An event that could not be handled: again at `run_at`, or parked for good.
    virtual std::expected<void, Failure> postpone(InboxId id, std::int64_t lease, Instant run_at, Instant now) = 0;

    // The answer stored for a waiting invoke: rendered messages as JSON text; nullopt while not done.
    virtual std::expected<std::optional<std::string>, Failure> answer_of(InboxId id) = 0;
    virtual std::expected<std::optional<InboxId>, Failure> find(const std::string& channel, const std::string& account,
                                                                const std::string& event_key) = 0;
    // Which of these still wait for a worker, or for their answer to leave.
    virtual std::expected<std::vector<InboxId>, Failure> unanswered(const std::vector<InboxId>& ids) = 0;
};

}  // namespace todoke
