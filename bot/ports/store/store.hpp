// The store: PostgreSQL behind transactions. A transaction's statements return plain values; a failed statement throws
// StoreFailure, which ends the transaction and is caught at the one door, Store::transact, where it becomes a value
// again. Serialization failures, deadlocks and lock time-outs repeat the whole function (at most 5 times), so it must
// not have effects outside the transaction.
#pragma once

#include "bot/ports/failure.hpp"
#include "bot/ports/store/attendance.hpp"
#include "bot/ports/store/bounces.hpp"
#include "bot/ports/store/budgets.hpp"
#include "bot/ports/store/cases.hpp"
#include "bot/ports/store/conversations.hpp"
#include "bot/ports/store/floods.hpp"
#include "bot/ports/store/groups.hpp"
#include "bot/ports/store/inbox.hpp"
#include "bot/ports/store/letters.hpp"
#include "bot/ports/store/links.hpp"
#include "bot/ports/store/mail_entries.hpp"
#include "bot/ports/store/outbox.hpp"
#include "bot/ports/store/outbox_writer.hpp"
#include "bot/ports/store/people.hpp"
#include "bot/ports/store/reports.hpp"
#include "bot/ports/store/standings.hpp"
#include "bot/ports/store/withdrawals.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace todoke {

class StoreFailure : public std::runtime_error {
public:
    explicit StoreFailure(Failure failure) : std::runtime_error(failure.what), failure_(std::move(failure)) {}
    const Failure& failure() const { return failure_; }

private:
    Failure failure_;
};

// A row of a state machine was not in the state we expected: somebody else was first. Thrown by nothing in the store;
// conditional updates return false and the caller decides.

class Transaction {
public:
    virtual ~Transaction() = default;
    virtual Conversations& conversations() = 0;
    virtual People& people() = 0;
    virtual Links& links() = 0;
    virtual MailEntries& mail_entries() = 0;
    virtual Reports& reports() = 0;
    virtual Attendance& attendance() = 0;
    virtual Cases& cases() = 0;
    virtual OutboxWriter& outbox() = 0;
    virtual Withdrawals& withdrawals() = 0;
    virtual Groups& groups() = 0;
    virtual Budgets& budgets() = 0;
    virtual Floods& floods() = 0;
    virtual Bounces& bounces() = 0;
    virtual Letters& letters() = 0;
    // Marks a claimed event as finished; false: somebody else owns it now → the caller must roll back and forget it.
    virtual bool finish_event(InboxId id, std::int64_t lease, InboxState state, const std::string& note,
                              const std::string& answer_json, Instant now) = 0;
    virtual void audit(const std::string& what, PersonId who, const std::string& object_kind, std::int64_t object,
                       Instant now) = 0;
};

// How many rows of a queue wait, and since when the oldest could have been worked on.
struct Backlog {
    std::string queue;  // "inbox", "outbox_line", "case_overdue"
    std::int64_t waiting = 0;
    std::optional<Instant> since;
};

class Store {
public:
    virtual ~Store() = default;
    virtual InboxStore& inbox() = 0;
    virtual OutboxStore& outbox() = 0;
    virtual StandingStore& standings() = 0;
    // `work` returns false to roll back without failure. The result says whether it was committed.
    virtual std::expected<bool, Failure> transact(const std::function<bool(Transaction&)>& work) = 0;
    virtual std::expected<std::vector<Backlog>, Failure> backlog(Instant now) = 0;
    virtual std::expected<SchoolId, Failure> school_id(const std::string& code, Instant now) = 0;  // made when new
};

}  // namespace todoke
