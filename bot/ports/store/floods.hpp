// More waits in one conversation than anybody can mean: what is behind the first few is left out in one go, because
// every event that waits makes each claim dearer for all others.
#pragma once

#include "bot/ports/store/inbox.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace todoke {

class Floods {
public:
    virtual ~Floods() = default;
    // In their order, behind the first `kept`, at most `limit`; what is never throttled is no part of it.
    virtual std::vector<InboxId> waiting(const std::string& conversation_key, int kept, int limit) = 0;
    // Nobody holds a lease on them. A body that cannot be opened is empty.
    virtual std::vector<ClaimedEvent> read(const std::vector<InboxId>& events) = 0;
    virtual void keep(const std::vector<InboxId>& events) = 0;  // never throttled from now on
    virtual void leave_out(const std::vector<InboxId>& events, Instant now) = 0;
};

}  // namespace todoke
