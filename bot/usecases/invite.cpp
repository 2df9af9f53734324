#include "bot/usecases/invite.hpp"

#include "bot/usecases/link_code.hpp"

namespace todoke {

std::vector<PaperCode> invite(Transaction& tx, const Environment& environment, const School& school,
                              const Student& student, Instant expires_at, Instant now) {
    tx.links().lock_student(student.id);
    tx.links().revoke_invitations(student.id, now);
    std::vector<PaperCode> codes;
    for (int place = tx.links().linked_guardians(student.id) + 1; place <= school.limits.guardians_per_student;
         ++place) {
        PaperCode paper{.place = place, .code = new_code(environment.random)};
        Invitation invitation;
        invitation.student = student.id;
        invitation.place = place;
        invitation.expires_at = expires_at;
        paper.invitation = tx.links().add_invitation(invitation, hash_code(paper.code), now);
        codes.push_back(std::move(paper));
    }
    return codes;
}

}  // namespace todoke
