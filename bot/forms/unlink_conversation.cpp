#include "bot/forms/unlink_conversation.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/unlink.hpp"

#include <algorithm>

namespace todoke::unlink_conversation {
namespace {

constexpr std::int64_t all_of_them = 0;  // subject of a nonce, where else the one relation stands

std::vector<Relation> own_links(const Turn& turn) {
    std::vector<Relation> links;
    std::ranges::copy_if(turn.relations, std::back_inserter(links),
                         [](const Relation& relation) { return relation.role == Role::guardian && relation.student; });
    return links;
}

Value children_of(Turn& turn, const std::vector<Relation>& links) {
    Value children = Value::array();
    for (const Relation& link : links)
        if (const auto student = turn.tx.people().student(*link.student)) children.push_back(describe::child(*student));
    return children;
}

void confirm(Turn& turn, const std::vector<Relation>& links, std::int64_t subject) {
    Message message;
    message.key = "link.leave";
    message.args = Value::object({{"children", children_of(turn, links)}});
    message.nonce = turn.issue_nonce("unlink", subject, 0);
    message.choices.push_back({.code = "leave", .label = "choice.leave", .style = Choice::Style::danger});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

void choose(Turn& turn, const std::vector<Relation>& links) {
    Message message;
    message.key = "link.leave_which";
    message.nonce = turn.issue_nonce("unlink.which", all_of_them, 0);
    for (const Relation& link : links)
        if (const auto student = turn.tx.people().student(*link.student))
            message.choices.push_back({.code = student->public_id, .label = describe::child(*student)});
    message.choices.push_back({.code = "all", .label = "choice.all_children"});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

void press_which(Turn& turn, const std::string& code) {
    const auto links = own_links(turn);
    if (code == "cancel") return turn.say("link.kept");
    if (code == "all" && !links.empty()) return confirm(turn, links, all_of_them);
    const auto student = turn.tx.people().student_by_public_id(code);
    for (const Relation& link : links)
        if (student && link.student == student->id) return confirm(turn, {link}, link.id.value);
    begin(turn);
}

void leave(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (record.used_at) return turn.say("link.left", record.result);
    if (code != "leave") return turn.say("link.kept");
    auto links = own_links(turn);
    if (record.subject != all_of_them)
        std::erase_if(links, [&](const Relation& link) { return link.id.value != record.subject; });
    const Value children = children_of(turn, links);
    const auto outcome =
        unlink(turn.tx, turn.environment, turn.schools, turn.person->id, links, turn.person->id, turn.now);
    const Value result = Value::object({{"children", children}, {"on_their_way", outcome.on_their_way}});
    turn.tx.conversations().use_nonce(record.nonce, code, result, turn.now);
    turn.conversation.state = Value::object();
    turn.relations = turn.tx.people().relations_of(turn.person->id);
    if (outcome.left) {
        // The address is given up with the last link: this answer goes to the chat, not to a contact.
        turn.conversation.person.reset();
        turn.contact.reset();
        turn.person.reset();
    }
    turn.say("link.left", result);
}

// The link a card of the school is about, with its student, as far as this member of staff may end it.
struct Ending {
    Relation relation;
    Student student;
};
std::optional<Ending> ending_of(Turn& turn, const NonceRecord& record) {
    const auto relation = turn.tx.people().relation(RelationId{record.subject});
    const auto student =
        relation && relation->role == Role::guardian ? turn.tx.people().student(*relation->student) : std::nullopt;
    if (!student || !can(turn.relations, Action::end_link, *student, false)) return std::nullopt;
    return Ending{*relation, *student};
}

Value in_full(Turn& turn, const Ending& ending) {
    return Value::object({{"child", describe::child_for_staff(ending.student)},
                          {"class", describe::class_name(ending.student)},
                          {"person", argument::text(turn.tx.people().person(ending.relation.person).name)}});
}

void ask_staff(Turn& turn, const NonceRecord& record) {
    const auto ending = ending_of(turn, record);
    if (!ending) return turn.say("link.ended_already");
    Message message;
    message.key = "link.end_confirm";
    message.args = in_full(turn, *ending);
    message.nonce = turn.issue_nonce("link.end_now", record.subject, 0);
    message.choices.push_back({.code = "end_link", .label = "choice.end_link", .style = Choice::Style::danger});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

void end_by_staff(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (code != "end_link") return turn.say("link.kept");
    const auto ending = ending_of(turn, record);
    if (!ending) return turn.say("link.ended_already");
    const Value args = in_full(turn, *ending);
    unlink(turn.tx, turn.environment, turn.schools, ending->relation.person, {ending->relation}, turn.person->id,
           turn.now);
    turn.tx.conversations().use_nonce(record.nonce, code, Value::object(), turn.now);
    turn.say("link.ended_by_school", args);
}

}  // namespace

void begin(Turn& turn) {
    const auto links = own_links(turn);
    // Students and staff are on the school's list: leaving it is the school's to do.
    if (links.empty()) return turn.say("link.leave_by_school");
    if (links.size() == 1) return confirm(turn, links, links.front().id.value);
    choose(turn, links);
}

bool on_press(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (record.purpose == "unlink.which")
        press_which(turn, code);
    else if (record.purpose == "unlink")
        leave(turn, record, code);
    else if (record.purpose == "link.end")
        ask_staff(turn, record);
    else if (record.purpose == "link.end_now")
        end_by_staff(turn, record, code);
    else
        return false;
    return true;
}

}  // namespace todoke::unlink_conversation
