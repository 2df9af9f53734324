#include "adapters/yaml/roster_reader.hpp"

#include "adapters/yaml/csv.hpp"
#include "adapters/yaml/encoding.hpp"
#include "adapters/yaml/parse_settings.hpp"
#include "adapters/yaml/roster_cells.hpp"
#include "adapters/yaml/roster_checks.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace todoke::yaml {
namespace {

constexpr std::size_t largest_roster = 16 << 20;  // bytes; a board of 50,000 people fits
constexpr std::size_t most_problems = 200;

using roster::Kind;

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

class RosterReader {
public:
    void take(RosterLine& line) {
        const std::string kind_text = line.text(Column::kind);
        const auto kind = roster::kind_from(kind_text);
        if (!kind_text.empty() && !kind)
            line.problem(Column::kind, "expected student, staff or guardian (児童, 教職員, 保護者)");
        if (!kind) return;
        switch (*kind) {
            case Kind::student:
                take_student(line);
                break;
            case Kind::staff:
                take_staff(line);
                break;
            case Kind::guardian:
                take_guardian(line);
                break;
        }
    }

    Roster roster;

private:
    struct Identity {
        Kind kind;
        std::string school, number;
        friend auto operator<=>(const Identity&, const Identity&) = default;
    };

    static Identity identity(Kind kind, RosterLine& line) {
        return {kind, line.text(Column::school), line.text(Column::number)};
    }

    static RosterName name(RosterLine& line) {
        RosterName name{line.text(Column::family), line.optional_text(Column::given),
                        line.optional_text(Column::family_kana), line.optional_text(Column::given_kana)};
        if (!roster::is_kana(name.family_kana)) line.problem(Column::family_kana, "expected kana, such as さとう");
        if (!roster::is_kana(name.given_kana)) line.problem(Column::given_kana, "expected kana, such as はな");
        return name;
    }

    static std::string language(RosterLine& line) {
        std::string text = line.optional_text(Column::language);
        if (text.empty()) return "ja";
        if (!roster::is_language(text))
            line.problem(Column::language, "expected a language, such as ja, ja-easy or en");
        return text;
    }

    RosterContacts contacts(RosterLine& line, const Identity& owner) {
        RosterContacts contacts;
        for (const auto& mail : line.list(Column::mail)) {
            if (!roster::looks_like_mail(mail))
                line.problem(Column::mail,
                             "expected a mail address, such as keiko@example.jp (several separated by ;)");
            else
                contacts.mails.push_back(mail);
            own(line, Column::mail, lower(mail), owner);
        }
        contacts.m365_object_id = lower(line.optional_text(Column::m365_object_id));
        if (!contacts.m365_object_id.empty() && !roster::is_uuid(contacts.m365_object_id))
            line.problem(Column::m365_object_id, "expected an object id, such as 00000000-0000-4000-8000-000000000000");
        own(line, Column::m365_object_id, contacts.m365_object_id, owner);
        contacts.line_user_id = line.optional_text(Column::line_user_id);
        if (!contacts.line_user_id.empty() && !roster::is_line_user_id(contacts.line_user_id))
            line.problem(Column::line_user_id, "expected U and 32 hexadecimal digits");
        own(line, Column::line_user_id, contacts.line_user_id, owner);
        contacts.phone = line.optional_text(Column::phone);
        if (!contacts.phone.empty() && !roster::is_phone(contacts.phone))
            line.problem(Column::phone, "expected a telephone number of digits and '-', such as 090-0000-0000");
        return contacts;
    }

    // An address leads to one person: a message for one must never reach another.
    void own(RosterLine& line, Column column, const std::string& address, const Identity& owner) {
        if (address.empty()) return;
        const auto [place, fresh] = owners_.emplace(std::pair(column, address), std::pair(owner, line.line()));
        if (!fresh && place->second.first != owner)
            line.problem(column, "this already belongs to the person of line " + std::to_string(place->second.second) +
                                     "; expected an address of this person alone");
    }

