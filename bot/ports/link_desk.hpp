// What the page for linking asks of the service. Implemented in bot/usecases; called by adapters/web.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/message/message.hpp"

#include <expected>
#include <optional>
#include <string>

namespace todoke {

// Which page a token opens.
struct LinkPage {
    bool by_mail = false;    // its address was sent by mail: whoever has it can read that mailbox
    bool needs_code = true;  // false: one more address of somebody who is linked already
    Words school;            // by mail: whose paper it is
};

struct LinkEntry {
    enum class Fate {
        ready,   // the code was right; the platform's own dialog at `next` proves the account
        linked,  // by mail: done; a mail that says so is on its way
        own,     // the child is linked to this person already
        failed,  // the same for every code that does not link
        full,    // by mail, with a right code: the child has all its guardians, or the guardian all addresses
        closed,  // too many wrong tries
        gone     // the page's time is over
    } fate = Fate::failed;
    std::string child;  // as families call it; ready, linked and own
    std::string next;   // ready: an address of the platform
};

class LinkDesk {
public:
    virtual ~LinkDesk() = default;
    // Changes nothing. nullopt: no such page, or its time is over.
    virtual std::expected<std::optional<LinkPage>, Failure> page(const std::string& token) = 0;
    // `typed`: the code as it was typed; `peer_address`: for the throttle.
    virtual std::expected<LinkEntry, Failure> enter(const std::string& token, const std::string& typed,
                                                    const std::string& peer_address) = 0;
};

}  // namespace todoke
