// The closed list of what can become of one attempt to send, and what follows from each (reliability: result table).
#pragma once

#include "domain/message/budget.hpp"
#include "domain/message/message.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

enum class SendOutcome {
    accepted,         // the platform took it (LINE 409 on a retry key included); never means that a person knows
    not_started,      // nothing left this machine: DNS, connect, TLS, 4yz before DATA → retry
    quota_exhausted,  // LINE monthly limit → failed, next rung at once, account marked until the month ends
    throttled,        // 429, 412, 421 → the channel pauses, the attempt is not counted
    ambiguous,        // may or may not have been taken → retry with the same key
    rejected,         // never will be → failed, next rung at once
    our_fault,        // credentials, permissions → breaker opens, rows stay, operators are told
    not_its_turn,     // the channel holds it back itself until retry_after → the attempt is not counted, nothing pauses
    reply_spent,      // a reply token was refused or is too old → same row goes by push
};

const char* to_text(SendOutcome outcome);

struct SendResult {
    SendOutcome outcome = SendOutcome::ambiguous;
    std::string provider_id;  // id the platform gave (LINE sentMessages[0].id, Teams activity id, SMTP queue id)
    std::vector<std::string> provider_ids;  // one per message, where the platform names each
    int cost = 0;                           // messages of the quota that this send took
    std::string reason;  // code for staff and log, no personal data: "blocked", "unknown_recipient", "http_500"
    bool address_unusable = false;  // the address itself is dead, not only this message
    std::optional<std::chrono::milliseconds> retry_after;
    Value conversation_reference;  // what the adapter learned and wants back with the next envelope; null = nothing new
    std::optional<Period> quota_period;  // of quota_exhausted: until when nothing more can be had
};

enum class Settlement { sent, retry, failed };

struct NextAttempt {
    Settlement settlement = Settlement::retry;
    Duration delay{};    // for retry
    std::string reason;  // for failed
    bool count_attempt = true;
    bool next_rung = false;  // try the person's next address now
};

// What follows from an attempt. `attempt` counts from 1; `jitter` in [0,1). Back-off with full jitter: escalation and
// dialogue 1, 2, 4, 8, 15, 30 s then every 30 s; arrival 5 s doubling to 5 min; bulk 5 s doubling to 30 min.
// After `give_up_at` everything that would retry is failed("expired"). Teams has no idempotency key: there an ambiguous
// arrival or bulk message is failed("ambiguous") instead of repeated (`repeatable` false).
NextAttempt after_attempt(const SendResult& result, MessageClass message_class, int attempt, Instant now,
                          Instant give_up_at, bool repeatable, double jitter);

Duration give_up_after(
    MessageClass message_class);  // escalation 60 min, dialogue 2 h, staff 12 h, arrival 3 h, bulk 12 h
// When a message not accepted yet gets a parallel one at the person's next address: escalation 60 s, dialogue 5 min.
std::optional<Duration> next_rung_after(MessageClass message_class);

}  // namespace todoke
