#include "tests/conversations/people.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/usecases/link_code.hpp"
#include "bot/usecases/staff_group.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace todoke::talk {
namespace {

std::vector<std::string> words_of(const std::string& text) {
    std::string spaced;
    for (const char c : text) {
        if (c == '(' || c == ')' || c == ',')
            spaced += std::string(" ") + c + " ";
        else
            spaced += c;
    }
    std::istringstream in(spaced);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

constexpr const char* tenant = "11111111-1111-4111-8111-111111111111";

// A platform address that is the same in every run: derived from the name.
std::string address_for(const std::string& channel, const std::string& alias) {
    const std::string hex = crypto::to_hex(crypto::sha256(channel + alias));
    if (channel == "line") return "U" + hex.substr(0, 32);
    if (channel == "teams")
        return std::string(tenant) + "/" + hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-8" +
               hex.substr(17, 3) + "-" + hex.substr(20, 12);
    return alias + "@example.com";
}

}  // namespace

Cast::Cast(Store& store, std::shared_ptr<const SchoolList> schools, const Clock& clock, Random& random, Door& door)
    : store_(store), schools_(std::move(schools)), clock_(clock), random_(random), door_(door) {}

void Cast::in(const std::function<void(Transaction&)>& work) {
    const auto committed = store_.transact([&](Transaction& tx) {
        work(tx);
        return true;
    });
    if (!committed) throw std::runtime_error("given: " + committed.error().what);
}

// "aoba 3-2", "minato-high 1-A", "aoba"
Cast::Where Cast::place(const std::string& text) {
    std::istringstream in(text);
    std::string school, class_name;
    in >> school >> class_name;
    Where where{schools_->find(school), {}};
    if (!where.school) throw std::runtime_error("given: no school '" + school + "'");
    if (const auto dash = class_name.find('-'); dash != std::string::npos)
        where.class_ref = ClassRef{std::stoi(class_name.substr(0, dash)), class_name.substr(dash + 1)};
    return where;
}

StudentId Cast::child(const std::string& alias, const Where& where) {
    if (const auto known = children_.find(alias); known != children_.end()) return known->second.id;
    Student student;
    student.public_id = crypto::to_hex(random_.bytes(16));
    student.school = where.school->id;
    student.class_ref = where.class_ref.value_or(ClassRef{1, "1"});
    student.student_number = alias;
    student.family_name = "佐藤";
    // Names as people type them, for the two that free text speaks of.
    const std::map<std::string, std::pair<std::string, std::string>> spoken{{"hana", {"ハナ", "はな"}},
                                                                            {"taro", {"タロウ", "たろう"}}};
    const auto name = spoken.find(alias);
    student.given_name = student.called = name == spoken.end() ? alias : name->second.first;
    student.given_kana = name == spoken.end() ? alias : name->second.second;
    student.family_kana = "さとう";
    in([&](Transaction& tx) {
        student.id = tx.people().add_student(student, clock_.now());
        tx.attendance().add_credential(student.id, "tag-" + alias, clock_.now());
    });
    children_[alias] = student;
    return student.id;
}

PersonId Cast::person(const std::string& alias, const School& school) {
    if (const auto known = persons_.find(alias); known != persons_.end()) return known->second;
    Person person;
    person.public_id = crypto::to_hex(random_.bytes(16));
    person.name = person.called = alias;
    person.phone = "090-0000-0000";
    PersonId id;
    in([&](Transaction& tx) { id = tx.people().add_person(person, school.id, clock_.now()); });
    return persons_[alias] = id;
}

void Cast::contact(const std::string& alias, const std::string& channel, const School& school) {
    const Address address{channel, "demo", address_for(channel, alias)};
    auto& all = addresses_[alias];
    if (std::ranges::any_of(all, [&](const Address& a) { return a.channel == channel; })) return;
    Contact contact;
    contact.person = person(alias, school);
    contact.channel = channel;
    contact.account = address.account;
    contact.address = address.address;
    contact.rank = static_cast<int>(all.size());
    in([&](Transaction& tx) { tx.people().add_contact(contact, clock_.now()); });
    all.push_back(address);
    door_.person_exists(address, alias);
}

void Cast::relate(const std::string& alias, const School& school, Role role, std::optional<StudentId> student,
                  std::optional<ClassRef> class_ref, bool shielded) {
    Relation relation;
    relation.person = person(alias, school);
    relation.school = school.id;
    relation.student = student;
    relation.class_ref = class_ref;
    relation.role = role;
    relation.shielded = shielded;
    relation.rank = ++ranks_;
    in([&](Transaction& tx) { tx.people().add_relation(relation, clock_.now()); });
}

// A code on paper, derived from its name.
void Cast::invitation(const std::string& alias, const std::string& of, const std::string& until) {
    const Student& student = children_.at(of);
    const std::string random = crypto::sha256("code" + alias);
    std::string code;
    for (std::size_t i = 0; i < code_length; ++i)
        code.push_back(code_alphabet[static_cast<unsigned char>(random[i]) % code_alphabet.size()]);
    Invitation made;
    made.student = student.id;
    made.place = ++places_[of];
    made.expires_at = clock_.now() + std::chrono::days{30};
    if (!until.empty()) made.expires_at = some_school().zone->instant(*parse_iso_day(until), TimeOfDay{});
    in([&](Transaction& tx) { papers_[alias] = tx.links().add_invitation(made, hash_code(code), clock_.now()); });
    codes_[alias] = grouped_code(code);
}

// guardian sato of hana, taro (aoba 3-2) by line and email [shielded] · teacher mori (aoba 3-2) on teams · student ken
// (minato-high 1-A) on teams · gate main (aoba) · stranger xx by line · child jiro (aoba 3-2) · invitation c1 of jiro
// [until 2026-11-20]
void Cast::given(const std::string& text) {
    const auto words = words_of(text);
    if (words.size() < 2) throw std::runtime_error("given: expected ROLE NAME …");
    const std::string& role = words[0];
    const std::string& alias = words[1];
    std::vector<std::string> children, channels;
    std::string where_text, until;
    bool inside = false, of = false, by = false, shielded = false;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "(")
            inside = true;
        else if (word == ")")
            inside = false;
        else if (inside)
            where_text += word + " ";
        else if (word == "of")
            of = true;
        else if (word == "by" || word == "on")
            by = true, of = false;
        else if (word == "until" && i + 1 < words.size())
            until = words[++i];
        else if (word == "shielded")
            shielded = true;
        else if (word == "," || word == "and")
            continue;
        else if (by)
            channels.push_back(word);
        else if (of)
            children.push_back(word);
    }
    if (role == "stranger") {
        for (const std::string& channel : channels) {
            const Address address{channel, "demo", address_for(channel, alias)};
            addresses_[alias].push_back(address);
            door_.person_exists(address, alias);
        }
        return;
    }
    if (role == "invitation") return invitation(alias, children.at(0), until);
    if (role == "group") {
        const Address address{"line", "demo", "C" + address_for("line", alias).substr(1)};
        std::vector<std::string> members;
        for (const std::string& member : children) members.push_back(address_of(member, "line").address);
        groups_[alias] = address.address;
        addresses_[alias].push_back(address);
        door_.group_exists(address, members);
        if (!where_text.empty()) {
            const School& school = *place(where_text).school;
            in([&](Transaction& tx) {
                tx.groups().bind(
                    {.school = school.id, .channel = "line", .account = address.account, .address = address.address},
                    clock_.now());
            });
        }
        return;
    }
    const Where where = place(where_text);
    const School& school = *where.school;
    if (role == "group_code") {
        in([&](Transaction& tx) {
            add_group_code(tx, school.id, alias, clock_.now() + std::chrono::days{7}, clock_.now());
        });
        return;
    }
    if (role == "gate") {
        Gate gate;
        gate.school = school.id;
        gate.code = alias;
        gate.secret = random_.bytes(32);
        in([&](Transaction& tx) { tx.attendance().add_gate(gate, clock_.now()); });
        gates_[alias] = {&school, gate.secret};
        return;
    }
    if (role == "child") {
        child(alias, where);
        return;
    }
    if (role == "guardian")
        for (const std::string& one : children)
            relate(alias, school, Role::guardian, child(one, where), std::nullopt, shielded);
    else if (role == "student")
        relate(alias, school, Role::student, child(alias, where), std::nullopt);
    else {
        const std::map<std::string, Role> roles{{"teacher", Role::homeroom_teacher},
                                                {"deputy", Role::deputy_homeroom_teacher},
                                                {"vice_principal", Role::vice_principal},
                                                {"office", Role::office},
                                                {"hall_staff", Role::hall_staff}};
        const auto found = roles.find(role);
        if (found == roles.end()) throw std::runtime_error("given: no role '" + role + "'");
        const bool of_class = found->second == Role::homeroom_teacher || found->second == Role::deputy_homeroom_teacher;
        relate(alias, school, found->second, std::nullopt, of_class ? where.class_ref : std::nullopt);
    }
    for (const std::string& channel : channels) contact(alias, channel, school);
}

