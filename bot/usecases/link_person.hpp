#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>

namespace todoke {

struct LinkInput {
    const School* school = nullptr;
    Student student;
    std::optional<Person> person;  // an already linked one gets another child; none = a new guardian
    std::string channel, account, address;
    Value conversation_reference;
};

// Ties a chat to a student as guardian. Those already linked hear that somebody was linked, never who; the school is
// told.
PersonId link_person(Transaction& tx, const Environment& environment, const LinkInput& input, Instant now);

}  // namespace todoke
