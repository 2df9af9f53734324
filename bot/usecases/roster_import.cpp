#include "bot/usecases/roster_import.hpp"

#include "domain/people/kinship.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace todoke {
namespace {

using StudentKey = std::pair<std::string, std::string>;  // school code, student number

class Import {
public:
    Import(Transaction& tx, const Environment& environment, const SchoolList& schools, Instant now)
        : tx_(tx), environment_(environment), schools_(schools), now_(now) {}

    RosterImportOutcome run(const Roster& roster) {
        for (const School& school : schools_.all)
            for (Student& student : tx_.people().students_of_school(school.id))
                students_.emplace(StudentKey{school.code, student.student_number}, std::move(student));
        for (const RosterStudent& line : roster.students) add_student(line);
        for (const RosterStaff& line : roster.staff) add_staff(line);
        for (const RosterGuardian& line : roster.guardians) add_guardian(line);
        return std::move(outcome_);
    }

private:
    const School* school_of(const std::string& code, int line) {
        const School* school = schools_.find(code);
        if (!school) outcome_.problems.push_back({line, 0, "", "school '" + code + "' is not in the configuration"});
        return school;
    }

    static std::string limit(const std::string& name, int most) {
        return "limits." + name + " of the school allows " + std::to_string(most);
    }

    static std::string full_name(const RosterName& name) {
        return name.given.empty() ? name.family : name.family + " " + name.given;
    }

    // Preference follows the order: chats first, mail behind them. Returns how many the person has then.
    int add_contacts(PersonId person, const RosterContacts& contacts, const School& school) {
        int rank = 0;
        const auto add = [&](const char* channel, std::string address) {
            const auto account = school.accounts.find(channel);
            if (address.empty() || account == school.accounts.end()) return;
            if (tx_.people().contact_by_address(channel, account->second, address)) return;
            Contact contact;
            contact.person = person;
            contact.channel = channel;
            contact.account = account->second;
            contact.address = std::move(address);
            contact.rank = rank++;
            tx_.people().add_contact(contact, now_);
        };
        add("line", contacts.line_user_id);
        const auto tenants = school.tenants.find("teams");
        if (!contacts.m365_object_id.empty() && tenants != school.tenants.end() && !tenants->second.empty())
            add("teams", tenants->second.front() + "/" + contacts.m365_object_id);
        for (const std::string& mail : contacts.mails) add("email", mail);
        return rank;
    }

    // Somebody who is already known by one of these addresses (a parent of a sibling, a teacher with two duties).
    PersonId known_by_address(const RosterContacts& contacts, const School& school) {
        const auto find = [&](const char* channel, const std::string& address) {
            const auto account = school.accounts.find(channel);
            if (address.empty() || account == school.accounts.end()) return PersonId{};
            const auto contact = tx_.people().contact_by_address(channel, account->second, address);
            return contact ? contact->person : PersonId{};
        };
        if (const PersonId by_line = find("line", contacts.line_user_id)) return by_line;
        const auto tenants = school.tenants.find("teams");
        if (!contacts.m365_object_id.empty() && tenants != school.tenants.end() && !tenants->second.empty())
            if (const PersonId by_teams = find("teams", tenants->second.front() + "/" + contacts.m365_object_id))
                return by_teams;
        for (const std::string& mail : contacts.mails)
            if (const PersonId by_mail = find("email", mail)) return by_mail;
        return {};
    }

    PersonId new_person(const RosterName& name, std::string called, const std::string& language,
                        const std::string& phone, const School& school) {
        Person person;
        person.public_id = new_nonce(environment_.random);
        person.name = full_name(name);
        person.called = std::move(called);
        person.language = language;
        person.phone = phone;
        return tx_.people().add_person(person, school.id, now_);
    }

