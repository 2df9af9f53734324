// Somebody answers a search: a guardian, the student, a teacher. Their answer decides what happens next.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>

namespace todoke {

struct CaseAnswerInput {
    CaseId the_case;
    Person person;
    std::string code;    // one of the policy's choices
    std::string reason;  // close.<code> when code is "close"
    Instant received_at{};
};

struct CaseAnswerOutcome {
    enum class Kind { taken, ended_already, not_allowed } kind = Kind::not_allowed;
    std::optional<Case> the_case;  // as it was before the answer
    std::optional<Student> student;
    const School* school = nullptr;
    std::string reply;  // text key for the person who answered
};

CaseAnswerOutcome case_answer(Transaction& tx, const Environment& environment, const SchoolList& schools,
                              const CaseAnswerInput& input, Instant now);

// Staff release guardians held back for a whole school's day ("send to all"). Returns how many cases went on.
int release_held_cases(Transaction& tx, SchoolId school, SchoolDay day, Instant now);

// Urgent and other messages about a case to the homeroom teacher and the vice principal. `ended`: there is nothing left
// to press.
void tell_staff_of_case(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                        const Case& the_case, const std::string& key, const std::string& said, Instant said_at,
                        Instant now, bool ended = false);

}  // namespace todoke
