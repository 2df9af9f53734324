// What is remembered of a conversation between two turns, and the nonces its buttons carry.
#pragma once

#include "domain/form/conversation_pace.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "domain/value.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace todoke {

struct Conversation {
    std::string key;  // 32 raw bytes
    std::string channel, account;
    std::optional<PersonId> person;
    int version = 0;                // rises with every save; a save of an older version fails
    Value state = Value::object();  // {form, draft, form_version, nonce, …}; sealed at rest
    std::optional<Instant> last_event_at;
    ConversationPace pace;
};

struct NonceRecord {
    std::string nonce;             // 32 hex digits
    PersonId person;               // only this person may use it; 0 = a conversation that has no person yet
    std::string conversation_key;  // "" = usable from any conversation of the person (cards)
    std::string purpose;           // "form.report", "card.report", "card.case", "coming"
    std::int64_t subject = 0;      // report or case id, by purpose
    int version = 0;               // form version
    Instant expires_at{};
    std::optional<Instant> used_at;
    std::string used_code;  // the choice that used it
    Value result;           // what the effect answered, to be said again on a repeat
};

class Conversations {
public:
    virtual ~Conversations() = default;
    virtual Conversation load(const std::string& key, const std::string& channel, const std::string& account,
                              Instant now) = 0;                            // made when absent; row locked
    virtual bool save(const Conversation& conversation, Instant now) = 0;  // false: version moved on
    virtual void issue(const NonceRecord& nonce, Instant now) = 0;
    virtual std::optional<NonceRecord> find_nonce(const std::string& nonce, bool for_update) = 0;
    virtual bool use_nonce(const std::string& nonce, const std::string& code, const Value& result,
                           Instant now) = 0;  // false: used already
};

}  // namespace todoke
