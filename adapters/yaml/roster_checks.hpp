// What a cell of a roster may look like. Enough to catch a slipped column or a typing error; more nobody can know here.
#pragma once

#include "domain/people/role.hpp"

#include <optional>
#include <string_view>

namespace todoke::yaml::roster {

enum class Kind { student, staff, guardian };
std::optional<Kind> kind_from(std::string_view text);  // "student", "児童", …
std::optional<Role> staff_role_from(
    std::string_view text);  // "homeroom_teacher", "担任", …; nullopt for guardian and student

bool looks_like_mail(std::string_view text);
bool is_uuid(std::string_view lower_case);
bool is_line_user_id(std::string_view text);  // U and 32 hexadecimal digits
bool is_phone(std::string_view text);
bool is_card(std::string_view text);
bool is_language(std::string_view text);  // "ja", "ja-easy", "en"
bool is_kana(std::string_view text);      // also empty; blanks, middle dots and hyphens between the parts of a name

}  // namespace todoke::yaml::roster
