#include "bot/forms/letters.hpp"

#include "bot/forms/cards.hpp"
#include "bot/forms/not_a_report.hpp"
#include "bot/forms/report_conversation.hpp"
#include "bot/forms/words.hpp"
#include "bot/usecases/case_note.hpp"

#include <algorithm>

namespace todoke::letters {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_is_open = std::chrono::days{14};
constexpr auto search_is_open = 48h;
constexpr auto confirmation_is_open = 30min;
constexpr int answers_per_hour = 10, answers_per_day = 30, answers_to_strangers = 3;

const std::string task = "letter";

// Kept, listed for staff where somebody is known who may have written it, and answered by nobody.
bool set_aside(Turn& turn, const std::string& note) {
    turn.note = note;
    turn.set_aside = true;
    list_for_staff(turn, task, note);
    return false;
}

// Where the answer goes: not always to whom the mail says that it is from.
const std::string& answer_address(const Turn& turn) {
    return turn.contact ? turn.contact->address : turn.inbound.address;
}

Letters::Answered answered(Turn& turn) {
    const auto& event = turn.claimed.event;
    return turn.tx.letters().answered(event.channel, event.account, answer_address(turn), turn.now);
}

const answer::Reply* reply_of(const Turn& turn) { return std::get_if<answer::Reply>(&turn.inbound.answer); }

std::string words_of(const Turn& turn) {
    if (const auto* reply = reply_of(turn)) return reply->text;
    if (const auto* typed = std::get_if<answer::Text>(&turn.inbound.answer)) return typed->text;
    return {};
}

// Our message that is answered, while it may be.
std::optional<OutboxWriter::Past> find_asked(const Turn& turn) {
    const auto* reply = reply_of(turn);
    if (!reply) return std::nullopt;
    const auto& event = turn.claimed.event;
    auto past = turn.tx.outbox().find_past(event.channel, event.account, reply->to_message_id);
    if (!past || !past->draft.person) return std::nullopt;
    const Duration life = past->draft.about_case ? Duration{search_is_open} : Duration{answer_is_open};
    return turn.now - past->sent_at <= life ? past : std::nullopt;
}

Deed deed_of(const Turn& turn, const OutboxWriter::Past* asked) {
    const auto command = command_of(turn.environment, words_of(turn));
    if (command == "help" || command == "menu" || command == "phone") return Deed::look;
    if (asked && asked->draft.about_case) return Deed::end_search;
    if (asked && turn.has_role(true)) return Deed::acknowledge;
    return Deed::report;
}

// The link goes to the address that was asked, whoever has answered.
void ask_to_confirm(Turn& turn) {
    const auto& reply = *reply_of(turn);
    const std::string token = new_nonce(turn.environment.random);
    turn.tx.letters().hold(token,
                           {.contact = turn.contact->id,
                            .channel = turn.contact->channel,
                            .account = turn.contact->account,
                            .address = turn.contact->address,
                            .to_message_id = reply.to_message_id,
                            .text = reply.text,
                            .whole = reply.whole,
                            .expires_at = turn.now + confirmation_is_open},
                           turn.now);
    Message message{.key = "mail.confirm"};
    message.args = Value::object({{"minutes", static_cast<int>(confirmation_is_open.count())}});
    message.choices.push_back({.code = "open_page",
                               .label = "choice.open_page",
                               .style = Choice::Style::page,
                               .extra = turn.environment.public_url + "/confirm/" + token});
    turn.say(std::move(message));
    turn.note = "to_confirm";
    list_for_staff(turn, task, turn.note);
}

void become(Turn& turn, const OutboxWriter::Past& asked) {
    for (const Contact& contact : turn.tx.people().contacts_of(asked.draft.person))
        if (contact.id == asked.draft.contact) turn.contact = contact;
    turn.person = turn.tx.people().person(asked.draft.person);
    turn.relations = turn.tx.people().relations_of(asked.draft.person);
}

const School* pass_on(Turn& turn, const std::string& text) {
    const CaseNoteInput input{*turn.asked->draft.about_case, *turn.person, turn.environment.analysis.printable(text)};
    (void)case_note(turn.tx, turn.environment, turn.schools, input, turn.now);
    return list_for_staff(turn, task, "words_about_a_search");
}

bool answer_stranger(Turn& turn) {
    if (answered(turn).within_day < answers_to_strangers) turn.say("mail.stranger");
    return false;
}

bool is_repeated(Turn& turn) {
    const std::string& id = turn.inbound.message_id;
    return !id.empty() && !turn.tx.letters().first_time(turn.claimed.event.account, id, turn.claimed.id, turn.now);
}

}  // namespace

