#include "adapters/postgres/people_cells.hpp"

#include "bot/ports/json.hpp"
#include "bot/ports/store/store.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* person_column = "person.profile_sealed";
constexpr const char* student_column = "student.profile_sealed";
constexpr const char* address_column = "contact.address_sealed";
constexpr const char* reference_column = "contact.conversation_reference_sealed";

ContactState state_from(std::string_view text) {
    if (text == "blocked") return ContactState::blocked;
    if (text == "unusable") return ContactState::unusable;
    return ContactState::active;
}

}  // namespace

void conflict(const std::string& what) {
    throw StoreFailure({FailureCode::conflict, what, "read again and decide again"});
}

void not_found(const std::string& what) { throw StoreFailure({FailureCode::not_found, what, ""}); }

std::string seal_value(Sealer& sealer, SchoolId school, const Value& value, std::string_view column,
                       std::string_view row_key) {
    return sealer.seal(school, json::write(value), column, row_key);
}

Value open_value(Sealer& sealer, SchoolId school, std::string_view sealed, std::string_view column,
                 std::string_view row_key) {
    auto value = json::parse(sealer.open(school, sealed, column, row_key));
    if (!value) throw StoreFailure({FailureCode::malformed, std::string(column) + " holds no JSON", ""});
    return *std::move(value);
}

std::string seal_profile(Sealer& sealer, const Person& person, SchoolId school) {
    return seal_value(sealer, school,
                      Value::object({{"name", person.name}, {"called", person.called}, {"phone", person.phone}}),
                      person_column, person.public_id);
}

Person read_person(Sealer& sealer, const Row& row, PersonId id, int at) {
    Person person;
    person.id = id;
    person.public_id = row.get<std::string>(at);
    const auto school = row.get<SchoolId>(at + 1);
    person.language = row.get<std::string>(at + 2);
    const Value profile = open_value(sealer, school, row.bytes(at + 3), person_column, person.public_id);
    person.name = profile["name"].as_string();
    person.called = profile["called"].as_string();
    person.phone = profile["phone"].as_string();
    return person;
}

std::string seal_profile(Sealer& sealer, const Student& student) {
    return seal_value(sealer, student.school,
                      Value::object({{"class_number", student.class_number},
                                     {"student_number", student.student_number},
                                     {"family_name", student.family_name},
                                     {"given_name", student.given_name},
                                     {"family_kana", student.family_kana},
                                     {"given_kana", student.given_kana},
                                     {"called", student.called}}),
                      student_column, student.public_id);
}

Student read_student(Sealer& sealer, const Row& row) {
    Student student;
    student.id = row.get<StudentId>(0);
    student.public_id = row.get<std::string>(1);
    student.school = row.get<SchoolId>(2);
    student.class_ref = {row.get<int>(3), row.get<std::string>(4)};
    const Value profile = open_value(sealer, student.school, row.bytes(5), student_column, student.public_id);
    student.class_number = static_cast<int>(profile["class_number"].as_integer());
    student.student_number = profile["student_number"].as_string();
    student.family_name = profile["family_name"].as_string();
    student.given_name = profile["given_name"].as_string();
    student.family_kana = profile["family_kana"].as_string();
    student.given_kana = profile["given_kana"].as_string();
    student.called = profile["called"].as_string();
    return student;
}

std::string address_index(const Sealer& sealer, std::string_view channel, std::string_view account,
                          std::string_view address) {
    // Only what looks like a mail address is folded; identifiers of chat platforms are exact.
    std::string normal(address);
    if (normal.find('@') != std::string::npos)
        for (char& c : normal)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    // The same address at two accounts gives two unrelated values.
    std::string value(channel);
    value.append(1, '\0').append(account).append(1, '\0').append(normal);
    return sealer.blind_index("contact.address_index", value);
}

std::string seal_address(Sealer& sealer, SchoolId school, std::string_view address, std::string_view index) {
    return sealer.seal(school, address, address_column, index);
}

std::string open_address(Sealer& sealer, SchoolId school, std::string_view sealed, std::string_view index) {
    return sealer.open(school, sealed, address_column, index);
}

std::string seal_conversation_reference(Sealer& sealer, SchoolId school, const Value& reference,
                                        std::string_view index) {
    return seal_value(sealer, school, reference, reference_column, index);
}

Value open_conversation_reference(Sealer& sealer, SchoolId school, std::string_view sealed, std::string_view index) {
    return open_value(sealer, school, sealed, reference_column, index);
}

Contact read_contact(Sealer& sealer, const Row& row, PersonId person, SchoolId school, int at) {
    Contact contact;
    contact.id = row.get<ContactId>(at);
    contact.person = person;
    contact.channel = row.get<std::string>(at + 1);
    contact.account = row.get<std::string>(at + 2);
    const std::string_view index = row.bytes(at + 3);
    contact.address = open_address(sealer, school, row.bytes(at + 4), index);
    contact.state = state_from(row.bytes(at + 5));
    contact.rank = row.get<int>(at + 6);
    if (!row.is_null(at + 7))
        contact.conversation_reference = open_conversation_reference(sealer, school, row.bytes(at + 7), index);
    contact.awaits_reply = row.get<bool>(at + 8);
    contact.without_passings = row.get<bool>(at + 9);
    return contact;
}

std::string state_text(ContactState state) {
    switch (state) {
        case ContactState::active:
            return "active";
        case ContactState::blocked:
            return "blocked";
        case ContactState::unusable:
            return "unusable";
    }
    return "active";
}

}  // namespace todoke::postgres
