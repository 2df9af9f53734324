#include "bot/usecases/invite.hpp"

#include "bot/forms/link_conversation.hpp"

namespace todoke {

std::string invite(Transaction& tx, const Environment& environment, StudentId student, Instant expires_at,
                   Instant now) {
    const std::string code = new_code(environment.random);
    Invitation invitation;
    invitation.student = student;
    invitation.expires_at = expires_at;
    tx.people().add_invitation(invitation, link_conversation::hash_code(code), now);
    return code;
}

}  // namespace todoke
