// What somebody is to the service as a whole: by it a channel shows a menu that fits.
#pragma once

#include "domain/people/role.hpp"

#include <vector>

namespace todoke {

enum class Standing { unlinked, guardian, student, staff };

const char* to_text(Standing standing);

// Of live relations. A teacher who is a guardian too gets the guardian's: what staff do can be typed as well.
Standing standing_of(const std::vector<Role>& roles);

}  // namespace todoke
