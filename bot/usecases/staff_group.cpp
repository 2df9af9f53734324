#include "bot/usecases/staff_group.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/notify.hpp"

namespace todoke {
namespace {

std::string hash_of(const std::string& code) { return crypto::to_hex(crypto::sha256("group:" + code)); }

// Whoever holds the code could tie any chat to the school: the school hears of it.
void tell_office(Transaction& tx, const Environment& environment, const School& school, GroupId group, Instant now) {
    Notice notice{.school = school.id};
    notice.quiet_outside_hours = true;
    notice.dedup = "group:bound:" + std::to_string(group.value);
    notice.why = "a group chat was tied to the school";
    const auto staff = concat(tx.people().staff_of_school(school.id, Role::office),
                              tx.people().staff_of_school(school.id, Role::vice_principal));
    notify(
        tx, environment, school, notice, staff,
        [&](const Recipient&, const Contact&) {
            Message message{.key = "staff.group_bound"};
            message.args = Value::object(
                {{"school", argument::coded(school.code, school.name)}, {"at", describe::time(school, now)}});
            return message;
        },
        now);
}

}  // namespace

void add_group_code(Transaction& tx, SchoolId school, const std::string& code, Instant expires_at, Instant now) {
    tx.groups().add_code(school, hash_of(code), expires_at, now);
}

std::string group_code(Transaction& tx, const Environment& environment, SchoolId school, Instant expires_at,
                       Instant now) {
    const std::string code = new_code(environment.random);
    add_group_code(tx, school, code, expires_at, now);
    return code;
}

const School* bind_group(Transaction& tx, const Environment& environment, const SchoolList& schools, StaffGroup chat,
                         const std::string& code, Instant now) {
    const auto id = tx.groups().use_code(hash_of(code), now);
    const School* school = id ? schools.find(*id) : nullptr;
    if (!school) return nullptr;
    if (const auto earlier = tx.groups().find(chat.channel, chat.account, chat.address))
        end_group(tx, earlier->id, now);
    chat.school = school->id;
    const GroupId group = tx.groups().bind(chat, now);
    tx.audit("group.bind", PersonId{}, "group", group.value, now);
    tell_office(tx, environment, *school, group, now);
    return school;
}

void end_group(Transaction& tx, GroupId group, Instant now) {
    if (!tx.groups().end(group, now)) return;
    tx.outbox().suppress_pending(std::nullopt, std::nullopt, group_prefix(group), "group_ended", now);
    tx.audit("group.end", PersonId{}, "group", group.value, now);
}

std::string group_prefix(GroupId group) { return "grp:" + std::to_string(group.value) + ":"; }

void tell_groups(Transaction& tx, const School& school, const Student& student, const GroupCard& card, Instant now) {
    std::vector<OutboxDraft> drafts;
    for (const StaffGroup& group : tx.groups().of_school(school.id)) {
        OutboxDraft draft;
        draft.school = school.id;
        draft.student = student.id;
        draft.about_case = card.about_case;
        draft.about_report = card.about_report;
        draft.message_class = card.about_case ? MessageClass::escalation : MessageClass::staff;
        draft.dedup = group_prefix(group.id) + card.what;
        draft.channel = group.channel;
        draft.account = group.account;
        draft.address_for_unlinked = group.address;
        draft.run_at = now;
        draft.why = "group chat of the school's staff";
        Message message{.key = card.key};
        message.args = Value::object({{"class", describe::class_name(student)}, {"now", describe::time(school, now)}});
        draft.messages = {std::move(message)};
        drafts.push_back(std::move(draft));
    }
    if (!drafts.empty()) tx.outbox().add(drafts, now);
}

void tell_groups_of_end(Transaction& tx, const School& school, const Student& student, CaseId the_case, Instant now) {
    const std::string what = "case:" + std::to_string(the_case.value) + ":";
    for (const StaffGroup& group : tx.groups().of_school(school.id))
        if (tx.outbox().any_sent(group_prefix(group.id) + what))
            return tell_groups(tx, school, student, {.key = "group.case_over", .what = what + "over"}, now);
}

}  // namespace todoke
