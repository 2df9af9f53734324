// What the page for linking asks of the service. Implemented in bot/usecases; called by adapters/web.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/value.hpp"

#include <expected>
#include <string>

namespace todoke {

struct LinkEntry {
    enum class Fate {
        ready,   // the code was right; the platform's own dialog at `next` proves the account
        own,     // the child is linked to this person already
        failed,  // the same for every code that does not link
        closed,  // too many wrong tries
        gone     // the page's time is over
    } fate = Fate::failed;
    std::string child;  // as families call it; ready and own
    std::string next;   // ready: an address of the platform
};

class LinkDesk {
public:
    virtual ~LinkDesk() = default;
    // Changes nothing. false: no such page, or its time is over.
    virtual std::expected<bool, Failure> is_open(const std::string& token) = 0;
    // `typed`: the code as it was typed; `peer_address`: for the throttle.
    virtual std::expected<LinkEntry, Failure> enter(const std::string& token, const std::string& typed,
                                                    const std::string& peer_address) = 0;
};

}  // namespace todoke
