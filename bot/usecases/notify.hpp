// Writing outbox rows: who gets a message, at which address, when, and why.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct Notice {
    SchoolId school;
    std::optional<StudentId> student;
    std::optional<CaseId> about_case;
    std::optional<ReportId> about_report;
    int step = 0;
    MessageClass message_class = MessageClass::staff;
    bool must_arrive = true;
    bool every_contact = false;  // all addresses at once (alarms), else the preferred one with the ladder behind it
    bool quiet_outside_hours = false;  // staff only: held until staff hours and then folded into one list
    bool routine = false;              // families only: leaves by a way that costs less when the quota runs low
    std::string dedup;                 // the contact's id is appended: unique per cause and address
    std::string why;
};

// The message for one recipient; called once per outbox row, so that each card can carry a nonce of its own.
using MessageFor = std::function<Message(const Recipient&, const Contact&)>;

// Rows for every recipient. A recipient without a usable address becomes a "not_delivered" staff task at once: nobody
// is forgotten silently.
void notify(Transaction& tx, const Environment& environment, const School& school, const Notice& notice,
            const std::vector<Recipient>& recipients, const MessageFor& message_for, Instant now);

// The first address at which a message costs nothing; nullptr: this person has none.
const Contact* contact_without_cost(const Environment& environment, const Recipient& recipient);

// A nonce that lets `person` act on a card about `subject` for as long as cards live (14 days).
std::string issue_card_nonce(Transaction& tx, const Environment& environment, PersonId person,
                             const std::string& purpose, std::int64_t subject, Instant now);

std::vector<Recipient> concat(std::vector<Recipient> a, const std::vector<Recipient>& b);  // each person once

}  // namespace todoke
