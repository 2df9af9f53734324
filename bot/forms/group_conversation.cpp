#include "bot/forms/group_conversation.hpp"

#include "bot/forms/case_words.hpp"
#include "bot/forms/words.hpp"
#include "bot/usecases/case_answer.hpp"
#include "bot/usecases/case_note.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/report_answer.hpp"
#include "bot/usecases/staff_group.hpp"
#include "domain/people/invitation.hpp"

namespace todoke::group_conversation {
namespace {

const std::string purpose = "group.words";

struct Group {
    Turn& turn;
    std::optional<StaffGroup> bound;

    const std::string& channel() const { return turn.claimed.event.channel; }
    const std::string& account() const { return turn.claimed.event.account; }
    Value& state() const { return turn.conversation.state; }

    // Only a linked member of the staff acts.
    bool know_the_speaker() const {
        if (turn.inbound.address.empty()) return false;
        turn.contact = turn.tx.people().contact_by_address(channel(), account(), turn.inbound.address);
        if (!turn.contact) return false;
        turn.person = turn.tx.people().person(turn.contact->person);
        turn.relations = turn.tx.people().relations_of(turn.person->id);
        return turn.has_role(true);
    }

    void note(const std::string& message_id, const std::string& what, std::optional<ReportId> report,
              std::optional<CaseId> about_case) const {
        turn.tx.groups().note({.group = bound->id,
                               .message_id = message_id,
                               .what = what,
                               .person = turn.person ? turn.person->id : PersonId{},
                               .report = report,
                               .about_case = about_case,
                               .at = turn.now});
    }