    std::optional<ClassRef> class_ref(RosterLine& line, Column grade, Column label, bool required) {
        ClassRef ref;
        const bool any = !line.optional_text(grade).empty() || !line.optional_text(label).empty();
        if (!any && !required) return std::nullopt;
        const bool has_grade = !line.text(grade).empty();  // both are asked, so that both can complain
        ref.label = line.text(label);
        if (!has_grade || ref.label.empty()) return std::nullopt;
        ref.grade = line.number(grade, 1, 12, 0);
        return ref;
    }

    void take_student(RosterLine& line) {
        RosterStudent student;
        student.line = line.line();
        const Identity self = identity(Kind::student, line);
        student.school = self.school;
        student.number = self.number;
        const auto [place, fresh] = students_.emplace(self, line.line());
        if (!fresh && !self.number.empty())
            line.problem(Column::number, "this number is already the student's of line " +
                                             std::to_string(place->second) + "; expected a number of its own");
        if (const auto ref = class_ref(line, Column::grade, Column::class_label, true)) student.class_ref = *ref;
        student.class_number = line.number(Column::class_number, 1, 99, 0);
        student.name = name(line);
        student.called = line.optional_text(Column::called);
        if (student.called.empty())
            student.called = student.name.given.empty() ? student.name.family : student.name.given;
        student.language = language(line);
        student.contacts = contacts(line, self);
        for (const auto& card : line.list(Column::card)) {
            if (!roster::is_card(card))
                line.problem(Column::card,
                             "expected a token of 8 to 128 letters, digits, '-' and '_' (several separated by ;)");
            own(line, Column::card, card, self);
            student.cards.push_back(card);
        }
        if (line.good()) roster.students.push_back(std::move(student));
    }

    void take_staff(RosterLine& line) {
        RosterStaff person;
        person.line = line.line();
        const Identity self = identity(Kind::staff, line);
        person.school = self.school;
        person.number = self.number;
        person.name = name(line);
        person.called = line.optional_text(Column::called);
        if (person.called.empty()) person.called = person.name.family + "先生";
        person.language = language(line);
        person.contacts = contacts(line, self);

        const std::string role_text = line.text(Column::role);
        const auto role = roster::staff_role_from(role_text);
        if (!role_text.empty() && !role)
            line.problem(Column::role,
                         "expected homeroom_teacher, deputy_homeroom_teacher, vice_principal, office or hall_staff "
                         "(担任, 副担任, 教頭, 事務, 支援員)");
        const bool homeroom = role == Role::homeroom_teacher || role == Role::deputy_homeroom_teacher;
        const auto duty_class = class_ref(line, Column::duty_grade, Column::duty_class, homeroom);
        if (duty_class && role && !homeroom)
            line.problem(Column::duty_class, "only 担任 and 副担任 have a class; expected nothing");
        if (!line.good()) return;

        const RosterDuty duty{*role, duty_class};
        const auto [known, fresh] = staff_.emplace(self, roster.staff.size());
        if (fresh) {
            person.duties.push_back(duty);
            roster.staff.push_back(std::move(person));
            return;
        }
        RosterStaff& same = roster.staff[known->second];
        if (!same_person(line, same.name, person.name, same.line)) return;
        same.duties.push_back(duty);
        merge(same.contacts, person.contacts);
    }

