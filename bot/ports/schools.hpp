#pragma once

#include "domain/school.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace todoke {

// All schools as they are configured at one moment. A turn takes one list and keeps it, so that a reload never changes
// the rules in the middle of an answer.
struct SchoolList {
    std::vector<School> all;
    const School* find(SchoolId id) const;
    const School* find(std::string_view code) const;
};

class Schools {
public:
    virtual ~Schools() = default;
    virtual std::shared_ptr<const SchoolList> current() const = 0;
};

}  // namespace todoke
