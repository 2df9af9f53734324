// A school's roster becomes students, people, relations and addresses. All of a file or nothing; running it again adds
// only what is new and never doubles a person.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"
#include "domain/people/roster.hpp"

#include <string>
#include <vector>

namespace todoke {

struct RosterImportOutcome {
    int students = 0, staff = 0, guardians = 0;  // newly added
    int known = 0;                               // lines about people already there
    std::vector<RosterProblem> problems;         // not empty: nothing was imported
};

RosterImportOutcome roster_import(Transaction& tx, const Environment& environment, const SchoolList& schools,
                                  const Roster& roster, Instant now);

}  // namespace todoke
