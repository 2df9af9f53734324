// What proves who wrote a message, and what may be done on that proof. A report silences the search for a child, so it
// is the one thing worth forging.
#pragma once

namespace todoke {

enum class Proof {
    none,    // anybody may have written it
    token,   // an answer to one of our messages: whoever holds it, or was passed it, may have written it
    sender,  // the domain of the sender vouches for the address, and the address is registered
    both
};

enum class Deed {
    report,       // an absence or lateness, and everything else a family changes
    look,         // menu, help, present state
    acknowledge,  // staff: 確認済, words for a family
    end_search    // an answer after which nobody looks for the child any more
};

enum class Grant {
    no,
    confirm,  // once it was confirmed from the registered address
    yes
};

Proof proof_of(bool token, bool sender);
Grant grant(Proof proof, Deed deed);

}  // namespace todoke
