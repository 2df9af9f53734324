#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace todoke {

struct LinkInput {
    std::int64_t invitation = 0;
    std::optional<Person> person;  // an already linked one gets another child; none = a new guardian
    std::string channel, account, address;
    Value conversation_reference;
    bool awaits_reply = false;  // a new address whose owner has yet to answer (Contact::awaits_reply)
    int terms = 0;              // version of the terms that were agreed to just now; 0 = none were asked for
};

struct LinkOutcome {
    PersonId person;  // 0: nothing was linked; the code is used, replaced or past its end, or the child has all its
                      // guardians
    std::optional<Student> student;
    ContactId contact;  // the address, where it is new
};

// Ties a chat to the student of an invitation as guardian. Those already linked hear that somebody was linked, never
// who; the school is told in full.
LinkOutcome link_person(Transaction& tx, const Environment& environment, const SchoolList& schools,
                        const LinkInput& input, Instant now);

}  // namespace todoke
