// A mail of ours came back. Each kind has its consequence (domain/message/bounce.hpp); none is a secret of the machine
// room: a school must never believe that a family is reachable when it is not.
#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>
#include <vector>

namespace todoke {

// What became of the report, for the event's note: the class, or why it was left alone.
std::string returned_mail(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const std::string& channel, const std::string& account, const answer::Returned& returned,
                          Instant at, Instant now);

// Somebody wrote from that address, or staff want it tried again: what came back before counts no more.
void address_works_again(Transaction& tx, const std::vector<Relation>& relations, const Contact& contact, Instant now);

}  // namespace todoke
