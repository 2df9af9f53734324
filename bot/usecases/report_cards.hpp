// What staff see of a report: the card, its later states, and the copies of it.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>

namespace todoke {

// Has the other of two separated parents said something of the same day as well? Only the school is told.
bool contested(Transaction& tx, const School& school, const Report& report);

// Sends the card to the homeroom teacher and the deputy (or the office where a class has none). `key`:
// staff.report_new, staff.report_changed, staff.report_coming.
void send_report_cards(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                       const Report& report, const std::string& key, Instant now);

// Every copy already sent shows the new state; copies still waiting are dropped. `key`: staff.report_done or
// staff.report_withdrawn; `by` as others see the staff member.
void update_report_cards(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                         const Report& report, const std::string& key, const std::string& by, Instant now);

// The family took back the words that the report was made of; the report stays.
void tell_staff_of_withdrawn_words(Transaction& tx, const Environment& environment, const School& school,
                                   const Student& student, const Report& report, Instant now);

// The card as it is now, with a fresh nonce for `person`: the answer to a press.
Message report_card(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                    const Report& report, const std::string& key, PersonId person, const std::string& by, Instant now);

}  // namespace todoke
