// How a guardian stands to a child, as the call list says it. A code, because the list is read in several languages.
#pragma once

#include <span>
#include <string_view>

namespace todoke {

// 母, お母さん, mother → "mother". "" for what is not known here: the list then says 保護者.
std::string_view kinship_from(std::string_view written);

std::span<const std::string_view> all_kinships();

}  // namespace todoke
