#include "bot/usecases/search_end.hpp"

#include "bot/ports/fault.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"
#include "bot/usecases/staff_group.hpp"

#include <algorithm>

namespace todoke {
namespace {

bool said_by_family(const std::string& resolution) {
    return resolution == "reported" || resolution == "absent" || resolution == "late";
}

std::string all_clear_key(const std::string& resolution) {
    if (said_by_family(resolution)) return "case.all_clear_reported";
    if (resolution == "closed") return "case.all_clear_closed";
    return "case.all_clear";
}

std::vector<Recipient> staff_of(Transaction& tx, const Student& student) {
    std::vector<Recipient> staff;
    for (const Role role : {Role::homeroom_teacher, Role::deputy_homeroom_teacher, Role::vice_principal, Role::office})
        staff = concat(std::move(staff), tx.people().staff_for(student, role));
    return staff;
}

// The copies of the case's staff cards, shown as handled where the channel can change a sent message. The family's
// questions stay as they are: an answer to them says the present state.
void update_cards(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                  const Case& the_case, const SearchEnd& end, const std::vector<Recipient>& staff, Instant now) {
    std::vector<OutboxDraft> drafts;
    for (const auto& card : tx.outbox().cards_of_case(the_case.id)) {
        const Channel* channel = environment.channels.find(card.channel);
        if (!card.sent || !channel || !channel->capabilities().updates_messages) continue;
        if (std::ranges::none_of(staff, [&](const Recipient& r) { return r.person.id == card.person; })) continue;
        OutboxDraft draft;
        draft.contact = card.contact;
        draft.person = card.person;
        draft.relation = card.relation;
        draft.channel = card.channel;
        draft.school = school.id;
        draft.student = student.id;
        draft.message_class = MessageClass::dialogue;
        draft.dedup = "casedone:" + std::to_string(the_case.id.value) + ":" + std::to_string(card.id.value);
        draft.why = "copy of a card about a search that has ended";
        draft.run_at = now;
        Message message{.key = "case.closed_by"};
        message.args = Value::object({{"child", describe::child_for_staff(student)},
                                      {"by", end.by_name},
                                      {"at", describe::time(school, now)},
                                      {"how", describe::said("how", end.resolution)}});
        message.updates = card.dedup;
        message.update_only = true;
        draft.messages = {std::move(message)};
        drafts.push_back(std::move(draft));
    }
    if (!drafts.empty()) tx.outbox().add(drafts, now);
}

}  // namespace

bool end_search(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                const Case& the_case, const SearchEnd& end, Instant now) {
    const std::vector<ContactId> alarmed = tx.cases().alarmed_contacts(the_case.id);
    if (!tx.cases().resolve(the_case.id, end.resolution, end.by, now)) return false;
    TODOKE_FAULT("case.resolved");
    const auto staff = staff_of(tx, student);
    update_cards(tx, environment, school, student, the_case, end, staff, now);
    tell_groups_of_end(tx, school, student, the_case.id, now);
    if (alarmed.empty()) return true;

    std::vector<Recipient> told = concat(tx.people().guardians_of(student.id), tx.people().student_self(student.id));
    told = concat(std::move(told), staff);

    Notice notice{.school = school.id, .student = student.id};
    notice.message_class = MessageClass::escalation;
    notice.every_contact = true;
    notice.must_arrive = false;  // not an alarm: a missed all-clear is answered by whoever asks
    notice.dedup = "clear:" + std::to_string(the_case.id.value);
    notice.why = "was alarmed by a search that has ended";
    const auto shielded = tx.people().ever_shielded(student.id);
    // Whoever ended it hears so in answer to their own words.
    std::erase_if(told, [&](const Recipient& recipient) { return end.by && recipient.person.id == *end.by; });
    for (Recipient& recipient : told)
        std::erase_if(recipient.contacts,
                      [&](const Contact& contact) { return std::ranges::find(alarmed, contact.id) == alarmed.end(); });
    std::erase_if(told, [](const Recipient& recipient) { return recipient.contacts.empty(); });
    notify(
        tx, environment, school, notice, told,
        [&](const Recipient& recipient, const Contact&) {
            // What the other of two separated parents has said is not told, only that nobody is looking any more.
            const bool apart = recipient.relation.role == Role::guardian && end.by && said_by_family(end.resolution) &&
                               stand_apart(recipient.person.id, *end.by, shielded);
            Message message{.key = all_clear_key(apart ? "closed" : end.resolution)};
            message.args = Value::object({{"child", describe::child(student)}, {"at", describe::time(school, now)}});
            return message;
        },
        now);
    return true;
}

bool end_search_of(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                   SchoolDay day, const SearchEnd& end, Instant now) {
    const auto the_case = tx.cases().find_for(student.id, day, true);
    if (!the_case || the_case->state == CaseState::resolved) return false;
    return end_search(tx, environment, school, student, *the_case, end, now);
}

}  // namespace todoke
