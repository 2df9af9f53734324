// What is remembered of mail beside the inbox: which mails were handled, how often an address was answered, and what
// waits to be confirmed from the registered address.
#pragma once

#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <optional>
#include <string>

namespace todoke {

// An answer that came without proof of its sender; applied only after the registered address has confirmed it.
struct HeldLetter {
    ContactId contact;                      // who was asked, and has to confirm
    std::string channel, account, address;  // of the contact
    std::string to_message_id, text, whole;
    Instant expires_at{};
    std::optional<Instant> confirmed_at;
};

class Letters {
public:
    virtual ~Letters() = default;
    // A signed mail can be handed over again by whoever has received it. false: another event has brought it before.
    virtual bool first_time(const std::string& account, const std::string& message_id, InboxId event, Instant now) = 0;

    struct Answered {
        int within_hour = 0, within_day = 0;
    };
    virtual Answered answered(const std::string& channel, const std::string& account, const std::string& address,
                              Instant now) = 0;
    virtual void note_answer(const std::string& channel, const std::string& account, const std::string& address,
                             Instant now) = 0;

    virtual void hold(const std::string& token, const HeldLetter& letter, Instant now) = 0;
    virtual std::optional<HeldLetter> held(const std::string& token) = 0;
    virtual bool confirm(const std::string& token, Instant now) = 0;  // false: confirmed already, or too late
};

}  // namespace todoke
