#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>

namespace todoke {

// The other guardians hear child, kind and day only; across a shield (separated parents) nothing at all. `by` is the
// person who acted and is not told. `key`: report.informed, report.withdrawn_informed.
// `days`: as to be said, when the report is one of several sent at once.
void inform_other_guardians(Transaction& tx, const Environment& environment, const School& school,
                            const Student& student, const Report& report, PersonId by, const std::string& key,
                            Instant now, Value days = Value());

}  // namespace todoke
