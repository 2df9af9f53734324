// The outbox inside a transaction: what is to be sent is written with what causes it.
#pragma once

#include "bot/ports/store/outbox.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

class OutboxWriter {
public:
    virtual ~OutboxWriter() = default;
    virtual std::vector<OutboxId> add(const std::vector<OutboxDraft>& drafts,
                                      Instant now) = 0;  // existing dedup skipped (id 0)
    // Which message of ours a person quoted or replied to.
    struct Sent {
        OutboxId id;
        PersonId person;
        std::optional<ReportId> report;
        std::optional<CaseId> about_case;
        std::string nonce;
    };
    virtual std::optional<Sent> find_sent(const std::string& channel, const std::string& account,
                                          const std::string& provider_id, PersonId person) = 0;
    // What somebody was sent, newest first.
    struct Past {
        OutboxDraft draft;  // without messages once retention has erased them
        Instant sent_at{};
    };
    // On the service's own account, not in answer to the person, and only while the reason for telling them lives.
    virtual std::vector<Past> notices_to(PersonId person, Instant since, int limit) = 0;
    virtual std::vector<Past> last_to(ContactId contact, int limit) = 0;  // of every sort
    // The whole of a message that somebody answers; whose it was says its draft.
    virtual std::optional<Past> find_past(const std::string& channel, const std::string& account,
                                          const std::string& provider_id) = 0;
    // The same for a message that went to a group chat; all of those begin with `dedup_prefix`.
    virtual std::optional<Sent> find_sent_as(const std::string& channel, const std::string& account,
                                             const std::string& provider_id, const std::string& dedup_prefix) = 0;
    // All cards about a report that were sent (for updating every copy). Dedup keys with their contact.
    struct Card {
        OutboxId id;
        std::string dedup;
        ContactId contact;
        PersonId person;
        RelationId relation;
        std::string channel;
        bool sent = false;
    };
    virtual std::vector<Card> cards_of_report(ReportId report) = 0;
    virtual std::vector<Card> cards_of_case(CaseId id) = 0;
    virtual int suppress_pending(std::optional<ReportId> report, std::optional<CaseId> about_case,
                                 const std::string& dedup_prefix, const std::string& reason, Instant now) = 0;

    // Only what waits for an answer to go with, and is not on its way with one.
    virtual int suppress_waiting(const std::string& dedup_prefix, const std::string& reason, Instant now) = 0;

    virtual std::vector<StrandedMessage> stranded(Instant now, int limit) = 0;  // for the ladder; locked
    virtual void mark_laddered(OutboxId id, Instant now) = 0;
    virtual bool any_sent(const std::string& dedup_prefix) = 0;  // another copy of the same notice was accepted
    // Held messages whose time has come, grouped by fold_key (one group per inner vector), locked.
    virtual std::vector<std::vector<ClaimedMessage>> held_groups(Instant now, int limit) = 0;
    virtual void release_held(OutboxId id, Instant now) = 0;
    virtual void fold_into(const std::vector<OutboxId>& folded, OutboxId into, Instant now) = 0;
    // Messages whose author wants to know what became of them (OutboxDraft::tell_fate_to), finished and not yet told;
    // locked.
    struct Fate {
        OutboxId id;
        OutboxDraft draft;
        bool sent = false;
        std::string reason;
    };
    virtual std::vector<Fate> untold_fates(Instant now, int limit) = 0;
    virtual void mark_fate_told(OutboxId id, Instant now) = 0;
};

}  // namespace todoke