    void take_guardian(RosterLine& line) {
        RosterGuardian person;
        person.line = line.line();
        const Identity self = identity(Kind::guardian, line);
        person.school = self.school;
        person.number = self.number;
        person.name = name(line);
        person.language = language(line);
        person.contacts = contacts(line, self);
        RosterChild relation;
        relation.line = line.line();
        relation.relation = line.optional_text(Column::relation);
        relation.rank = line.number(Column::rank, 1, 20, 1);
        relation.shielded = line.flag(Column::shielded);
        const auto children = line.list(Column::children);
        if (children.empty())
            line.problem(Column::children, "expected the number of at least one child (several separated by ;)");
        for (const auto& child : children) {
            const auto colon = child.find(':');
            relation.school = colon == std::string::npos ? self.school : child.substr(0, colon);
            relation.number = colon == std::string::npos ? child : child.substr(colon + 1);
            if (relation.school.empty() || relation.number.empty())
                line.problem(Column::children, "expected a number, or school:number for a child of another school");
            person.children.push_back(relation);
        }
        if (!line.good()) return;

        const auto [known, fresh] = guardians_.emplace(self, roster.guardians.size());
        if (fresh) {
            roster.guardians.push_back(std::move(person));
            return;
        }
        RosterGuardian& same = roster.guardians[known->second];
        if (!same_person(line, same.name, person.name, same.line)) return;
        merge(same.contacts, person.contacts);
        same.children.insert(same.children.end(), person.children.begin(), person.children.end());
    }

    static bool same_person(RosterLine& line, const RosterName& known, const RosterName& here, int known_line) {
        if (known.family == here.family && known.given == here.given) return true;
        line.problem(Column::number, "this number belongs to a person of another name in line " +
                                         std::to_string(known_line) + "; expected a number of its own");
        return false;
    }

    static void merge(RosterContacts& known, const RosterContacts& more) {
        for (const auto& mail : more.mails)
            if (std::ranges::find(known.mails, mail) == known.mails.end()) known.mails.push_back(mail);
        if (known.m365_object_id.empty()) known.m365_object_id = more.m365_object_id;
        if (known.line_user_id.empty()) known.line_user_id = more.line_user_id;
        if (known.phone.empty()) known.phone = more.phone;
    }

    std::map<Identity, int> students_;                   // → line
    std::map<Identity, std::size_t> staff_, guardians_;  // → place in the roster
    std::map<std::pair<Column, std::string>, std::pair<Identity, int>> owners_;
};

}  // namespace

std::expected<Roster, RosterProblems> read_roster_text(std::string_view bytes) {
    const auto one = [](RosterProblem problem) { return std::unexpected(RosterProblems{std::move(problem)}); };
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF"))
        return one({1, 0, "", "this is UTF-16; save the file as CSV UTF-8"});
    const auto text = to_utf8(bytes);
    if (!text) {
        const auto before = bytes.substr(0, text.error());
        return one({1 + static_cast<int>(std::ranges::count(before, '\n')), 0, "",
                    "a character here is neither UTF-8 nor Shift_JIS (CP932); save the file as CSV UTF-8"});
    }
    const auto records = read_csv(*text);
    if (!records) return one({records.error().line, records.error().column, "", records.error().message});
    if (records->empty())
        return one({0, 0, "", "the file is empty; expected a first line with the names of the columns"});
    const auto header = RosterHeader::read(records->front());
    if (!header) return std::unexpected(header.error());

    RosterProblems problems;
    RosterReader reader;
    for (std::size_t i = 1; i < records->size() && problems.size() < most_problems; ++i) {
        RosterLine line(*header, (*records)[i], problems);
        if (!line.empty()) reader.take(line);
    }
    if (!problems.empty()) return std::unexpected(std::move(problems));
    return std::move(reader.roster);
}

std::expected<Roster, RosterProblems> read_roster(const std::filesystem::path& path) {
    const auto bytes = read_whole_file(path, largest_roster);
    if (!bytes) return std::unexpected(RosterProblems{{0, 0, "", bytes.error().message}});
    return read_roster_text(*bytes);
}

std::string to_text(const RosterProblem& problem, const std::string& file) {
    std::string text = file;
    if (problem.line > 0) text += ":" + std::to_string(problem.line);
    if (problem.line > 0 && problem.column > 0) text += ":" + std::to_string(problem.column);
    text += ": ";
    if (!problem.header.empty()) text += problem.header + ": ";
    return text + problem.message;
}

}  // namespace todoke::yaml
