#include "bot/forms/link_conversation.hpp"

#include "bot/forms/commands.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/link_code.hpp"
#include "bot/usecases/link_person.hpp"
#include "bot/usecases/link_terms.hpp"

namespace todoke::link_conversation {
namespace {

constexpr auto page_is_open = std::chrono::minutes{30};

bool has_page(const Turn& turn) { return turn.capabilities.links_accounts && !turn.environment.public_url.empty(); }

// The children who are linked now, as far as this person is their guardian.
Value linked_children(const Turn& turn) {
    std::vector<StudentId> ids;
    for (const Relation& relation : turn.relations)
        if (relation.role == Role::guardian && relation.student) ids.push_back(*relation.student);
    Value children = Value::array();
    for (const Student& student : turn.tx.people().students(ids)) children.push_back(describe::child(student));
    return children;
}

void say_failed(Turn& turn) { turn.say("link.failed", Value::object({{"children", linked_children(turn)}})); }

// The first time purpose and terms are on the same screen as the child: one look, one press.
void ask_to_confirm(Turn& turn, const CodeVerdict& verdict) {
    const int terms = terms_version(turn.environment.texts);
    const bool agreed = turn.person && turn.tx.links().consent_of(turn.person->id) == terms;
    Message message;
    message.key = agreed ? "link.confirm" : "link.terms";
    message.args = Value::object({{"child", describe::child(*verdict.student)},
                                  {"school", argument::coded(verdict.school->code, verdict.school->name)},
                                  {"children", linked_children(turn)}});
    message.nonce = turn.issue_nonce("link", verdict.invitation.id, agreed ? 0 : terms);
    message.choices.push_back({.code = agreed ? "link" : "agree",
                               .label = agreed ? "choice.link" : "choice.agree",
                               .style = Choice::Style::primary});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

// Binds the account of this conversation, which is the one that asked.
void finish(Turn& turn, const NonceRecord& record, const std::string& code) {
    LinkInput input{.invitation = record.subject, .person = turn.person};
    input.channel = turn.claimed.event.channel;
    input.account = turn.claimed.event.account;
    input.address = turn.inbound.address;
    input.conversation_reference = turn.inbound.conversation_reference;
    input.terms = record.version;
    const auto outcome = link_person(turn.tx, turn.environment, turn.schools, input, turn.now);
    if (!outcome.person) return say_failed(turn);
    turn.conversation.person = outcome.person;
    turn.contact = turn.tx.people().contact_by_address(input.channel, input.account, input.address);
    turn.person = turn.tx.people().person(outcome.person);
    turn.relations = turn.tx.people().relations_of(outcome.person);
    const Value result =
        Value::object({{"child", describe::child(*outcome.student)}, {"children", linked_children(turn)}});
    turn.tx.conversations().use_nonce(record.nonce, code, result, turn.now);
    turn.say("link.done", result);
    commands::show_menu(turn);
}

}  // namespace

bool on_text(Turn& turn, const std::string& text) {
    const auto typed = read_code(turn.environment.analysis.nfkc(text));
    if (!typed || !turn.inbound.in_private) return false;
    if (!typed->certain && !turn.relations.empty()) return false;
    const auto verdict =
        judge_code(turn.tx, turn.environment, turn.schools, typed->code, {account_tries(turn.conversation.key)},
                   turn.person ? std::optional(turn.person->id) : std::nullopt, turn.now);
    switch (verdict.fate) {
        case CodeVerdict::Fate::closed:
            turn.say("link.throttled");
            break;
        case CodeVerdict::Fate::failed:
            say_failed(turn);
            break;
        case CodeVerdict::Fate::own:
            explain(turn);
            break;
        case CodeVerdict::Fate::good:
            ask_to_confirm(turn, verdict);
            break;
    }
    return true;
}

void on_choice(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (record.used_at) return turn.say("link.done", record.result);
    if (code != "link" && code != "agree") return turn.say("report.cancelled");
    finish(turn, record, code);
}

void on_linked(Turn& turn, const answer::AccountLinked& linked) {
    const auto record = turn.tx.conversations().find_nonce(linked.nonce, true);
    if (!record || record->purpose != "link.page") return;
    if (!linked.ok) {
        // Somebody else came with the page of this chat: it leads nowhere any more.
        turn.tx.conversations().use_nonce(record->nonce, "failed", Value::object(), turn.now);
        turn.tx.audit("link.foreign_account", PersonId{}, "invitation", record->subject, turn.now);
        return;
    }
    if (record->conversation_key != turn.conversation.key || record->expires_at <= turn.now) return say_failed(turn);
    if (record->used_at)
        return record->used_code == "failed" ? say_failed(turn) : turn.say("link.done", record->result);
    finish(turn, *record, "linked");
}

void explain(Turn& turn) {
    const Value children = linked_children(turn);
    if (children.items().empty()) return greet_stranger(turn);
    Message message;
    message.key = "link.already";
    message.args = Value::object({{"children", children}});
    if (has_page(turn)) message.choices.push_back({.code = "cmd:link_page", .label = "choice.link_page"});
    turn.say(std::move(message));
}

void offer_page(Turn& turn) {
    if (!has_page(turn)) return greet_stranger(turn);
    const std::string token = new_nonce(turn.environment.random);
    turn.tx.links().add_request(token,
                                {turn.conversation.key, turn.claimed.event.channel, turn.claimed.event.account,
                                 turn.inbound.address, turn.now + page_is_open},
                                turn.now);
    Message message;
    message.key = "link.page";
    message.args = Value::object({{"minutes", static_cast<int>(page_is_open.count())}});
    message.choices.push_back({.code = "open_page",
                               .label = "choice.open_page",
                               .style = Choice::Style::page,
                               .extra = turn.environment.public_url + "/link/" + token});
    turn.say(std::move(message));
}

void greet_stranger(Turn& turn) {
    Message message;
    message.key = "hello.unlinked";
    if (has_page(turn)) message.choices.push_back({.code = "cmd:link_page", .label = "choice.link_page"});
    turn.say(std::move(message));
}

}  // namespace todoke::link_conversation
