#include "bot/forms/link_conversation.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/link_person.hpp"

#include <algorithm>

namespace todoke::link_conversation {
namespace {

constexpr int most_tries = 5;  // wrong codes per address and day, then silence for the day

std::string throttle_key(const Turn& turn) {
    return turn.claimed.event.channel + ":" + turn.claimed.event.account + ":" +
           crypto::to_hex(turn.claimed.event.conversation_key);
}

void ask_to_confirm(Turn& turn, const Invitation& invitation, const Student& student) {
    Message message;
    message.key = "link.confirm";
    message.args = Value::object({{"child", describe::child(student)}});
    message.nonce = turn.issue_nonce("link", invitation.id, 0);
    message.choices.push_back({.code = "link", .label = "choice.link", .style = Choice::Style::primary});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.conversation.state.set("invitation", invitation.id);
    turn.conversation.state.set("invitation_student", invitation.student.value);
    turn.say(std::move(message));
}

}  // namespace

std::string normalise_code(const TextAnalysis& analysis, const std::string& text) {
    std::string code;
    for (const char c : analysis.nfkc(text)) {
        if (c == ' ' || c == '-') continue;
        const char upper = (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
        const bool base32 = (upper >= 'A' && upper <= 'Z') || (upper >= '2' && upper <= '7');
        if (!base32) return {};
        code.push_back(upper);
    }
    return code.size() == 10 ? code : std::string();
}

std::string hash_code(const std::string& code) { return crypto::to_hex(crypto::sha256("invitation:" + code)); }

bool on_text(Turn& turn, const std::string& text) {
    const std::string code = normalise_code(turn.environment.analysis, text);
    if (code.empty() || !turn.inbound.in_private) return false;
    const std::string key = throttle_key(turn);
    if (turn.tx.people().failed_link_tries(key, turn.now - std::chrono::days{1}) >= most_tries) {
        turn.say("link.throttled");
        return true;
    }
    const auto invitation = turn.tx.people().find_invitation(hash_code(code));
    const auto student = invitation ? turn.tx.people().student(invitation->student) : std::nullopt;
    if (!student || invitation->used_at || invitation->expires_at < turn.now) {
        turn.tx.people().note_failed_link_try(key, turn.now);
        turn.say("link.failed");
        return true;
    }
    ask_to_confirm(turn, *invitation, *student);
    return true;
}

void on_choice(Turn& turn, const NonceRecord& record, const std::string& code) {
    if (code != "link") return turn.say("report.cancelled");
    if (record.used_at) return turn.say("link.done", record.result);
    const auto& state = turn.conversation.state;
    if (state["invitation"].as_integer() != record.subject) return turn.say("link.failed");
    const StudentId student_id{state["invitation_student"].as_integer()};
    turn.conversation.state.erase("invitation");
    turn.conversation.state.erase("invitation_student");
    const auto student = turn.tx.people().student(student_id);
    const School* school = student ? turn.schools.find(student->school) : nullptr;
    if (!school ||
        !turn.tx.people().use_invitation(record.subject, turn.person ? turn.person->id : PersonId{}, turn.now))
        return turn.say("link.failed");

    LinkInput input{.school = school, .student = *student, .person = turn.person};
    input.channel = turn.claimed.event.channel;
    input.account = turn.claimed.event.account;
    input.address = turn.inbound.address;
    input.conversation_reference = turn.inbound.conversation_reference;
    const PersonId person = link_person(turn.tx, turn.environment, input, turn.now);
    turn.conversation.person = person;
    const Value result = Value::object({{"child", describe::child(*student)}});
    turn.tx.conversations().use_nonce(record.nonce, code, result, turn.now);
    turn.say("link.done", result);
}

}  // namespace todoke::link_conversation
