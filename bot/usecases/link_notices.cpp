#include "bot/usecases/link_notices.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

namespace todoke {
namespace {

Notice to_school(const School& school, const Student& student, std::string dedup) {
    Notice notice{.school = school.id, .student = student.id};
    notice.message_class = MessageClass::staff;
    notice.must_arrive = false;
    notice.quiet_outside_hours = true;
    notice.dedup = std::move(dedup);
    notice.why = "keeps the school's links";
    return notice;
}

Value in_full(const Student& student) {
    return Value::object({{"child", describe::child_for_staff(student)}, {"class", describe::class_name(student)}});
}

}  // namespace

std::vector<Recipient> link_desk_of(Transaction& tx, const Student& student) {
    for (const Role role : {Role::office, Role::vice_principal, Role::hall_staff, Role::homeroom_teacher}) {
        auto staff = tx.people().staff_for(student, role);
        std::erase_if(staff, [](const Recipient& one) { return one.contacts.empty(); });
        if (!staff.empty()) return staff;
    }
    return {};
}

void tell_of_link(Transaction& tx, const Environment& environment, const NewLink& link,
                  const std::vector<Recipient>& linked_before, Instant now) {
    const std::string dedup = "link:" + std::to_string(link.relation.id.value);
    Notice to_family{.school = link.school.id, .student = link.student.id};
    to_family.message_class = MessageClass::dialogue;
    to_family.must_arrive = false;
    to_family.dedup = dedup + ":family";
    to_family.why = "guardian of a student to whom somebody was linked";
    const auto family_message = [&](const Recipient&, const Contact&) {
        Message message;
        message.key = "link.someone_linked";
        message.args = Value::object({{"child", describe::child(link.student)}, {"phone", link.school.phone}});
        return message;
    };
    notify(tx, environment, link.school, to_family, linked_before, family_message, now);

    const auto staff_message = [&](const Recipient& recipient, const Contact&) {
        Message message;
        message.key = "link.staff_notice";
        message.args = in_full(link.student);
        message.args.set("person", argument::text(link.person.name));
        message.args.set("place", link.place);
        message.args.set("channel", describe::said("channel", link.channel));
        message.nonce = issue_card_nonce(tx, environment, recipient.person.id, "link.end", link.relation.id.value, now);
        message.choices.push_back({.code = "end_link", .label = "choice.end_link", .style = Choice::Style::danger});
        return message;
    };
    notify(tx, environment, link.school, to_school(link.school, link.student, dedup + ":school"),
           link_desk_of(tx, link.student), staff_message, now);
}

void tell_school_of_full_student(Transaction& tx, const Environment& environment, const School& school,
                                 const Student& student, const Invitation& invitation, Instant now) {
    const auto message_for = [&](const Recipient&, const Contact&) {
        Message message;
        message.key = "link.staff_full";
        message.args = in_full(student);
        message.args.set("count", school.limits.guardians_per_student);
        return message;
    };
    notify(tx, environment, school, to_school(school, student, "link_full:" + std::to_string(invitation.id)),
           link_desk_of(tx, student), message_for, now);
}

void tell_school_of_end(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                        const Person& person, RelationId relation, bool by_family, Instant now) {
    const auto message_for = [&](const Recipient&, const Contact&) {
        Message message;
        message.key = "link.staff_ended";
        message.args = in_full(student);
        message.args.set("person", argument::text(person.name));
        message.args.set("by", describe::said("ended_by", by_family ? "family" : "school"));
        return message;
    };
    notify(tx, environment, school, to_school(school, student, "unlink:" + std::to_string(relation.value)),
           link_desk_of(tx, student), message_for, now);
}

}  // namespace todoke
