// The `escalation:` part of a school: whom to ask, in which order, when a child has neither arrived nor been reported.
#pragma once

#include "adapters/yaml/words_reader.hpp"
#include "domain/escalation/policy.hpp"

namespace todoke::yaml {

EscalationPolicy read_escalation(Section section, const SchoolReading& reading);

}  // namespace todoke::yaml
