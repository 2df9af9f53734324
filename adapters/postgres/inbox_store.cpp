#include "adapters/postgres/inbox_store.hpp"

#include "adapters/postgres/guarded.hpp"
#include "adapters/postgres/inbox_rows.hpp"
#include "domain/form/conversation_pace.hpp"
#include "generated/sql/inbox.hpp"

#include <algorithm>
#include <tuple>

namespace todoke::postgres {
namespace {

constexpr auto stale_after = std::chrono::days{7};

// One statement numbers its events with 13 bits (sql/queries/inbox.sql).
constexpr std::size_t most_at_once = 8192;

struct Placed {
    const InboundEvent* event;
    std::size_t place;  // in the order of arrival
};

std::vector<Placed> in_order_of_keys(const std::vector<InboundEvent>& events, std::size_t from, std::size_t count) {
    std::vector<Placed> placed;
    placed.reserve(count);
    for (std::size_t i = from; i < from + count; ++i) placed.push_back({&events[i], i});
    std::ranges::sort(placed, {}, [](const Placed& one) {
        return std::tie(one.event->channel, one.event->account, one.event->event_key, one.place);
    });
    return placed;
}

// Which positions of `events` were stored, with their ids.
std::vector<std::pair<std::size_t, InboxId>> insert(Connection& db, const std::vector<InboundEvent>& events,
                                                    const std::vector<std::string>& bodies, std::size_t from,
                                                    std::size_t count, Instant now) {
    const auto sorted = in_order_of_keys(events, from, count);
    const auto column = [&](auto value_of) {
        Param::Items items;
        items.reserve(count);
        for (const Placed& one : sorted) items.push_back(Param(value_of(one)));
        return Param(std::move(items));
    };
    const auto of_event = [&](auto InboundEvent::* member) {
        return column([member](const Placed& one) -> const auto& { return one.event->*member; });
    };
    const auto or_nothing = [&](std::string InboundEvent::* member) {
        return column([member](const Placed& one) { return or_null(one.event->*member); });
    };
    const Result rows = db.run(
        sql::inbox_store, of_event(&InboundEvent::channel), of_event(&InboundEvent::account),
        of_event(&InboundEvent::event_key), of_event(&InboundEvent::conversation_key), of_event(&InboundEvent::kind),
        of_event(&InboundEvent::received_at), of_event(&InboundEvent::event_at), of_event(&InboundEvent::wants_answer),
        column([&](const Placed& one) -> const auto& { return bodies[one.place]; }),
        column([](const Placed& one) { return static_cast<int>(one.place); }), or_nothing(&InboundEvent::message_id),
        or_nothing(&InboundEvent::withdraws), of_event(&InboundEvent::never_throttled), now, now - stale_after);
    std::vector<std::pair<std::size_t, InboxId>> stored;
    stored.reserve(static_cast<std::size_t>(rows.size()));
    for (const Row row : rows) stored.emplace_back(static_cast<std::size_t>(row.get<int>(0)), row.get<InboxId>(1));
    return stored;
}

}  // namespace

std::expected<StoredEvents, Failure> SqlInboxStore::store(const std::vector<InboundEvent>& events, Instant now,
                                                          std::vector<std::size_t>& refused) {
    refused.clear();
    StoredEvents outcome;
    outcome.ids.resize(events.size());
    if (events.empty()) return outcome;
    if (events.size() > most_at_once)
        return std::unexpected(Failure{FailureCode::rejected, "more events than one statement can number", ""});
    std::vector<std::string> bodies;
    try {
        bodies.reserve(events.size());
        for (const InboundEvent& event : events)
            bodies.push_back(sealer_.seal(SchoolId{}, event.body, inbox_body_column, inbox_body_key(event)));
    } catch (const StoreFailure& failure) {
        return std::unexpected(failure.failure());
    }
    const auto note = [&](const std::vector<std::pair<std::size_t, InboxId>>& stored) {
        for (const auto& [position, id] : stored) outcome.ids[position] = id;
    };
    // One statement is one transaction: nothing to begin, one round trip, all events or none.
    const auto done = guarded(pool_, "ingest", random_, [&](Connection& db) {
        try {
            note(insert(db, events, bodies, 0, events.size(), now));
            return;
        } catch (const SqlFailure& failure) {
            if (!failure.bad_data()) throw;
        }
        // One event that can never be stored must not fail its neighbours.
        refused.clear();
        for (std::size_t i = 0; i < events.size(); ++i) {
            try {
                note(insert(db, events, bodies, i, 1, now));
            } catch (const SqlFailure& failure) {
                if (!failure.bad_data()) throw;
                refused.push_back(i);
            }
        }
    });
    if (!done) return std::unexpected(done.error());
    if (!refused.empty()) log_.error("inbox.refused", {{"count", refused.size()}});
    const auto stored =
        static_cast<std::size_t>(std::ranges::count_if(outcome.ids, [](InboxId id) { return id.value != 0; }));
    outcome.duplicates = events.size() - stored - refused.size();
    return outcome;
}

std::expected<std::vector<ClaimedEvent>, Failure> SqlInboxStore::claim(int limit, Duration lease_for, Instant now) {
    return guarded(pool_, "queue", random_, [&](Connection& db) {
        // A claim lost in a crash only repeats work, so it need not wait for the disk.
        Block block(db, false);
        const Result rows = db.run(sql::inbox_claim, now, now + lease_for, limit, most_waiting);
        block.commit();
        std::vector<ClaimedEvent> claimed;
        for (const Row row : rows) {
            ClaimedEvent one = claimed_event(row, sealer_);
            one.crowded = row.get<bool>(inbox_row_columns);
            if (one.event.body.empty()) log_.error("inbox.not_opened", {{"inbox", one.id}});
            claimed.push_back(std::move(one));
        }
        std::ranges::sort(claimed, {}, &ClaimedEvent::id);
        return claimed;
    });
}

std::expected<void, Failure> SqlInboxStore::postpone(InboxId id, std::int64_t lease, Instant run_at, Instant) {
    return guarded(pool_, "queue", random_, [&](Connection& db) { db.run(sql::inbox_postpone, id, lease, run_at); });
}

std::expected<std::optional<std::string>, Failure> SqlInboxStore::answer_of(InboxId id) {
    return guarded(pool_, "queue", random_, [&](Connection& db) -> std::optional<std::string> {
        const Result rows = db.run(sql::inbox_answer, id);
        if (rows.empty() || rows[0].get<int>(0) == 0) return std::nullopt;
        if (rows[0].is_null(1)) return "[]";  // finished without a word
        return sealer_.open(SchoolId{}, rows[0].bytes(1), inbox_answer_column, std::to_string(id.value));
    });
}

std::expected<std::optional<InboxId>, Failure> SqlInboxStore::find(const std::string& channel,
                                                                   const std::string& account,
                                                                   const std::string& event_key) {
    return guarded(pool_, "queue", random_, [&](Connection& db) -> std::optional<InboxId> {
        const Result rows = db.run(sql::inbox_find, channel, account, event_key);
        if (rows.empty()) return std::nullopt;
        return rows[0].get<InboxId>(0);
    });
}

std::expected<std::vector<InboxId>, Failure> SqlInboxStore::unanswered(const std::vector<InboxId>& ids) {
    return guarded(pool_, "queue", random_, [&](Connection& db) {
        std::vector<InboxId> waiting;
        const Result rows = db.run(sql::inbox_unanswered, ids);
        for (const Row row : rows) waiting.push_back(row.get<InboxId>(0));
        return waiting;
    });
}

}  // namespace todoke::postgres
