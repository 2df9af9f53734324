#pragma once

#include "bot/ports/failure.hpp"
#include "domain/ids.hpp"
#include "domain/message/delivery.hpp"
#include "domain/message/message.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

// A message that can wait for the next answer to the same contact and leave with it, which costs nothing.
enum class Ride : int {
    no = 0,
    until_due = 1,     // at run_at it leaves by itself
    or_not_at_all = 2  // at run_at it ends unsent: the family can ask for what it says
};

// A message to be sent, written in the transaction that causes it.
struct OutboxDraft {
    ContactId contact;
    PersonId person;
    RelationId relation;  // why this person may get it; re-checked at every claim. 0 = dialogue with the person itself
    SchoolId school;      // 0 when the message belongs to no school (unlinked person)
    std::optional<StudentId> student;
    std::optional<CaseId> about_case;
    std::optional<ReportId> about_report;
    int step = 0;
    MessageClass message_class = MessageClass::dialogue;
    std::string dedup;              // never reused: 'esc:<case>:<step>:<contact>'
    std::vector<Message> messages;  // 1 .. 5, sent together
    std::string reply_token;        // LINE: free and immediate while fresh
    Instant reply_until{};
    std::string read_token;  // the message that this answers is marked as read once the answer is out
    Instant run_at{};
    bool must_arrive = false;  // the channel ladder works for it: next address, in the end the not-delivered list
    std::string fold_key;      // not empty: held for a list; several of one key become one message
    Ride ride = Ride::no;
    ContactId tell_fate_to;  // a teacher who hears 送信済 or 届いていません when the row is finished; 0 = nobody
    std::string why;         // explanation: "guardian of the student; policy step guardians"
    std::string channel, account, address_for_unlinked;  // only when contact is 0: answer to a stranger's conversation
};

struct ClaimedMessage {
    OutboxId id;
    std::int64_t lease = 0;
    int attempts = 0, ambiguous = 0;
    std::string idempotency_key;
    OutboxDraft draft;    // with messages opened
    std::string address;  // opened
    Value conversation_reference;
    std::string language;
    Instant give_up_at{};
    std::string updates_provider_id;     // resolved from Message::updates; "" when that message never arrived
    std::vector<ClaimedMessage> riders;  // waiting messages to the same contact, under the same lease; each is settled
};

struct SettledMessage {
    OutboxId id;
    std::int64_t lease = 0;
    NextAttempt next;
    SendResult result;
};

// A rung of the ladder that has to be climbed: a message that must arrive and has not been accepted.
struct StrandedMessage {
    OutboxId id;
    OutboxDraft draft;
    ContactId contact;
    bool failed = false;  // rejected for good (else: not accepted in time)
    std::string reason;
};

// The outbox outside the transactions that write it. Claims, sends and settlements are in batches.
class OutboxStore {
public:
    virtual ~OutboxStore() = default;
    // Rows whose relation has ended are suppressed by the claim itself and do not come back. Held rows (fold_key) are
    // not claimed. An answer with a fresh reply token brings the contact's waiting rows along. Rows that need an
    // account without quota fail at once. `resting` accounts are left out.
    virtual std::expected<std::vector<ClaimedMessage>, Failure> claim(const std::string& channel, int limit,
                                                                      Duration lease_for, Instant now,
                                                                      const std::vector<std::string>& resting = {}) = 0;
    virtual std::expected<void, Failure> settle(const std::vector<SettledMessage>& settled, Instant now) = 0;
    // Leases given back without counting an attempt (shut-down, throttle).
    virtual std::expected<void, Failure> give_back(const std::vector<ClaimedMessage>& unsent, Instant now) = 0;
};

}  // namespace todoke
