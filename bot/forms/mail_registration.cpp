#include "bot/forms/mail_registration.hpp"

#include "bot/forms/commands.hpp"
#include "bot/forms/not_a_report.hpp"
#include "bot/forms/words.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/guardian_address.hpp"
#include "bot/usecases/mail_registration.hpp"

#include <algorithm>

namespace todoke::mail_registration {
namespace {

// The first child of this guardian at a school that has mail.
struct Family {
    Student student;
    const School* school = nullptr;
};
std::optional<Family> family_of(const Turn& turn) {
    for (const Relation& relation : turn.relations) {
        if (relation.role != Role::guardian || !relation.student) continue;
        const School* school = turn.schools.find(relation.school);
        if (!school || sender_domains(turn.environment, *school).empty()) continue;
        if (auto student = turn.tx.people().student(*relation.student)) return Family{std::move(*student), school};
    }
    return std::nullopt;
}

std::string phone_of(const Turn& turn) {
    for (const Relation& relation : turn.relations)
        if (const School* school = turn.schools.find(relation.school)) return school->phone;
    return {};
}

// From the registered address, and to a mail of ours: then we have reached its owner.
bool answers_us(const Inbound& inbound) {
    if (inbound.proof != Proof::both) return false;
    return std::holds_alternative<answer::Reply>(inbound.answer) ||
           std::holds_alternative<answer::Choice>(inbound.answer) ||
           std::holds_alternative<answer::Slots>(inbound.answer);
}

// Empty, or words with which people answer a request to answer. Everything else goes on: it may be a report.
bool says_nothing_else(const Turn& turn) {
    const auto* reply = std::get_if<answer::Reply>(&turn.inbound.answer);
    if (!reply) return false;
    const auto command = command_of(turn.environment, reply->text);
    return reply->text.empty() || command == "received" || command == "acknowledge";
}

bool speaks_of_danger(Turn& turn) {
    const auto* text = std::get_if<answer::Text>(&turn.inbound.answer);
    return text && not_a_report::speaks_of_danger(turn, text->text);
}

}  // namespace

void on_mail(Turn& turn, const answer::Registering& registering) {
    // A program or ourselves: no person waits for an answer, and there is nothing to count.
    if (!turn.inbound.set_aside.empty()) {
        turn.note = turn.inbound.set_aside;
        return;
    }
    turn.note = enter_by_mail(turn.tx, turn.environment, turn.schools,
                              {registering, turn.conversation.key, turn.claimed.event.channel,
                               turn.claimed.event.account, turn.inbound.address},
                              turn.now);
    if (!turn.note.empty()) turn.environment.log.warning("mail_entry.unanswered", {{"why", Code{turn.note}}});
}

bool waits_for_answer(Turn& turn) {
    if (!turn.contact || !turn.contact->awaits_reply) return false;
    if (answers_us(turn.inbound)) {
        turn.tx.people().has_answered(turn.contact->id);
        turn.contact->awaits_reply = false;
        turn.tx.audit("link.address_answered", turn.contact->person, "contact", turn.contact->id.value, turn.now);
        turn.say("link.verified");
        if (!says_nothing_else(turn)) return false;
        commands::show_menu(turn);
        return true;
    }
    if (!std::holds_alternative<answer::Text>(turn.inbound.answer) || speaks_of_danger(turn)) return false;
    turn.say("link.reply_first", Value::object({{"phone", phone_of(turn)}}));
    return true;
}

bool has_mail(const Turn& turn) { return family_of(turn).has_value(); }

void offer_address(Turn& turn) {
    const auto family = turn.person ? family_of(turn) : std::nullopt;
    const std::string address =
        family ? invite_address(turn.tx, turn.environment, *family->school, family->student, *turn.person, turn.now)
               : std::string();
    if (address.empty()) return turn.say("link.no_more_addresses");
    turn.say("link.add_address", Value::object({{"address", address},
                                                {"hours", static_cast<std::int64_t>(mailed_page_is_open.count())},
                                                {"domains", sender_domains(turn.environment, *family->school)}}));
}

void offer_removal(Turn& turn, ContactId address) {
    const auto contacts = turn.tx.people().contacts_of(turn.person->id);
    const auto going = std::ranges::find(contacts, address, &Contact::id);
    if (going == contacts.end() || contacts.size() < 2) return commands::show_menu(turn);
    Message message{.key = "link.remove_address"};
    message.args = Value::object({{"address", masked_address(going->address)}});
    message.nonce = turn.issue_nonce("link.address", address.value, 0);
    message.choices.push_back({.code = "remove", .label = "choice.remove_address", .style = Choice::Style::danger});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

bool on_press(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (record.purpose == "link.reply") {
        if (turn.replies.empty()) turn.say("link.verified");
        commands::show_menu(turn);
        return true;
    }
    if (record.purpose != "link.address") return false;
    if (code != "remove" || record.used_at) {
        turn.say("link.kept");
    } else if (remove_guardian_address(turn.tx, turn.environment, turn.schools, *turn.person, ContactId{record.subject},
                                       turn.now)) {
        turn.tx.conversations().use_nonce(record.nonce, code, Value::object(), turn.now);
        turn.say("link.address_removed");
    } else {
        commands::show_menu(turn);
    }
    return true;
}

}  // namespace todoke::mail_registration
