// Staff, or the family in an answer, write about a search: the words are kept with it and reach the others who look for
// the child. They change nothing in its plan.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>

namespace todoke {

struct CaseNoteInput {
    CaseId the_case;
    Person person;
    std::string text;
};

struct CaseNoteOutcome {
    enum class Kind { kept, ended_already, not_allowed } kind = Kind::not_allowed;
    std::optional<Student> student;
    const School* school = nullptr;
};

CaseNoteOutcome case_note(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const CaseNoteInput& input, Instant now);

}  // namespace todoke
