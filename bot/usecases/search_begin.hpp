// Beginning a search for a child.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

namespace todoke {

// A case as the school's policy of now wants it, due at once. The school must have a policy.
Case new_case(const Environment& environment, const School& school, StudentId student, SchoolDay day, Hold hold,
              Instant now);

// A report was taken back: the child is expected again. Before the cut-off the cut-off will look for it; after it
// nobody else would, so the search begins now.
void expect_again(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                  SchoolDay day, Instant now);

}  // namespace todoke
