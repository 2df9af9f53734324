// What follows when a mail comes back. Who is meant is known for certain (our own token); why it came back is what a
// stranger's machine says, and Japanese carriers say "user unknown" also where only the family's filter refused.
#pragma once

#include "domain/time.hpp"

#include <string_view>
#include <vector>

namespace todoke {

enum class BounceClass {
    unknown_address,
    dead_domain,
    mailbox_full,
    temporary,  // given up after repeated tries
    policy,     // our mail is not wanted there: says nothing about the person
    our_fault,  // too large, malformed
    delayed,    // still being tried by a mail server on the way
    unclear,    // it came back and nobody can tell why
    none        // it arrived, or was no report at all
};

const char* to_text(BounceClass bounce);
BounceClass bounce_from(std::string_view text);  // of to_text; anything else is unclear

struct PastBounce {
    BounceClass kind = BounceClass::unclear;
    Instant at{};
};

struct AfterBounce {
    bool lost = false;         // this message did not arrive: it goes to the person's next address
    bool doubtful = false;     // it may still arrive, too late to be of use: a copy goes to the next address
    bool suppress = false;     // the address is used no more until it writes to us or staff try it again
    bool ask_family = false;   // staff ask the family for the settings of their mail and for the address
    bool rest_domain = false;  // what can wait is not sent to that domain for a while
    bool alarm = false;        // operators have to look: it is about us
};

// `earlier`: what came back from that address since it was last proven good. `domain`: of the address.
AfterBounce after_bounce(BounceClass bounce, std::string_view domain, const std::vector<PastBounce>& earlier,
                         Instant at, const ZoneRules& zone);

// A report that comes later than this after the mail is about something that nobody waits for any more.
inline constexpr auto longest_bounce = std::chrono::days{7};

}  // namespace todoke