const Cast::GateInfo& Cast::gate(const std::string& code) const {
    const auto found = gates_.find(code);
    if (found == gates_.end()) throw std::runtime_error("no gate '" + code + "' was given");
    return found->second;
}

std::string Cast::with_codes(std::string text) const {
    const auto mark = text.find('$');
    if (mark == std::string::npos) return text;
    const auto end = std::min(text.find(' ', mark), text.size());
    const auto code = codes_.find(text.substr(mark + 1, end - mark - 1));
    if (code == codes_.end()) throw std::runtime_error("no invitation was given for '" + text + "'");
    return text.replace(mark, end - mark, code->second);
}

std::int64_t Cast::paper_of(const std::string& invitation) const {
    if (const auto known = papers_.find(invitation); known != papers_.end()) return known->second;
    throw std::runtime_error("no invitation was given for '" + invitation + "'");
}

PersonId Cast::person_of(const std::string& alias) const {
    if (const auto known = persons_.find(alias); known != persons_.end()) return known->second;
    throw std::runtime_error("nobody called '" + alias + "' was given");
}

std::vector<Relation> Cast::links_of(const std::string& guardian, const std::string& child) {
    std::vector<Relation> links;
    in([&](Transaction& tx) {
        for (const Relation& relation : tx.people().relations_of(person_of(guardian)))
            if (relation.student == children_.at(child).id) links.push_back(relation);
    });
    return links;
}

