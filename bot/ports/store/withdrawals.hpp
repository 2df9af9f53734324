// Words that their sender takes back: erased from what is stored, and known to those who have acted on them.
#pragma once

#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <string>
#include <vector>

namespace todoke {

class Withdrawals {
public:
    virtual ~Withdrawals() = default;
    // These messages went into what the event `source` made: a report, or an input after the deadline.
    virtual void keep_source(const std::string& conversation_key, const std::vector<std::string>& message_ids,
                             PersonId reporter, InboxId source, Instant received_at) = 0;
    // Erases the message and everything that repeats it, except in reports; those come back, once.
    virtual std::vector<ReportId> take_back(const std::string& conversation_key, const std::string& message_id,
                                            Instant now) = 0;
    // Taken back before it arrived.
    virtual bool taken_back(const std::string& conversation_key, const std::string& message_id) = 0;
    // The body of a finished event: what people say among themselves is not ours to keep.
    virtual void forget(InboxId event) = 0;
};

}  // namespace todoke
