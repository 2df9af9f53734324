#include "adapters/postgres/outbox_store.hpp"

#include "adapters/postgres/families.hpp"
#include "adapters/postgres/guarded.hpp"
#include "adapters/postgres/outbox_rows.hpp"
#include "generated/sql/budget.hpp"
#include "generated/sql/outbox.hpp"

#include <algorithm>
#include <map>

namespace todoke::postgres {
namespace {

int number_of(Settlement settlement) {
    switch (settlement) {
        case Settlement::sent:
            return 0;
        case Settlement::retry:
            return 1;
        case Settlement::failed:
            return 2;
    }
    return 1;
}

std::string reason_of(const SettledMessage& one) {
    if (one.next.settlement == Settlement::sent) return "";
    if (!one.next.reason.empty()) return one.next.reason;
    return one.result.reason.empty() ? to_text(one.result.outcome) : one.result.reason;
}

// Waiting messages go to the one that takes them along.
std::vector<ClaimedMessage> seated(std::vector<std::pair<std::int64_t, ClaimedMessage>> claimed) {
    std::vector<ClaimedMessage> drivers;
    for (auto& [carrier, message] : claimed)
        if (carrier == 0) drivers.push_back(std::move(message));
    for (auto& [carrier, message] : claimed) {
        if (carrier == 0) continue;
        const auto driver = std::ranges::find(drivers, carrier, [](const ClaimedMessage& m) { return m.id.value; });
        // The one it was claimed for cannot be sent itself; by its own lease it is free again soon.
        if (driver != drivers.end()) driver->riders.push_back(std::move(message));
    }
    return drivers;
}

}  // namespace

std::expected<std::vector<ClaimedMessage>, Failure> SqlOutboxStore::claim(const std::string& channel, int limit,
                                                                          Duration lease_for, Instant now,
                                                                          const std::vector<std::string>& resting) {
    return guarded(pool_, "sender", random_, [&](Connection& db) {
        // Promised, unlike a claim of the inbox: nothing is sent before the claim has survived, so that a full disk
        // stops sending instead of causing a storm of repetitions. What the claim ended (no relation any more) must
        // stay ended, too.
        const Result rows = db.run(sql::outbox_claim, channel, now, now + lease_for, limit, resting);
        std::vector<std::pair<std::int64_t, ClaimedMessage>> claimed;
        std::vector<std::int64_t> broken, leases;
        for (const Row row : rows) {
            try {
                claimed.emplace_back(row.get<std::int64_t>("carrier"), read_message(sealer_, row, true));
            } catch (const StoreFailure& failure) {
                if (failure.failure().code != FailureCode::malformed) throw;
                broken.push_back(row.get<std::int64_t>("id"));
                leases.push_back(row.get<std::int64_t>("lease"));
            }
        }
        if (!broken.empty()) {
            // Cells that do not open can never be sent: failed at once, where the ladder and the staff list see it.
            const std::size_t n = broken.size();
            log_.error("outbox.not_opened", {{"count", n}});
            db.run(sql::outbox_settle, broken, leases, std::vector<int>(n, 2), std::vector<std::optional<Instant>>(n),
                   std::vector<std::string>(n, "not_opened"), std::vector<bool>(n, true), std::vector<bool>(n, false),
                   std::vector<std::optional<std::string>>(n), now, std::vector<int>(n, 0));
        }
        return seated(std::move(claimed));
    });
}

std::expected<void, Failure> SqlOutboxStore::settle(const std::vector<SettledMessage>& settled, Instant now) {
    if (settled.empty()) return {};
    Param::Items ids, leases, settlements, run_ats, reasons, counts, unsure, providers, costs;
    std::map<OutboxId, const SettledMessage*> lessons;  // what the attempt taught about the address
    std::vector<std::string> reason_texts;
    reason_texts.reserve(settled.size());
    for (const SettledMessage& one : settled) {
        const bool again = one.next.settlement == Settlement::retry;
        reason_texts.push_back(reason_of(one));
        ids.push_back(one.id);
        leases.push_back(one.lease);
        settlements.push_back(number_of(one.next.settlement));
        run_ats.push_back(again ? Param(now + one.next.delay) : Param(std::nullopt));
        reasons.push_back(or_null(reason_texts.back()));
        counts.push_back(one.next.count_attempt);
        unsure.push_back(one.result.outcome == SendOutcome::ambiguous);
        providers.push_back(or_null(one.result.provider_id));
        costs.push_back(one.result.cost);
        if (one.result.address_unusable || !one.result.conversation_reference.is_null() || one.result.quota_period)
            lessons[one.id] = &one;
    }
    const auto write = [&](Connection& db) {
        Block block(db);
        const Result rows = db.run(sql::outbox_settle, ids, leases, settlements, run_ats, reasons, counts, unsure,
                                   providers, now, costs);
        Context context{db, sealer_, random_};
        std::unique_ptr<People> people;
        for (const Row row : rows) {
            const auto lesson = lessons.find(row.get<OutboxId>(0));
            if (lesson == lessons.end()) continue;
            const SendResult& result = lesson->second->result;
            if (result.quota_period)
                db.run(sql::budget_refused, row.get<std::string>(2), row.get<std::string>(3),
                       result.quota_period->begins, result.quota_period->ends, now);
            if (row.is_null(1)) continue;
            if (!people) people = make_people(context);
            const auto contact = row.get<ContactId>(1);
            if (!result.conversation_reference.is_null())
                people->set_conversation_reference(contact, result.conversation_reference, now);
            if (result.address_unusable) people->set_contact_state(contact, ContactState::unusable, now);
        }
        block.commit();
    };
    auto done = guarded(pool_, "sender", random_, write);
    // A commit that broke off may have happened. Once more is safe, and spares the person a second copy of what was
    // sent.
    if (!done && done.error().code == FailureCode::timeout) done = guarded(pool_, "sender", random_, write);
    return done;
}

std::expected<void, Failure> SqlOutboxStore::give_back(const std::vector<ClaimedMessage>& unsent, Instant) {
    if (unsent.empty()) return {};
    Param::Items ids, leases;
    for (const ClaimedMessage& one : unsent) {
        ids.push_back(one.id);
        leases.push_back(one.lease);
    }
    return guarded(pool_, "sender", random_, [&](Connection& db) { db.run(sql::outbox_give_back, ids, leases); });
}

}  // namespace todoke::postgres
