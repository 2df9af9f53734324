#include "domain/people/person.hpp"

#include <algorithm>

namespace todoke {
namespace {

// Does this relation reach the student at all? Every relation is read inside its own school: a teacher of another
// school, or a class of the same name there, reaches nobody here.
bool reaches(const Relation& relation, const Student& student) {
    if (!relation.school || relation.school != student.school) return false;
    switch (relation.role) {
        case Role::guardian:
        case Role::student:
            return relation.student && *relation.student == student.id && student.id;
        case Role::homeroom_teacher:
        case Role::deputy_homeroom_teacher:
            return relation.class_ref && *relation.class_ref == student.class_ref;
        case Role::vice_principal:
        case Role::office:
        case Role::hall_staff:
            return true;
    }
    return false;
}

bool carries(Role role, Action action, bool student_may_report) {
    switch (action) {
        case Action::report_for:
            return role == Role::guardian || (role == Role::student && student_may_report);
        case Action::answer_case:
            return role == Role::guardian || role == Role::student;
        case Action::see_timeline:
            return true;
        case Action::acknowledge:
        case Action::reply_to_report:
            return is_staff(role) && role != Role::hall_staff;  // a hall has scans, no reports
        case Action::handle_case:
        case Action::end_link:
            return is_staff(role);
    }
    return false;
}

}  // namespace

bool can(const std::vector<Relation>& relations, Action action, const Student& student, bool student_may_report) {
    return std::ranges::any_of(relations, [&](const Relation& relation) {
        return reaches(relation, student) && carries(relation.role, action, student_may_report);
    });
}

}  // namespace todoke
