// How people become linked and cease to be: invitations, wrong tries, consent, the page that was asked for, and the
// links that have ended.
#pragma once

#include "domain/people/person.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

// One code on the school's paper. Only a keyed hash of the code is stored.
struct Invitation {
    std::int64_t id = 0;
    StudentId student;
    Role role = Role::guardian;
    int place = 1;  // 1人目, 2人目, …: which of the student's codes it is
    Instant expires_at{};
    std::optional<Instant> used_at;
    PersonId used_by;  // 0 while nobody has used it
    bool revoked = false;
    PersonId adds_address_to;  // gives that guardian one more address; 0 = links a new guardian
};

// A person in a chat asked for the page on which a code can be typed.
struct LinkRequest {
    std::string conversation_key;  // 32 raw bytes: whose chat
    std::string channel, account, address;
    Instant expires_at{};
    std::int64_t invitation = 0;  // of the paper whose address was written to; 0 = it was asked for in a chat
};

class Links {
public:
    virtual ~Links() = default;
    // Two who link, or link and invite, for one student come one after the other.
    virtual void lock_student(StudentId student) = 0;
    virtual int linked_guardians(StudentId student) = 0;  // people with an address, blocked ones too

    virtual std::int64_t add_invitation(const Invitation& invitation, const std::string& code_hash, Instant now) = 0;
    virtual std::optional<Invitation> find_invitation(const std::string& code_hash) = 0;
    virtual std::optional<Invitation> invitation(std::int64_t id) = 0;
    virtual bool use_invitation(std::int64_t id, PersonId by, Instant now) = 0;  // false: used, revoked or ended
    virtual int revoke_invitations(StudentId student, Instant now) = 0;          // those not yet used

    // The last wrong tries of one key (an account, an address on the internet), newest first. Two of one key at once
    // are ordered, so that a flood of guesses is counted as what it is.
    virtual std::vector<Instant> wrong_tries(const std::string& key, int most) = 0;
    virtual void note_wrong_try(const std::string& key, Instant now) = 0;

    // Consent is only ever appended: given to a version of the terms, or withdrawn by leaving.
    virtual void add_consent(PersonId person, int version, bool given, Instant now) = 0;
    virtual std::optional<int> consent_of(PersonId person) = 0;  // version last given and not withdrawn

    virtual void add_request(const std::string& token, const LinkRequest& request, Instant now) = 0;
    virtual std::optional<LinkRequest> find_request(const std::string& token) = 0;

    // Ending is two transactions: the first ends (People::end_relation), the second silences what was waiting. In one
    // they would lock link and outbox in the opposite order of the senders' claim.
    virtual void end_contacts(PersonId person, Instant now) = 0;
    virtual bool end_contact(ContactId contact, Instant now) = 0;    // one address of several; false: it had ended
    virtual int on_their_way(RelationId relation, Instant now) = 0;  // messages a sender holds just now
    // The second transaction, for all links that have ended since: pending messages are suppressed, what was remembered
    // of the person's conversations is wiped. Returns how many links were cleared.
    virtual int clear_ended(Instant now, int limit) = 0;
};

}  // namespace todoke
