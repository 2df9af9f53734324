// Mails that came back, and what they say of the addresses they went to.
#pragma once

#include "bot/ports/store/outbox.hpp"
#include "domain/message/bounce.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

class Bounces {
public:
    virtual ~Bounces() = default;
    struct Mail {
        OutboxId id;
        OutboxDraft draft;  // without messages once retention has erased them
        std::string address;
        Instant written_at{};
    };
    // A message of that account by its id, or by its idempotency key; locked.
    virtual std::optional<Mail> find(const std::string& channel, const std::string& account,
                                     std::optional<OutboxId> id, const std::string& idempotency_key) = 0;
    // false: the same was told before.
    virtual bool add(const Mail& mail, BounceClass kind, const std::string& status, Instant at) = 0;
    virtual std::vector<PastBounce> since_cleared(ContactId contact) = 0;
    virtual void clear(ContactId contact, Instant now) = 0;
    // The message failed after all, for the ladder to take up; false: it had not counted as sent.
    virtual bool lose(OutboxId id, const std::string& reason, Instant now) = 0;
};

}  // namespace todoke
