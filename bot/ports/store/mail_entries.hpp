// Mails to the addresses that the school's papers carry, and what was answered to them.
#pragma once

#include "domain/ids.hpp"
#include "domain/people/mail_entry.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace todoke {

struct MailPaper {
    StudentId student;
    PersonId adds_address_to;  // 0: it links a new guardian
    bool open = false;         // a code of it can still be used
};

struct MailEntry {
    enum class Outcome {
        page,
        same_page,
        already,   // linked already, and told so
        unproven,  // this and the following were answered by nobody
        closed,    // no such paper, or nothing on it can be used any more
        too_often
    } outcome = Outcome::closed;
    std::int64_t invitation = 0;  // 0: no paper of ours
    std::string address;
    std::string token;  // page and same_page
};

class MailEntries {
public:
    virtual ~MailEntries() = default;
    // From here to the commit nobody else is counted: one after the other, so that limits hold.
    virtual void lock() = 0;
    virtual std::optional<MailPaper> paper(std::int64_t invitation, Instant now) = 0;
    virtual MailAnswers answers_before(const std::string& address, std::int64_t invitation, Instant now) = 0;
    virtual std::int64_t add(const MailEntry& entry, Instant now) = 0;
};

}  // namespace todoke
