#pragma once

#include <optional>
#include <string_view>

namespace todoke {

// What a relation makes of a person, towards one student or one school.
enum class Role {
    guardian,                 // of a student
    student,                  // is the student
    homeroom_teacher,         // of a class
    deputy_homeroom_teacher,  // of a class
    vice_principal,           // of a school
    office,                   // of a school
    hall_staff,               // of a children's hall
};

const char* to_text(Role role);  // "homeroom_teacher": the spelling of YAML, rosters and the database
std::optional<Role> role_from(std::string_view text);
bool is_staff(Role role);

}  // namespace todoke