bool admit(Turn& turn) {
    if (turn.capabilities.proves_senders) return true;
    if (!turn.inbound.set_aside.empty()) {
        turn.note = turn.inbound.set_aside;
        // Somebody may have meant it: only its subject looks like a program's, or it is beyond what is read.
        if (turn.note == "perhaps_automatic" || turn.note == "unreadable") set_aside(turn, turn.note);
        return false;
    }
    const bool proven = turn.inbound.proof == Proof::sender || turn.inbound.proof == Proof::both;
    if (!proven && turn.inbound.proof == Proof::none) return set_aside(turn, "unproven");
    if (proven && is_repeated(turn)) {
        turn.note = "repeated";
        return false;
    }
    turn.asked = find_asked(turn);
    const bool sender = proven && turn.person;
    // Somebody else's question: the present state of whoever has written, and nothing else.
    const bool foreign = sender && turn.asked && turn.asked->draft.person != turn.person->id;
    if (foreign) turn.asked.reset();
    const bool token = turn.asked.has_value();
    if (!sender && !token) return proven ? answer_stranger(turn) : set_aside(turn, "unproven");
    if (!sender) become(turn, *turn.asked);
    if (!turn.contact) return set_aside(turn, "unproven");  // the address that was asked has ended
    switch (grant(proof_of(token, sender), deed_of(turn, token ? &*turn.asked : nullptr))) {
        case Grant::yes:
            return true;
        case Grant::confirm:
            // Without our message there is nothing that could be confirmed; nor does it end a search.
            if (!token) return true;
            ask_to_confirm(turn);
            return false;
        case Grant::no:
            break;
    }
    return set_aside(turn, "unproven");
}

void limit_answers(Turn& turn) {
    if (turn.capabilities.proves_senders || turn.replies.empty()) return;
    const auto before = answered(turn);
    const auto& event = turn.claimed.event;
    if (before.within_hour < answers_per_hour && before.within_day < answers_per_day)
        return turn.tx.letters().note_answer(event.channel, event.account, answer_address(turn), turn.now);
    turn.replies.clear();
    turn.note = "too_many_answers";
    list_for_staff(turn, task, turn.note);
}

bool on_family_words(Turn& turn, const std::string& text) {
    if (!turn.asked->draft.about_case || turn.has_role(true) || command_of(turn.environment, text)) return false;
    if (not_a_report::speaks_of_danger(turn, text)) {
        pass_on(turn, text);
        return false;
    }
    if (report_conversation::start_from_text(turn, text)) return true;
    const School* school = pass_on(turn, text);
    turn.say("mail.passed_on", Value::object({{"phone", school ? school->phone : std::string()}}));
    return true;
}

void pass_on_rest(Turn& turn, const Answer& meant) {
    const auto* slots = std::get_if<answer::Slots>(&meant);
    if (!slots || !turn.asked->draft.about_case || turn.has_role(true)) return;
    for (const auto& [name, words] : slots->values)
        if (name == "text" && !words.empty()) pass_on(turn, words);
}

bool show_back(Turn& turn, const answer::Reply& reply) {
    if ((!reply.shared && reply.certain) || !turn.has_role(true) || reply.text.empty()) return false;
    Message message{.key = "mail.show_back"};
    message.args = Value::object({{"text", argument::text(turn.environment.analysis.printable(reply.text))}});
    message.nonce = turn.issue_nonce("letter", 0, 0);
    message.choices.push_back({.code = "send_words", .label = "choice.send_words", .style = Choice::Style::primary});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.conversation.state.set(
        "shown_back", Value::object({{"nonce", message.nonce}, {"on", reply.to_message_id}, {"text", reply.text}}));
    turn.say(std::move(message));
    return true;
}

bool on_press(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (record.purpose != "letter") return false;
    const Value shown = turn.conversation.state["shown_back"];
    if (record.used_at || shown["nonce"].as_string() != record.nonce) {
        turn.say("mail.stale");
        return true;
    }
    turn.tx.conversations().use_nonce(record.nonce, code, Value::object(), turn.now);
    turn.conversation.state.erase("shown_back");
    if (code != "send_words")
        turn.say("mail.not_relayed");
    else if (!cards::on_reply(turn, shown["on"].as_string(), shown["text"].as_string()))
        turn.say("mail.stale");
    return true;
}

}  // namespace todoke::letters
