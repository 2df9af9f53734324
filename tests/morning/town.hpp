// The school of the trial, written through the Store as an import would: forty children, their families, three
// teachers, a vice principal and a gate. And what each child's morning is going to be, drawn from the seed.
#pragma once

#include "adapters/system/random.hpp"
#include "bot/ports/store/store.hpp"
#include "domain/people/person.hpp"
#include "tests/morning/clock.hpp"

#include <string>
#include <vector>

namespace todoke::morning {

enum class Plan {
    arrives,             // the tag passes the gate
    absent_by_menu,      // reported through the menus
    absent_by_text,      // reported in one sentence
    late,                // reported late, arrives later
    changed,             // reported absent, then as late instead, before anybody read it
    withdrawn,           // reported absent, withdrawn, arrives
    too_late,            // reported after the deadline: no report, staff ask first
    absent_but_scanned,  // reported absent, and the tag passes the gate
    silent_absent,       // no report, no scan: the search asks, the family says absent
    silent_late,         // … late
    silent_left_home,    // … left home; the school finds the child
    silent_nobody,       // … nobody answers; the vice principal closes the search
    tag_forgotten,       // sits in the classroom; the teacher says so
};

struct Child {
    StudentId id;
    PublicId code;
    std::string called, tag;
    ClassRef class_ref;
    Plan plan = Plan::arrives;
    Instant acts_at{};         // when the family first does something
    Instant scanned_at{};      // zero: never
    std::size_t guardian = 0;  // who reports and answers
};

struct Guardian {
    PersonId id;
    std::string line_user, mail;   // mail may be empty
    bool refused_by_line = false;  // pushes to this user are answered 400: the ladder has to reach the mail
    std::vector<std::size_t> children;
};

struct Staff {
    PersonId id;
    std::string name, object_id;
    Role role = Role::homeroom_teacher;
    ClassRef class_ref;
};

struct Town {
    SchoolId school;
    std::vector<Child> children;
    std::vector<Guardian> guardians;  // with the second guardians of some children at the end
    std::vector<Staff> staff;
    std::string gate_secret;  // raw key bytes
};

inline constexpr const char* tenant = "11111111-1111-4111-8111-111111111111";
inline constexpr const char* gate_code = "main";

// Throws std::runtime_error.
Town settle(Store& store, system::SeededRandom& random, Instant now);

}  // namespace todoke::morning
