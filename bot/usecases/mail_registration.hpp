// Registering by an empty mail (空メール登録): the mail to the address on the school's paper proves the address, the
// code typed on the page proves the paper, and the answer to the last mail proves that we reach its owner.
#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/link_desk.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>

namespace todoke {

struct MailEntryInput {
    answer::Registering registering;
    std::string conversation_key, channel, account, address;
};

// Answers the mail, or nobody. What was not answered is counted, and the school of the paper sees it at the student.
// Returns why nobody was answered, as a code; "" = the answer is on its way.
std::string enter_by_mail(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const MailEntryInput& input, Instant now);

// The code was right (or none was needed): the address that asked for the page is linked.
LinkEntry link_by_mail(Transaction& tx, const Environment& environment, const SchoolList& schools,
                       const LinkRequest& request, std::int64_t invitation, Instant now);

}  // namespace todoke
