#include "adapters/postgres/inbox_store.hpp"

#include "adapters/postgres/guarded.hpp"
#include "generated/sql/inbox.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace todoke::postgres {
namespace {

constexpr auto stale_after = std::chrono::days{7};
constexpr int burst = 30;  // pending events of one conversation; thousands would make every claim slow
constexpr int most_lately = 10;
constexpr auto lately = std::chrono::seconds{10};
constexpr auto one_hint_per = std::chrono::seconds{60};

// The natural key of the row: known before the insert, unique, never changed.
std::string row_key(std::string_view channel, std::string_view account, std::string_view event_key) {
    std::string key(channel);
    key.append(1, '\0').append(account).append(1, '\0').append(event_key);
    return key;
}

// One statement numbers its events with 13 bits (sql/queries/inbox.sql).
constexpr std::size_t most_at_once = 8192;

struct Placed {
    const InboundEvent* event;
    std::size_t place;  // in the order of arrival
    int before = 0;     // events of the same conversation that arrived before it
};

std::vector<Placed> in_order_of_keys(const std::vector<InboundEvent>& events, std::size_t from, std::size_t count) {
    std::vector<Placed> placed;
    placed.reserve(count);
    std::unordered_map<std::string_view, int> seen;
    for (std::size_t i = from; i < from + count; ++i)
        placed.push_back({&events[i], i, seen[events[i].conversation_key]++});
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
        column([](const Placed& one) { return static_cast<int>(one.place); }),
        column([](const Placed& one) { return one.before; }), or_nothing(&InboundEvent::message_id),
        or_nothing(&InboundEvent::withdraws), of_event(&InboundEvent::never_throttled), now, now - stale_after, burst,
        now - lately, most_lately, now - one_hint_per);
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
            bodies.push_back(sealer_.seal(SchoolId{}, event.body, inbox_body_column,
                                          row_key(event.channel, event.account, event.event_key)));
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
        const Result rows = db.run(sql::inbox_claim, now, now + lease_for, limit);
        block.commit();
        std::vector<ClaimedEvent> claimed;
        for (const Row row : rows) {
            ClaimedEvent one;
            one.id = row.get<InboxId>(0);
            one.lease = row.get<std::int64_t>(1);
            one.attempts = row.get<int>(2);
            one.event.channel = row.get<std::string>(3);
            one.event.account = row.get<std::string>(4);
            one.event.event_key = row.get<std::string>(5);
            one.event.conversation_key = row.get<std::string>(6);
            one.event.kind = row.get<std::string>(7);
            one.event.received_at = row.get<Instant>(8);
            one.event.event_at = row.get<std::optional<Instant>>(9);
            one.event.wants_answer = row.get<bool>(10);
            one.event.message_id = row.get<std::optional<std::string>>(12).value_or("");
            one.too_fast = row.get<bool>(13);
            try {
                one.event.body = sealer_.open(SchoolId{}, row.bytes(11), inbox_body_column,
                                              row_key(one.event.channel, one.event.account, one.event.event_key));
            } catch (const StoreFailure& failure) {
                if (failure.failure().code != FailureCode::malformed) throw;
                // Goes on with an empty body: its channel cannot read it, and it is parked where staff see it.
                log_.error("inbox.not_opened", {{"inbox", one.id}});
            }
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