    void add_student(const RosterStudent& line) {
        const School* school = school_of(line.school, line.line);
        if (!school) return;
        const StudentKey key{line.school, line.number};
        if (students_.contains(key)) {
            ++outcome_.known;
            return;
        }
        Student student;
        student.public_id = new_nonce(environment_.random);
        student.school = school->id;
        student.class_ref = line.class_ref;
        student.class_number = line.class_number;
        student.student_number = line.number;
        student.family_name = line.name.family;
        student.given_name = line.name.given;
        student.family_kana = line.name.family_kana;
        student.given_kana = line.name.given_kana;
        student.called = line.called.empty() ? line.name.given : line.called;
        student.id = tx_.people().add_student(student, now_);
        for (const std::string& card : line.cards) tx_.attendance().add_credential(student.id, card, now_);
        if (!line.contacts.mails.empty() || !line.contacts.m365_object_id.empty() ||
            !line.contacts.line_user_id.empty()) {
            const PersonId person = new_person(line.name, student.called, line.language, line.contacts.phone, *school);
            Relation self{.person = person, .school = school->id, .student = student.id, .role = Role::student};
            tx_.people().add_relation(self, now_);
            add_contacts(person, line.contacts, *school);
        }
        students_.emplace(key, std::move(student));
        ++outcome_.students;
    }

    void add_staff(const RosterStaff& line) {
        const School* school = school_of(line.school, line.line);
        if (!school) return;
        PersonId person = known_by_address(line.contacts, *school);
        if (!person) {
            person = new_person(line.name, line.called, line.language, line.contacts.phone, *school);
            add_contacts(person, line.contacts, *school);
        }
        const auto relations = tx_.people().relations_of(person);
        bool added = false;
        for (const RosterDuty& duty : line.duties) {
            const bool known = std::ranges::any_of(relations, [&](const Relation& r) {
                return r.school == school->id && r.role == duty.role && r.class_ref == duty.class_ref;
            });
            if (known) continue;
            Relation relation{.person = person, .school = school->id, .role = duty.role};
            relation.class_ref = duty.class_ref;
            tx_.people().add_relation(relation, now_);
            added = true;
        }
        ++(added ? outcome_.staff : outcome_.known);
    }

    void add_guardian(const RosterGuardian& line) {
        const School* home = school_of(line.school, line.line);
        if (!home) return;
        PersonId person = known_by_address(line.contacts, *home);
        bool added = false;
        for (const RosterChild& child : line.children) {
            const School* school = school_of(child.school, child.line);
            const auto student = students_.find(StudentKey{child.school, child.number});
            if (!school) continue;
            if (student == students_.end()) {
                outcome_.problems.push_back(
                    {child.line, 0, "",
                     "no student with number '" + child.number + "' in school '" + child.school + "'"});
                continue;
            }
            const auto guardians = tx_.people().guardians_of(student->second.id);
            const auto same = std::ranges::find_if(guardians, [&](const Recipient& guardian) {
                return person ? guardian.person.id == person : guardian.person.name == full_name(line.name);
            });
            if (same != guardians.end()) {
                person = same->person.id;
                continue;
            }
            if (!person) {
                person = new_person(line.name, "", line.language, line.contacts.phone, *home);
                const int addresses = add_contacts(person, line.contacts, *home);
                if (addresses > home->limits.addresses_per_guardian)
                    outcome_.problems.push_back(
                        {line.line, 0, "",
                         "this guardian has " + std::to_string(addresses) + " addresses; " +
                             limit("addresses_per_guardian", home->limits.addresses_per_guardian)});
            }
            tx_.links().lock_student(student->second.id);
            // Whoever is only telephoned takes nobody's place.
            const bool reachable = !tx_.people().contacts_of(person).empty();
            if (reachable && tx_.links().linked_guardians(student->second.id) >= school->limits.guardians_per_student) {
                outcome_.problems.push_back({child.line, 0, "",
                                             "student '" + child.number + "' has all its guardians; " +
                                                 limit("guardians_per_student", school->limits.guardians_per_student)});
                continue;
            }
            Relation relation{
                .person = person, .school = school->id, .student = student->second.id, .role = Role::guardian};
            relation.shielded = child.shielded;
            relation.rank = child.rank;
            relation.kinship = kinship_from(child.relation);
            tx_.people().add_relation(relation, now_);
            added = true;
        }
        ++(added ? outcome_.guardians : outcome_.known);
    }

    Transaction& tx_;
    const Environment& environment_;
    const SchoolList& schools_;
    Instant now_;
    std::map<StudentKey, Student> students_;
    RosterImportOutcome outcome_;
};

}  // namespace

RosterImportOutcome roster_import(Transaction& tx, const Environment& environment, const SchoolList& schools,
                                  const Roster& roster, Instant now) {
    return Import(tx, environment, schools, now).run(roster);
}

}  // namespace todoke
