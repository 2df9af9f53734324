#pragma once

#include "bot/inbound/turn.hpp"

#include <vector>

namespace todoke {

// The children whose day the family looks at: the guardian's, or the student's own. More than those they may report
// for: a children's hall takes no reports, and a small child's own account sends none.
struct SeenChild {
    Student student;
    const School* school = nullptr;
};
std::vector<SeenChild> seen_children(const Turn& turn);

// Which of them have to be told apart by school as well (a child of a school and of a hall).
bool of_several_schools(const std::vector<SeenChild>& children);

}  // namespace todoke