    void read_text(const std::string& text) const;
    void on_quote(const answer::Reply& reply) const;
    void answer_report(ReportId report, const std::string& text) const;
    void answer_search(CaseId the_case, const std::string& text) const;
    void show_back(ReportId report, const std::string& text, const std::string& by) const;
    void decide(const NonceRecord& record, const std::string& code) const;
    void press(const answer::Choice& choice) const;
    void edited(const answer::Edited& edit) const;
    void withdrawn(const std::string& message_id) const;
    void leave_trail(const std::string& message_id, const std::string& what) const;
};

// Written in one piece, as on the paper: chatter that happens to have ten letters is no attempt.
std::string code_in(const Turn& turn, const std::string& text) {
    const std::string typed = turn.environment.analysis.nfkc(text);
    if (typed.find_first_of(" \t\n") != typed.npos) return {};
    const auto code = read_code(typed);
    return code ? code->code : std::string();
}

void Group::read_text(const std::string& text) const {
    turn.forget = true;
    const std::string code = code_in(turn, text);
    if (code.empty()) return;
    const std::string key = "group:" + channel() + ":" + account() + ":" + turn.inbound.group;
    const auto tries = turn.tx.links().wrong_tries(key, tries_of_account.most);
    if (closed_after(tries, tries_of_account, turn.now)) return;
    const School* school =
        bind_group(turn.tx, turn.environment, turn.schools,
                   {.channel = channel(), .account = account(), .address = turn.inbound.group}, code, turn.now);
    if (school)
        return turn.say("group.bound", Value::object({{"school", argument::coded(school->code, school->name)}}));
    turn.tx.links().note_wrong_try(key, turn.now);
    const bool closes =
        closed_after(turn.tx.links().wrong_tries(key, tries_of_account.most), tries_of_account, turn.now);
    turn.say(closes ? "group.throttled" : "group.code_failed");
}

void Group::on_quote(const answer::Reply& reply) const {
    const auto card = turn.tx.outbox().find_sent_as(channel(), account(), reply.to_message_id, group_prefix(bound->id));
    const auto shown =
        card ? std::nullopt : turn.tx.outbox().find_sent_as(channel(), account(), reply.to_message_id, "turn:");
    turn.forget = true;
    if ((!card && (!shown || shown->nonce.empty())) || !know_the_speaker()) return;
    if (shown) {  // 「送る」 as a reply to what was shown back, where a press does not say who pressed
        const auto record = turn.tx.conversations().find_nonce(shown->nonce, true);
        const auto command = command_of(turn.environment, reply.text);
        if (record && (command == "send" || command == "cancel")) decide(*record, *command);
        return;
    }
    if (card->report) return answer_report(*card->report, reply.text);
    if (card->about_case) return answer_search(*card->about_case, reply.text);
}

void Group::answer_report(ReportId report, const std::string& text) const {
    const ReportAnswerInput input{
        .report = report, .staff = *turn.person, .staff_contact = turn.contact->id, .text = ""};
    const auto outcome = todoke::report_answer(turn.tx, turn.environment, turn.schools, input, turn.now);
    using Kind = ReportAnswerOutcome::Kind;
    if (outcome.kind == Kind::not_allowed) return turn.say("group.not_yours");
    if (outcome.kind == Kind::withdrawn) return turn.say("group.report_withdrawn");
    if (outcome.kind == Kind::acknowledged) note(turn.inbound.message_id, "acknowledged", report, std::nullopt);
    const std::string words = turn.environment.analysis.printable(text);
    if (words.empty() || command_of(turn.environment, words) == "acknowledge")
        return turn.say("group.acknowledged", Value::object({{"by", outcome.by}}));
    show_back(report, words, outcome.by);
}

// What a colleague says in the group may be meant for the group: it goes to a family only when its author says so.
// One message, so that it can be quoted too.
void Group::show_back(ReportId report, const std::string& text, const std::string& by) const {
    Message message{.key = "group.words_confirm"};
    message.args = Value::object({{"text", argument::text(text)}, {"by", by}});
    message.nonce = turn.issue_nonce(purpose, report.value, 0);
    message.choices.push_back({.code = "send", .label = "choice.send_words", .style = Choice::Style::primary});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    state() = Value::object(
        {{"nonce", message.nonce}, {"report", report.value}, {"text", text}, {"message", turn.inbound.message_id}});
    turn.say(std::move(message));
}

void Group::decide(const NonceRecord& record, const std::string& code) const {
    const bool theirs = record.purpose == purpose && record.person == turn.person->id &&
                        record.conversation_key == turn.conversation.key && record.expires_at > turn.now;
    if (!theirs || record.used_at || state()["nonce"].as_string() != record.nonce) return;
    const std::string text = state()["text"].as_string(), message_id = state()["message"].as_string();
    state() = Value::object();
    turn.tx.conversations().use_nonce(record.nonce, code, Value::object(), turn.now);
    if (code != "send") return turn.say("group.words_dropped");
    const ReportId report{record.subject};
    const ReportAnswerInput input{
        .report = report, .staff = *turn.person, .staff_contact = turn.contact->id, .text = text};
    const auto outcome = todoke::report_answer(turn.tx, turn.environment, turn.schools, input, turn.now);
    using Kind = ReportAnswerOutcome::Kind;
    if (outcome.kind == Kind::not_allowed) return turn.say("group.not_yours");
    if (outcome.kind == Kind::withdrawn) return turn.say("group.report_withdrawn");
    note(message_id, "words_sent", report, std::nullopt);
    turn.say("group.words_sent");
}

void Group::press(const answer::Choice& choice) const {
    const auto record = turn.tx.conversations().find_nonce(choice.nonce, true);
    if (!record || record->purpose != purpose) return;
    // The platform does not promise to say who pressed.
    if (turn.inbound.address.empty()) return turn.say("group.reply_to_send");
    if (know_the_speaker()) decide(*record, choice.code);
}

void Group::answer_search(CaseId the_case, const std::string& text) const {
    const std::string words = turn.environment.analysis.printable(text);
    const auto said = case_words::answer_in(turn.environment, words);
    const CaseAnswerInput input{the_case, *turn.person, said.value_or("acknowledged"), "", turn.at};
    const auto outcome = case_answer(turn.tx, turn.environment, turn.schools, input, turn.now);
    using Kind = CaseAnswerOutcome::Kind;
    if (outcome.kind == Kind::not_allowed) return turn.say("group.not_yours");
    if (outcome.kind == Kind::ended_already) return turn.say("group.case_ended");
    note(turn.inbound.message_id, "acknowledged", std::nullopt, the_case);
    if (!said && !words.empty())
        case_note(turn.tx, turn.environment, turn.schools, {the_case, *turn.person, words}, turn.now);
    if (outcome.reply == "case.closed_by") return;  // the group hears from the search itself that it is over
    turn.say("group.case_acknowledged", Value::object({{"by", turn.person->called}}));
}

void Group::leave_trail(const std::string& message_id, const std::string& what) const {
    std::vector<GroupAct> before = turn.tx.groups().acts(bound->id, message_id);
    std::erase_if(before, [](const GroupAct& act) { return act.what == "edited" || act.what == "withdrawn"; });
    if (before.empty()) return;
    know_the_speaker();
    for (const GroupAct& act : before) {
        note(message_id, what, act.report, act.about_case);
        if (act.report) turn.tx.audit("group.answer_" + what, act.person, "report", act.report->value, turn.now);
        if (act.about_case) turn.tx.audit("group.answer_" + what, act.person, "case", act.about_case->value, turn.now);
    }
}

void Group::edited(const answer::Edited& edit) const {
    turn.forget = true;
    if (edit.message_id.empty()) return;
    leave_trail(edit.message_id, "edited");
    if (state()["message"].as_string() != edit.message_id || !know_the_speaker()) return;
    // Not sent yet: what will be sent is what stands there now.
    show_back(ReportId{state()["report"].as_integer()}, turn.environment.analysis.printable(edit.text), "");
}

void Group::withdrawn(const std::string& message_id) const {
    if (message_id.empty()) return;
    leave_trail(message_id, "withdrawn");
    if (state()["message"].as_string() == message_id) state() = Value::object();
    turn.tx.withdrawals().take_back(turn.conversation.key, message_id, turn.now);
}

struct Visitor {
    const Group& group;
    void operator()(const answer::Text& a) const { group.read_text(a.text); }
    void operator()(const answer::Reply& a) const {
        if (group.bound) return group.on_quote(a);
        group.read_text(a.text);
    }
    void operator()(const answer::Choice& a) const {
        if (group.bound) group.press(a);
    }
    void operator()(const answer::Edited& a) const {
        if (group.bound) return group.edited(a);
        group.turn.forget = true;
    }
    void operator()(const answer::Withdrawn& a) const {
        if (group.bound) group.withdrawn(a.message_id);
    }
    void operator()(const answer::Joined&) const { group.turn.say("group.welcome"); }
    void operator()(const answer::Left&) const {
        if (group.bound) end_group(group.turn.tx, group.bound->id, group.turn.now);
    }
    void operator()(const answer::MembersChanged& a) const {
        if (!group.bound) return;
        if (a.joined > 0) group.note("", "members_joined", std::nullopt, std::nullopt);
        if (a.left > 0) group.note("", "members_left", std::nullopt, std::nullopt);
    }
    // What else is shown or pressed in a group is not meant for us.
    template <class Other>
    void operator()(const Other&) const {
        group.turn.forget = true;
    }
};

}  // namespace

void handle(Turn& turn) {
    const auto& event = turn.claimed.event;
    const Group group{turn, turn.tx.groups().find(event.channel, event.account, turn.inbound.group)};
    std::visit(Visitor{group}, turn.inbound.answer);
}

}  // namespace todoke::group_conversation
