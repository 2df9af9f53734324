#include "bot/forms/seen_children.hpp"

#include <algorithm>

namespace todoke {

std::vector<SeenChild> seen_children(const Turn& turn) {
    std::vector<StudentId> ids;
    for (const Relation& relation : turn.relations)
        if (relation.student && !is_staff(relation.role)) ids.push_back(*relation.student);
    std::vector<SeenChild> children;
    if (ids.empty()) return children;
    for (Student& student : turn.tx.people().students(ids))
        if (const School* school = turn.schools.find(student.school)) children.push_back({std::move(student), school});
    // The order of the relations (the family's own order) is the order on the screen.
    std::ranges::stable_sort(
        children, {}, [&](const SeenChild& child) { return std::ranges::find(ids, child.student.id) - ids.begin(); });
    return children;
}

bool of_several_schools(const std::vector<SeenChild>& children) {
    return std::ranges::any_of(children,
                               [&](const SeenChild& child) { return child.school != children.front().school; });
}

}  // namespace todoke