const School& Cast::some_school() const { return schools_->all.front(); }

Address Cast::address_of(const std::string& alias, const std::string& channel) const {
    const auto found = addresses_.find(alias);
    if (found != addresses_.end())
        for (const Address& address : found->second)
            if (channel.empty() || address.channel == channel) return address;
    throw std::runtime_error("nobody called '" + alias + "' can be reached" +
                             (channel.empty() ? "" : " by " + channel));
}

std::string Cast::group_of(const std::string& alias) const {
    const auto found = groups_.find(alias);
    return found == groups_.end() ? std::string() : found->second;
}

std::string Cast::alias_of(const Address& address) const {
    for (const auto& [alias, all] : addresses_)
        for (const Address& one : all)
            if (one.channel == address.channel && one.address == address.address) return alias;
    return "?";
}

std::string Cast::alias_of_code(const std::string& code) const {
    for (const auto& [alias, student] : children_)
        if (student.public_id == code) return alias;
    // several children in one answer
    if (const auto plus = code.find('+'); plus != std::string::npos)
        return alias_of_code(code.substr(0, plus)) + "+" + alias_of_code(code.substr(plus + 1));
    return code;
}

std::string Cast::code_of_alias(const std::string& alias) const {
    if (const auto plus = alias.find('+'); plus != std::string::npos)
        return code_of_alias(alias.substr(0, plus)) + "+" + code_of_alias(alias.substr(plus + 1));
    const auto found = children_.find(alias);
    return found == children_.end() ? alias : found->second.public_id;
}

std::string Cast::rfc3339(Instant at) const {
    const LocalTime local = some_school().zone->local(at);
    const auto seconds = local.since_midnight.count();
    char text[16];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return to_iso(local.day) + text + "+09:00";
}

}  // namespace todoke::talk
