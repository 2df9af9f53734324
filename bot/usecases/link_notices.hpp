// Who is told of links: families that there is one, the school everything.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>
#include <vector>

namespace todoke {

// The office; where a school has none linked, those who stand in for it.
std::vector<Recipient> link_desk_of(Transaction& tx, const Student& student);

struct NewLink {
    const School& school;
    const Student& student;
    const Person& person;
    Relation relation;
    int place = 0;  // of the code that was used
    std::string channel;
};
void tell_of_link(Transaction& tx, const Environment& environment, const NewLink& link,
                  const std::vector<Recipient>& linked_before, Instant now);

// Somebody with a right code could not be linked, because the student has all its guardians. Once per code.
void tell_school_of_full_student(Transaction& tx, const Environment& environment, const School& school,
                                 const Student& student, const Invitation& invitation, Instant now);

// `by_family`: the person left; else the school has ended the link.
void tell_school_of_end(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                        const Person& person, RelationId relation, bool by_family, Instant now);

}  // namespace todoke
