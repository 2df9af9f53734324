// Who is this, and where does the event go: form, card, command, link, or a kind word.
#include "bot/forms/calendar.hpp"
#include "bot/forms/cards.hpp"
#include "bot/forms/commands.hpp"
#include "bot/forms/group_conversation.hpp"
#include "bot/forms/help.hpp"
#include "bot/forms/letter_answer.hpp"
#include "bot/forms/letters.hpp"
#include "bot/forms/link_conversation.hpp"
#include "bot/forms/mail_registration.hpp"
#include "bot/forms/not_a_report.hpp"
#include "bot/forms/report_conversation.hpp"
#include "bot/forms/settings.hpp"
#include "bot/forms/shown_last.hpp"
#include "bot/forms/today.hpp"
#include "bot/forms/unlink_conversation.hpp"
#include "bot/forms/withdrawal.hpp"
#include "bot/forms/words.hpp"
#include "bot/inbound/turn.hpp"
#include "bot/usecases/passing_notices.hpp"
#include "bot/usecases/returned_mail.hpp"

namespace todoke {
namespace {

void load_who(Turn& turn) {
    auto& people = turn.tx.people();
    turn.contact =
        people.contact_by_address(turn.claimed.event.channel, turn.claimed.event.account, turn.inbound.address);
    if (turn.contact) {
        turn.person = people.person(turn.contact->person);
        turn.relations = people.relations_of(turn.person->id);
        if (!turn.inbound.conversation_reference.is_null())
            people.set_conversation_reference(turn.contact->id, turn.inbound.conversation_reference, turn.now);
        // Whoever writes to us can be written to again.
        if ((turn.contact->state != ContactState::active || turn.capabilities.may_come_back) &&
            may_answer(turn.capabilities, turn.inbound) &&
            !std::holds_alternative<answer::Unfollowed>(turn.inbound.answer))
            address_works_again(turn.tx, turn.relations, *turn.contact, turn.now);
    }
    if (turn.person) turn.conversation.person = turn.person->id;
}

bool known(const Turn& turn) { return turn.person && !turn.relations.empty(); }

// A whole form at once: words of danger in it are answered with the numbers and are not filed.
void submit_slots(Turn& turn, const NonceRecord& record, answer::Slots slots) {
    const auto removed = std::erase_if(slots.values, [&](const auto& value) {
        return value.first == "remarks" && not_a_report::speaks_of_danger(turn, value.second);
    });
    if (removed > 0) not_a_report::say_help_lines(turn);
    report_conversation::on_slots(turn, record, slots);
}

void show_present(Turn& turn) {
    if (report_conversation::active(turn)) return report_conversation::present(turn);
    commands::show_menu(turn);
}

// Platforms promise no order. A line typed before what was handled last would be read against a question that came
// after it: it is kept, the person is told, and nothing is guessed.
bool overtaken(Turn& turn) {
    const auto last = turn.conversation.last_event_at;
    const auto typed = turn.claimed.event.happened_at();
    if (!last || !typed || *typed >= *last) return false;
    const std::string& id = turn.inbound.message_id;
    if (!id.empty() && turn.tx.withdrawals().taken_back(turn.conversation.key, id)) {
        turn.note = "withdrawn";
        turn.forget = true;
        return true;
    }
    turn.note = "overtaken";
    turn.say("help.overtaken");
    show_present(turn);
    return true;
}

void press(Turn& turn, const std::string& nonce, const std::string& slot, const std::string& code,
           const answer::Slots* slots) {
    const auto record = turn.tx.conversations().find_nonce(nonce, true);
    const bool ours = record && record->expires_at > turn.now &&
                      (record->person ? turn.person && record->person == turn.person->id : true) &&
                      (record->conversation_key.empty() || record->conversation_key == turn.conversation.key);
    if (!ours) {
        // Forged, foreign, or older than its life: the present state, and nothing else.
        if (!known(turn)) return link_conversation::greet_stranger(turn);
        turn.say(report_conversation::stale_key(turn));
        return show_present(turn);
    }
    if (record->purpose == "link") return link_conversation::on_choice(turn, *record, code);
    if (!known(turn)) return link_conversation::greet_stranger(turn);
    if (record->purpose == "form.report") {
        if (slots) return submit_slots(turn, *record, *slots);
        return report_conversation::on_choice(turn, *record, slot, code);
    }
    if (record->purpose == "calendar") return calendar::on_choice(turn, *record, slot, code);
    if (record->purpose == "settings") return settings::on_choice(turn, code);
    std::string text;
    if (slots)
        for (const auto& [name, value] : slots->values)
            if (name == "text") text = value;
    if (mail_registration::on_press(turn, *record, code)) return;
    if (unlink_conversation::on_press(turn, *record, code) || letters::on_press(turn, *record, code)) return;
    if (!cards::on_press(turn, *record, code, text)) commands::show_menu(turn);
}

// A number answers the choice shown last with that number. While a form waits for words, a day or a time, a number is
// that; and where something else was shown in between, nobody can know which of the two is meant: the form asks again.
bool answer_by_number(Turn& turn, std::size_t number) {
    const auto shown = shown_last(turn, number);
    if (!shown) return false;
    const bool in_form = report_conversation::active(turn);
    if (in_form && shown->nonce != turn.conversation.state["nonce"].as_string()) {
        report_conversation::present(turn);
        return true;
    }
    if (!shown->choice || shown->choice->style == Choice::Style::date_picker || shown->choice->code == "reply")
        return false;
    if (shown->choice->style == Choice::Style::phone) {
        turn.say(phone_card(turn));
        return true;
    }
    const std::string& code = shown->choice->code;
    constexpr std::string_view command_mark = "cmd:";
    if (code.starts_with(command_mark)) return commands::run(turn, code.substr(command_mark.size()));
    press(turn, shown->nonce, shown->choice->slot, code, nullptr);
    return true;
}

// Numbers to call come before anything else, for strangers too. An open form stays as it is, and a report in the same
// words goes on without them; nobody is asked for a day before a kind word.
void answer_danger(Turn& turn, const std::string& text) {
    not_a_report::say_help_lines(turn);
    if (!known(turn)) return;
    const auto after_numbers = static_cast<std::ptrdiff_t>(turn.replies.size());
    if (report_conversation::active(turn))
        report_conversation::present(turn);
    else if (!report_conversation::start_from_text(turn, text, report_conversation::Words::leave_out))
        return;
    turn.replies.insert(turn.replies.begin() + after_numbers, Message{.key = "help.no_hurry"});
}

void read_text(Turn& turn, const std::string& text) {
    if (not_a_report::speaks_of_danger(turn, text)) return answer_danger(turn, text);
    if (link_conversation::on_text(turn, text)) return;
    if (!known(turn)) return link_conversation::greet_stranger(turn);
    if (overtaken(turn)) return;
    if (text.size() > longest_sentence) {
        not_a_report::say_too_long(turn);
        if (report_conversation::active(turn)) report_conversation::present(turn);
        return;
    }
    if (const auto number = typed_number(turn.environment.analysis, text))
        if (answer_by_number(turn, *number)) return;
    if (report_conversation::active(turn) && report_conversation::on_text(turn, text)) return;
    if (const auto command = command_of(turn.environment, text))
        if (commands::run(turn, *command)) return;
    if (turn.has_role(true))
        if (auto day = today_of_named(turn, text)) return turn.say(std::move(*day));
    if (turn.has_role(true) && turn.own_students().empty()) return turn.say("staff.reply_where");
    if (report_conversation::start_from_text(turn, text)) return;
    not_a_report::answer(turn, text);
}

struct Visitor {
    Turn& turn;
    void operator()(const answer::Text& a) const { read_text(turn, a.text); }
    void operator()(const answer::Choice& a) const { press(turn, a.nonce, a.slot, a.code, nullptr); }
    void operator()(const answer::Slots& a) const { press(turn, a.nonce, "", a.action, &a); }
    void operator()(const answer::Command& a) const {
        if (a.name == "link_page") return link_conversation::offer_page(turn);
        if (!known(turn)) return link_conversation::greet_stranger(turn);
        if (!commands::run(turn, a.name)) commands::show_menu(turn);
    }
    // Of mail: what the answer means to exactly the message that it answers.
    void answer_letter(const answer::Reply& a) const {
        if (!known(turn)) return link_conversation::greet_stranger(turn);
        if (!turn.asked) {
            turn.say("mail.stale");
            return show_present(turn);
        }
        const auto meant = letter_answer(turn, turn.asked->draft.messages, a);
        if (const auto* words = meant ? std::get_if<answer::Reply>(&*meant) : nullptr) {
            answer::Reply reply = a;
            reply.text = words->text;
            if (!letters::show_back(turn, reply) && !cards::on_reply(turn, a.to_message_id, reply.text))
                show_present(turn);
        } else if (meant) {
            std::visit(*this, *meant);
            letters::pass_on_rest(turn, *meant);
        } else if (a.text.empty()) {
            show_present(turn);
        } else if (!cards::on_reply(turn, a.to_message_id, a.text) && !letters::on_family_words(turn, a.text)) {
            read_text(turn, a.text);
        }
    }
    void operator()(const answer::Reply& a) const {
        if (!turn.capabilities.proves_senders) return answer_letter(a);
        if (known(turn) && cards::on_reply(turn, a.to_message_id, a.text)) return;
        read_text(turn, a.text);
    }
    void operator()(const answer::Attachment& a) const {
        if (!known(turn)) return link_conversation::greet_stranger(turn);
        // Several pictures in one go are one question.
        if (!a.set.empty() && turn.conversation.state["attachments"].as_string() == a.set) return;
        if (!a.set.empty()) turn.conversation.state.set("attachments", a.set);
        turn.say(a.kind == "sticker" ? "hello.sticker" : "help.attachment");
        show_present(turn);
    }
    void operator()(const answer::Followed& a) const {
        if (!known(turn)) return link_conversation::greet_stranger(turn);
        turn.say(a.again ? "hello.again" : "hello.linked");
        commands::show_menu(turn);
    }
    void operator()(const answer::Unfollowed&) const {
        if (turn.contact) turn.tx.people().set_contact_state(turn.contact->id, ContactState::blocked, turn.now);
    }
    void operator()(const answer::Withdrawn& a) const { withdrawal::take_back(turn, a.message_id); }
    void operator()(const answer::AccountLinked& a) const { link_conversation::on_linked(turn, a); }
    // Dealt with before anybody was looked for.
    void operator()(const answer::Registering&) const {}
    void operator()(const answer::NoticesEnded&) const {}
    // Only group chats have these.
    void operator()(const answer::Edited&) const {}
    void operator()(const answer::Joined&) const {}
    void operator()(const answer::Left&) const {}
    void operator()(const answer::MembersChanged&) const {}
    void operator()(const answer::Returned&) const {}  // handled before anybody is looked up
    void operator()(const answer::Nothing&) const {}
};

}  // namespace

void handle(Turn& turn) {
    // A group or a channel hears nothing personal; a group chat of staff comes with its own rules.
    if (!turn.inbound.in_private) {
        if (!turn.inbound.group.empty()) group_conversation::handle(turn);
        return;
    }
    // A failed link comes without a sender, so without a chat.
    if (const auto* linked = std::get_if<answer::AccountLinked>(&turn.inbound.answer); linked && !linked->ok)
        return link_conversation::on_linked(turn, *linked);
    // Whoever has the token may end, as on the page; nobody is answered.
    if (const auto* ended = std::get_if<answer::NoticesEnded>(&turn.inbound.answer)) {
        const auto address = turn.tx.people().contact_of_message(ended->message);
        if (address) set_without_passings(turn.tx, turn.environment, turn.schools, *address, true, turn.now);
        return;
    }
    // A report by a machine about one of our own messages: nobody's words, and nobody is answered.
    if (const auto* returned = std::get_if<answer::Returned>(&turn.inbound.answer)) {
        turn.note = returned_mail(turn.tx, turn.environment, turn.schools, turn.claimed.event.channel,
                                  turn.claimed.event.account, *returned, turn.at, turn.now);
        return;
    }
    if (turn.inbound.address.empty()) return;  // nobody we could answer
    if (const auto* registering = std::get_if<answer::Registering>(&turn.inbound.answer))
        return mail_registration::on_mail(turn, *registering);
    load_who(turn);
    if (!letters::admit(turn)) return letters::limit_answers(turn);
    if (mail_registration::waits_for_answer(turn)) return letters::limit_answers(turn);
    const auto sources = withdrawal::sources(turn);
    std::visit(Visitor{turn}, turn.inbound.answer);
    if (!report_conversation::active(turn)) {
        if (turn.person && !sources.empty())
            turn.tx.withdrawals().keep_source(turn.conversation.key, sources, turn.person->id, turn.claimed.id,
                                              turn.at);
    } else if (std::holds_alternative<answer::Text>(turn.inbound.answer) ||
               std::holds_alternative<answer::Reply>(turn.inbound.answer)) {
        withdrawal::note_source(turn);
    }
    letters::limit_answers(turn);
}

}  // namespace todoke
