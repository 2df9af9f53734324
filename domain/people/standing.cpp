#include "domain/people/standing.hpp"

#include <algorithm>

namespace todoke {

const char* to_text(Standing standing) {
    switch (standing) {
        case Standing::unlinked:
            return "unlinked";
        case Standing::guardian:
            return "guardian";
        case Standing::student:
            return "student";
        case Standing::staff:
            return "staff";
    }
    return "unlinked";
}

Standing standing_of(const std::vector<Role>& roles) {
    const auto has = [&](Role role) { return std::ranges::find(roles, role) != roles.end(); };
    if (roles.empty()) return Standing::unlinked;
    if (has(Role::guardian)) return Standing::guardian;
    if (has(Role::student)) return Standing::student;
    return Standing::staff;
}

}  // namespace todoke
