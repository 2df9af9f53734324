// Failures at a door: what went wrong outside, and what can be done about it. Outcomes that a person can cause (too
// late, already acknowledged …) are not failures; they are values of domain.
#pragma once

#include <string>

namespace todoke {

enum class FailureCode {
    not_found,      // the thing asked for is not there (any more)
    conflict,       // somebody else changed it first: read again and decide again
    unavailable,    // database, network or platform cannot be reached now: repeat later, nothing is decided
    timeout,        // no answer in time: it may or may not have happened, repeat with the same key
    rejected,       // the other side understood and said no: repeating will not help
    unauthorized,   // signature, token or credential missing or wrong
    malformed,      // what came in cannot be read
    too_large,      // over a documented limit
    misconfigured,  // settings or secrets are wrong: an operator has to act
};

const char* to_text(FailureCode code);

struct Failure {
    FailureCode code = FailureCode::unavailable;
    std::string what;    // for the log and for operators: no personal data, no secrets
    std::string remedy;  // what a person can do about it; may be empty where repeating is all there is
};

}  // namespace todoke
