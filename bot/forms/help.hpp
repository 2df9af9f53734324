// What somebody can do here, and whom to telephone.
#pragma once

#include "bot/inbound/turn.hpp"

namespace todoke {

Message help_for(const Turn& turn);
Message phone_card(const Turn& turn);  // every school of the person, with hours, to tap

}  // namespace todoke
