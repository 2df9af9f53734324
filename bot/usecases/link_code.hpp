// Is this a code that links? One judgement for the chat and for the page.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"
#include "domain/people/invitation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

std::string hash_code(const std::string& code);

// Whose wrong tries are counted: an account of a platform, an address on the internet.
struct TryKey {
    std::string key;
    TryLimit limit;
};
TryKey account_tries(const std::string& conversation_key);
TryKey address_tries(const std::string& peer_address);

struct CodeVerdict {
    enum class Fate {
        good,    // may link, once it is confirmed
        own,     // leads to a child who is linked to this person already
        failed,  // unknown, used, replaced, past its end, or the child has all its guardians: they look the same
        closed   // too many wrong tries
    } fate = Fate::failed;
    bool full = false;      // failed: because the child has all its guardians. Never said in a chat
    Invitation invitation;  // good and own, as the following
    std::optional<Student> student;
    const School* school = nullptr;
};

// Notes the wrong try. Every failure asks the same of the database, so that its time tells nothing either.
CodeVerdict judge_code(Transaction& tx, const Environment& environment, const SchoolList& schools,
                       const std::string& code, const std::vector<TryKey>& tries, std::optional<PersonId> person,
                       Instant now);

}  // namespace todoke
