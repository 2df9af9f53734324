// How the sealed cells of people are made and read. Everyone who reads a contact's address goes through here: what a
// cell is bound to (column, school, row) must be the same on both sides.
#pragma once

#include "adapters/postgres/result.hpp"
#include "adapters/postgres/sealer.hpp"
#include "domain/people/person.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace todoke::postgres {

std::string seal_profile(Sealer& sealer, const Person& person, SchoolId school);
std::string seal_profile(Sealer& sealer, const Student& student);

// `at`: first of the columns id, public_id, school_id, language, profile_sealed without the id. Sets everything but the
// id.
Person read_person(Sealer& sealer, const Row& row, PersonId id, int at);
// Columns: id, public_id, school_id, grade, class_label, profile_sealed.
Student read_student(Sealer& sealer, const Row& row);

// 16 bytes by which an address is found. Mail addresses are compared without regard to ASCII case.
std::string address_index(const Sealer& sealer, std::string_view channel, std::string_view account,
                          std::string_view address);
// `school` is the person's (person.school_id), `index` the contact's address_index.
std::string seal_address(Sealer& sealer, SchoolId school, std::string_view address, std::string_view index);
std::string open_address(Sealer& sealer, SchoolId school, std::string_view sealed, std::string_view index);
std::string seal_conversation_reference(Sealer& sealer, SchoolId school, const Value& reference,
                                        std::string_view index);
Value open_conversation_reference(Sealer& sealer, SchoolId school, std::string_view sealed, std::string_view index);

// Columns from `at`: id, channel, account, address_index, address_sealed, state, rank, conversation_reference_sealed.
Contact read_contact(Sealer& sealer, const Row& row, PersonId person, SchoolId school, int at);

std::string state_text(ContactState state);

// A sealed value tree; a cell that opens but holds no JSON is a defect and throws.
std::string seal_value(Sealer& sealer, SchoolId school, const Value& value, std::string_view column,
                       std::string_view row_key);
Value open_value(Sealer& sealer, SchoolId school, std::string_view sealed, std::string_view column,
                 std::string_view row_key);

[[noreturn]] void conflict(const std::string& what);
[[noreturn]] void not_found(const std::string& what);

}  // namespace todoke::postgres
