// People and what ties them to students and schools.
#pragma once

#include "domain/ids.hpp"
#include "domain/people/role.hpp"
#include "domain/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct ClassRef {
    int grade = 0;
    std::string label;  // "2", "A", "ひまわり": a label, not a number
    friend bool operator==(const ClassRef&, const ClassRef&) = default;
};

struct Student {
    StudentId id;
    PublicId public_id;
    SchoolId school;
    ClassRef class_ref;
    int class_number = 0;        // order inside the class, not an identity
    std::string student_number;  // the school's own identity
    std::string family_name, given_name, family_kana, given_kana;
    std::string called;  // as shown in chats: ハナ
};

struct Person {
    PersonId id;
    PublicId public_id;
    std::string name;             // 佐藤 恵子; for staff screens only
    std::string called;           // 森先生: how others see a staff member; may be empty for guardians
    std::string language = "ja";  // "ja", "ja-easy", "en"
    std::string phone;            // for the call list; may be empty
};

// A relation is the reason why a person may act or be told. Ending it silences everything that leans on it.
struct Relation {
    RelationId id;
    PersonId person;
    SchoolId school;
    std::optional<StudentId> student;   // guardian, student
    std::optional<ClassRef> class_ref;  // homeroom roles
    Role role = Role::guardian;
    bool shielded = false;  // separated parents: hears nothing of the other guardian's reports and is not named to them
    int rank = 0;           // call order
    std::string kinship;    // of a guardian: "mother", "grandfather" (kinship.hpp); "" = not told
};

enum class ContactState { active, blocked, unusable };

struct Contact {
    ContactId id;
    PersonId person;
    std::string channel, account, address;
    ContactState state = ContactState::active;
    int rank = 0;  // the person's order of preference
    Value conversation_reference;
    bool awaits_reply = false;      // of mail: its owner has not answered yet; it is written to, and reports nothing
    bool without_passings = false;  // notices of passings were ended at this address
};

// What an actor may do. One function for the whole house: every handler asks it.
enum class Action {
    report_for,  // report, change, withdraw for a student
    see_timeline,
    acknowledge,  // a report of a student
    reply_to_report,
    answer_case,  // as guardian or student
    handle_case,  // as staff: close with a reason, release held guardians
    end_link,     // as staff: a guardian's link to the student
};

// `relations` are the actor's live relations; `student` the object. True when one of them carries the right.
// `student_may_report`: the school's choice for its students (high school).
bool can(const std::vector<Relation>& relations, Action action, const Student& student, bool student_may_report);

}  // namespace todoke
