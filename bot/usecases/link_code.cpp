#include "bot/usecases/link_code.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/usecases/link_notices.hpp"

#include <algorithm>

namespace todoke {
namespace {

bool guards(Transaction& tx, PersonId person, StudentId student) {
    return std::ranges::any_of(tx.people().relations_of(person), [&](const Relation& relation) {
        return relation.role == Role::guardian && relation.student == student;
    });
}

}  // namespace

std::string hash_code(const std::string& code) { return crypto::to_hex(crypto::sha256("invitation:" + code)); }

TryKey account_tries(const std::string& conversation_key) {
    return {"account:" + crypto::to_hex(conversation_key), tries_of_account};
}

TryKey address_tries(const std::string& peer_address) { return {"address:" + peer_address, tries_of_address}; }

CodeVerdict judge_code(Transaction& tx, const Environment& environment, const SchoolList& schools,
                       const std::string& code, const std::vector<TryKey>& tries, std::optional<PersonId> person,
                       Instant now) {
    using Fate = CodeVerdict::Fate;
    for (const TryKey& key : tries)
        if (closed_after(tx.links().wrong_tries(key.key, key.limit.most), key.limit, now)) return {Fate::closed};

    const Invitation invitation = tx.links().find_invitation(hash_code(code)).value_or(Invitation{});
    const auto student = tx.people().student(invitation.student);
    const int guardians = tx.links().linked_guardians(invitation.student);
    const School* school = student ? schools.find(student->school) : nullptr;
    const bool own = person && guards(tx, *person, invitation.student);

    const bool usable = school && !invitation.adds_address_to && !invitation.used_at && !invitation.revoked &&
                        invitation.expires_at > now;
    if (own && (usable || invitation.used_by == *person)) return {Fate::own, false, invitation, student, school};
    const bool full = usable && guardians >= school->limits.guardians_per_student;
    if (usable && !full) return {Fate::good, false, invitation, student, school};
    for (const TryKey& key : tries) tx.links().note_wrong_try(key.key, now);
    // Who holds a right paper is not told why, but somebody at the school has to know.
    if (full) tell_school_of_full_student(tx, environment, *school, *student, invitation, now);
    return {.fate = Fate::failed, .full = full};
}

}  // namespace todoke
