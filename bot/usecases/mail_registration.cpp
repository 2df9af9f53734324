#include "bot/usecases/mail_registration.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/guardian_address.hpp"
#include "bot/usecases/link_person.hpp"
#include "bot/usecases/link_terms.hpp"
#include "domain/message/mail_provider.hpp"

#include <algorithm>

namespace todoke {
namespace {

using Outcome = MailEntry::Outcome;

// Somebody at the school can see why a family that wrote has heard nothing.
void show_to_staff(Transaction& tx, const Student& student, const std::string& reason, Instant now) {
    StaffTask task{.school = student.school, .kind = "mail_" + reason, .student = student.id};
    task.reason = reason;
    task.since = now;
    tx.cases().add_task(task);
}

// The answer belongs to the student, so that a school sees at whose paper it came back.
void write_to(Transaction& tx, const MailEntryInput& input, const Student& student, std::int64_t entry, Message message,
              Instant now) {
    OutboxDraft draft;
    draft.channel = input.channel;
    draft.account = input.account;
    draft.address_for_unlinked = input.address;
    draft.school = student.school;
    draft.student = student.id;
    draft.message_class = MessageClass::dialogue;
    draft.dedup = "mail_entry:" + std::to_string(entry);
    draft.messages = {std::move(message)};
    draft.run_at = now;
    draft.why = "answer to a mail to the address on the student's paper";
    tx.outbox().add({std::move(draft)}, now);
}

Message page_message(const Environment& environment, const School& school, const MailEntryInput& input,
                     const std::string& token) {
    Message message{.key = "link.by_mail"};
    message.args = Value::object({{"school", argument::coded(school.code, school.name)},
                                  {"hours", static_cast<std::int64_t>(mailed_page_is_open.count())},
                                  {"provider", to_text(mail_provider(domain_of(input.address)))},
                                  {"domains", sender_domains(environment, school)}});
    message.choices.push_back({.code = "open_page",
                               .label = "choice.open_page",
                               .style = Choice::Style::page,
                               .extra = environment.public_url + "/link/" + token});
    return message;
}

bool guards(Transaction& tx, const MailEntryInput& input, StudentId student) {
    const auto contact = tx.people().contact_by_address(input.channel, input.account, input.address);
    if (!contact) return false;
    return std::ranges::any_of(tx.people().relations_of(contact->person), [&](const Relation& relation) {
        return relation.role == Role::guardian && relation.student == student;
    });
}

Message already_message(const School& school, const Student& student) {
    Message message{.key = "link.already_by_mail"};
    message.args =
        Value::object({{"child", describe::child(student)}, {"school", argument::coded(school.code, school.name)}});
    return message;
}

}  // namespace

std::string enter_by_mail(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const MailEntryInput& input, Instant now) {
    tx.mail_entries().lock();
    MailEntry entry{.invitation = input.registering.paper, .address = input.address};
    const auto paper = tx.mail_entries().paper(entry.invitation, now);
    if (!paper) entry.invitation = 0;
    const auto student = paper ? tx.people().student(paper->student) : std::nullopt;
    const School* school = student ? schools.find(student->school) : nullptr;
    const auto nobody = [&](Outcome outcome, const std::string& why) {
        entry.outcome = outcome;
        tx.mail_entries().add(entry, now);
        if (school) show_to_staff(tx, *student, why, now);
        return why;
    };
    if (!input.registering.proven) return nobody(Outcome::unproven, "unproven");
    const bool own = school && !paper->adds_address_to && guards(tx, input, student->id);
    if (!school || environment.public_url.empty() || !(paper->open || own)) return nobody(Outcome::closed, "closed");

    const MailAnswers before = tx.mail_entries().answers_before(input.address, entry.invitation, now);
    const MailAnswer answer = answer_to_entry(before, domain_of(input.address), now);
    if (answer == MailAnswer::none) return nobody(Outcome::too_often, "too_often");
    if (own) {
        entry.outcome = Outcome::already;
        write_to(tx, input, *student, tx.mail_entries().add(entry, now), already_message(*school, *student), now);
        return "";
    }
    entry.outcome = answer == MailAnswer::new_page ? Outcome::page : Outcome::same_page;
    entry.token = answer == MailAnswer::new_page ? new_nonce(environment.random) : before.last_token;
    if (answer == MailAnswer::new_page) {
        LinkRequest request{input.conversation_key, input.channel, input.account, input.address,
                            now + mailed_page_is_open};
        request.invitation = entry.invitation;
        tx.links().add_request(entry.token, request, now);
    }
    const std::int64_t id = tx.mail_entries().add(entry, now);
    write_to(tx, input, *student, id, page_message(environment, *school, input, entry.token), now);
    return "";
}

LinkEntry link_by_mail(Transaction& tx, const Environment& environment, const SchoolList& schools,
                       const LinkRequest& request, std::int64_t invitation, Instant now) {
    const auto code = tx.links().invitation(invitation);
    if (code && code->adds_address_to) return add_guardian_address(tx, environment, schools, request, *code, now);
    LinkInput input{.invitation = invitation};
    if (const auto contact = tx.people().contact_by_address(request.channel, request.account, request.address))
        input.person = tx.people().person(contact->person);
    input.channel = request.channel;
    input.account = request.account;
    input.address = request.address;
    input.awaits_reply = true;
    input.terms = terms_version(environment.texts);
    const LinkOutcome outcome = link_person(tx, environment, schools, input, now);
    if (!outcome.person) return {.fate = LinkEntry::Fate::failed};
    ask_for_reply(tx, environment, schools, *outcome.student, request, now);
    return {.fate = LinkEntry::Fate::linked, .child = outcome.student->called};
}

}  // namespace todoke
