#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>

namespace todoke {

// A single-use code (10 characters base32, 50 bits) for one guardian of the student, as printed on the school's paper.
// Only its hash is stored.
std::string invite(Transaction& tx, const Environment& environment, StudentId student, Instant expires_at, Instant now);

}  // namespace todoke
