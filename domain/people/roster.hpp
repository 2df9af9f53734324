// A school's list of people as it comes from outside, read and checked line by line, not yet compared with what is
// known. Numbers are the schools' own identities: texts, never numbers to count with (leading zeros stay).
#pragma once

#include "domain/people/person.hpp"
#include "domain/people/role.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct RosterName {
    std::string family, given;            // given may be empty; either may hold several parts
    std::string family_kana, given_kana;  // may be empty
};

// How a person can be reached, as the school knows it. A LINE user id comes only from another service's export.
struct RosterContacts {
    std::vector<std::string> mails;
    std::string m365_object_id;  // of Teams, lower-case UUID; the tenant is the school's
    std::string line_user_id;
    std::string phone;  // for the call list; not a channel
};

struct RosterStudent {
    int line = 0;  // in the file
    std::string school, number;
    ClassRef class_ref;
    int class_number = 0;  // 0 = none
    RosterName name;
    std::string called;  // ハナ
    std::string language = "ja";
    RosterContacts contacts;
    std::vector<std::string> cards;  // tokens of tags and cards
};

struct RosterDuty {
    Role role = Role::office;
    std::optional<ClassRef> class_ref;  // of homeroom roles
};

struct RosterStaff {
    int line = 0;
    std::string school, number;
    RosterName name;
    std::string called;  // 森先生
    std::string language = "ja";
    RosterContacts contacts;
    std::vector<RosterDuty> duties;  // several lines with one number are one person with several duties
};

struct RosterChild {
    int line = 0;
    std::string school, number;  // of the student
    std::string relation;        // 母, 父, 祖母 …: shown on the call list only
    int rank = 1;                // call order, 1 first
    bool shielded = false;       // separated parents: see Relation::shielded
};

struct RosterGuardian {
    int line = 0;
    std::string school, number;  // the school whose list names this guardian
    RosterName name;
    std::string language = "ja";
    RosterContacts contacts;
    std::vector<RosterChild> children;  // of any school
};

struct Roster {
    std::vector<RosterStudent> students;
    std::vector<RosterStaff> staff;
    std::vector<RosterGuardian> guardians;
};

struct RosterProblem {
    int line = 0;         // from 1; 0 = the file as a whole
    int column = 0;       // the cell, from 1; 0 = the line as a whole
    std::string header;   // how the file names that column; may be empty
    std::string message;  // what is wrong and what was expected
    friend bool operator==(const RosterProblem&, const RosterProblem&) = default;
};

}  // namespace todoke
