// The mail addresses of a guardian: another one, one less, and whether its owner answers.
#pragma once

#include "bot/ports/link_desk.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>

namespace todoke {

// What a family has to let through (ドメイン指定受信); "" = the school has no mail.
std::string sender_domains(const Environment& environment, const School& school);

// s…@docomo.ne.jp: enough to know one's own by, too little to write to.
std::string masked_address(const std::string& address);

// Where somebody who is linked to `school` writes an empty mail to from another address; "" = the school has no mail,
// or the guardian has as many addresses as the school allows.
std::string invite_address(Transaction& tx, const Environment& environment, const School& school,
                           const Student& student, const Person& person, Instant now);

// The page that such a mail led to. All other addresses of the person and the school hear of it.
LinkEntry add_guardian_address(Transaction& tx, const Environment& environment, const SchoolList& schools,
                               const LinkRequest& request, const Invitation& invitation, Instant now);
// false: it is the last one, which only leaving gives up, or none of this person's.
bool remove_guardian_address(Transaction& tx, const Environment& environment, const SchoolList& schools,
                             const Person& person, ContactId address, Instant now);

// The mail that says "done" and asks for an answer: only an address that has answered may report.
void ask_for_reply(Transaction& tx, const Environment& environment, const SchoolList& schools, const Student& student,
                   const LinkRequest& request, Instant now);

}  // namespace todoke
