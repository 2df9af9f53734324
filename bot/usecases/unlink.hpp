// Ending links: a person leaves, or staff end a guardian's link at once.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <vector>

namespace todoke {

struct UnlinkOutcome {
    std::vector<Student> students;  // whose link has ended now
    int on_their_way = 0;           // messages a sender held at that moment: they arrive all the same
    bool left = false;              // nothing ties the person to any school any more; addresses are given up too
};

// Ends live guardian links of one person. From the commit on no message that leans on them is claimed; what was waiting
// is suppressed by a transaction of its own (Links::clear_ended). `by`: the person itself, or the staff member; 0 = the
// office at the command line.
UnlinkOutcome unlink(Transaction& tx, const Environment& environment, const SchoolList& schools, PersonId person,
                     std::vector<Relation> ending, PersonId by, Instant now);

}  // namespace todoke
