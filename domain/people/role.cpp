#include "domain/people/role.hpp"

#include <array>

namespace todoke {
namespace {
constexpr std::array all{Role::guardian,       Role::student, Role::homeroom_teacher, Role::deputy_homeroom_teacher,
                         Role::vice_principal, Role::office,  Role::hall_staff};
}  // namespace

const char* to_text(Role role) {
    switch (role) {
        case Role::guardian:
            return "guardian";
        case Role::student:
            return "student";
        case Role::homeroom_teacher:
            return "homeroom_teacher";
        case Role::deputy_homeroom_teacher:
            return "deputy_homeroom_teacher";
        case Role::vice_principal:
            return "vice_principal";
        case Role::office:
            return "office";
        case Role::hall_staff:
            return "hall_staff";
    }
    return "";
}

std::optional<Role> role_from(std::string_view text) {
    for (const Role role : all)
        if (text == to_text(role)) return role;
    return std::nullopt;
}

bool is_staff(Role role) { return role != Role::guardian && role != Role::student; }

}  // namespace todoke
