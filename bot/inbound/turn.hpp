// One turn of a conversation: an event, who did it, what is remembered, and what is said in answer. Everything a
// handler needs and nothing that outlives the transaction.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct Turn {
    Transaction& tx;
    const Environment& environment;
    const SchoolList& schools;
    const ClaimedEvent& claimed;
    const Inbound& inbound;
    const Capabilities& capabilities;
    Instant now{};  // of handling
    Instant at{};   // when our door received the event: what "in time" is judged by

    std::optional<Contact> contact = std::nullopt;
    std::optional<Person> person = std::nullopt;
    std::vector<Relation> relations = {};
    Conversation conversation = {};
    std::vector<Message> replies = {};
    std::optional<OutboxWriter::Past> asked = std::nullopt;  // our message that is answered, where that is proven
    std::optional<ReportId> about_report = std::nullopt;  // what the answer is about, so that a thread holds together
    bool set_aside = false;                               // kept for staff to look at; nothing was done with it
    bool forget = false;                                  // what was written is none of our business and is not kept
    std::string note = {};                                // why the event was not taken at its word; "" = it was

    std::string language() const { return person ? person->language : "ja"; }
    void say(Message message) { replies.push_back(std::move(message)); }
    void say(std::string key, Value args = Value::object()) {
        Message message;
        message.key = std::move(key);
        message.args = std::move(args);
        replies.push_back(std::move(message));
    }
    bool has_role(bool staff) const;
    // The students this person may report for, with their schools (guardian, or student where the school lets them).
    std::vector<Student> own_students() const;
    std::vector<const School*> staffed_schools() const;  // where this person is staff, each once
    // A nonce of this conversation (forms) or of this person (cards).
    std::string issue_nonce(const std::string& purpose, std::int64_t subject, int version);
};

// false: nobody knows who has written; an answer could go to somebody who never wrote, or to a program.
bool may_answer(const Capabilities& capabilities, const Inbound& inbound);

// A person of the school has to look at what this sender wrote. The school, nullptr when the sender belongs to none.
const School* list_for_staff(Turn& turn, const std::string& kind, const std::string& reason);

// The whole turn: who is this → form, card or command → replies. Pure of I/O except through the transaction.
void handle(Turn& turn);

}  // namespace todoke
