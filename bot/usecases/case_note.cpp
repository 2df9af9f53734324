#include "bot/usecases/case_note.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

#include <algorithm>

namespace todoke {
namespace {

// The staff who were asked about this child, except the one who wrote.
std::vector<Recipient> others_looking(Transaction& tx, const Student& student, CaseId the_case, PersonId author) {
    std::vector<Recipient> staff;
    for (const Role role : {Role::homeroom_teacher, Role::deputy_homeroom_teacher, Role::vice_principal, Role::office})
        staff = concat(std::move(staff), tx.people().staff_for(student, role));
    const auto alarmed = tx.cases().alarmed_contacts(the_case);
    for (Recipient& one : staff)
        std::erase_if(one.contacts,
                      [&](const Contact& contact) { return std::ranges::find(alarmed, contact.id) == alarmed.end(); });
    std::erase_if(staff, [&](const Recipient& one) { return one.person.id == author || one.contacts.empty(); });
    return staff;
}

}  // namespace

CaseNoteOutcome case_note(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const CaseNoteInput& input, Instant now) {
    CaseNoteOutcome outcome;
    const auto the_case = tx.cases().find(input.the_case, true);
    if (!the_case) return outcome;
    outcome.student = tx.people().student(the_case->student);
    outcome.school = schools.find(the_case->school);
    if (!outcome.student || !outcome.school) return outcome;
    const auto relations = tx.people().relations_of(input.person.id);
    const bool staff = can(relations, Action::handle_case, *outcome.student, false);
    if (!staff && !can(relations, Action::answer_case, *outcome.student, true)) return outcome;
    tx.cases().add_note({the_case->id, input.person.id, input.text, now});
    outcome.kind =
        the_case->state == CaseState::resolved ? CaseNoteOutcome::Kind::ended_already : CaseNoteOutcome::Kind::kept;
    if (outcome.kind == CaseNoteOutcome::Kind::ended_already) return outcome;

    Notice notice{.school = outcome.school->id, .student = outcome.student->id, .about_case = the_case->id};
    notice.message_class = MessageClass::staff;
    notice.must_arrive = false;
    notice.dedup =
        "casenote:" + std::to_string(the_case->id.value) + ":" + std::to_string(tx.cases().notes(the_case->id).size());
    notice.why = "was asked about the same search";
    notify(
        tx, environment, *outcome.school, notice, others_looking(tx, *outcome.student, the_case->id, input.person.id),
        [&](const Recipient& recipient, const Contact&) {
            Message message{.key = staff ? "case.staff_words" : "case.family_words"};
            message.args = Value::object({{"child", describe::child_for_staff(*outcome.student)},
                                          {"class", describe::class_name(*outcome.student)},
                                          {"at", describe::time(*outcome.school, now)},
                                          {"by", input.person.called},
                                          {"text", argument::text(input.text)}});
            message.nonce =
                issue_card_nonce(tx, environment, recipient.person.id, "card.case", the_case->id.value, now);
            for (const char* code : {"found", "contacted", "close"})
                message.choices.push_back({.code = code, .label = std::string("choice.") + code});
            return message;
        },
        now);
    return outcome;
}

}  // namespace todoke
