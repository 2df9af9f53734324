#include "bot/ports/schools.hpp"

#include <algorithm>

namespace todoke {

const School* SchoolList::find(SchoolId id) const {
    const auto found = std::ranges::find(all, id, &School::id);
    return found == all.end() ? nullptr : &*found;
}

const School* SchoolList::find(std::string_view code) const {
    const auto found = std::ranges::find(all, code, &School::code);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace todoke
