// The people a script names: `given` lines make them in the database, and names stand for addresses and public ids.
#pragma once

#include "bot/ports/schools.hpp"
#include "bot/ports/store/store.hpp"
#include "tests/conversations/door.hpp"

#include <map>
#include <string>
#include <vector>

namespace todoke::talk {

class Cast {
public:
    Cast(Store& store, std::shared_ptr<const SchoolList> schools, const Clock& clock, Random& random, Door& door);

    void given(const std::string& text);

    struct GateInfo {
        const School* school = nullptr;
        std::string secret;
    };
    const GateInfo& gate(const std::string& code) const;
    std::string with_codes(std::string text) const;              // $c1 → the code of that invitation
    std::int64_t paper_of(const std::string& invitation) const;  // its id
    PersonId person_of(const std::string& alias) const;
    std::vector<Relation> links_of(const std::string& guardian, const std::string& child);
    const School& some_school() const;  // whose zone the script's clock is
    Address address_of(const std::string& alias, const std::string& channel) const;
    std::string group_of(const std::string& alias) const;  // its address; "" when no group is called that
    std::string alias_of(const Address& address) const;
    std::string alias_of_code(const std::string& code) const;   // public id → name
    std::string code_of_alias(const std::string& alias) const;  // name → public id
    std::string rfc3339(Instant at) const;

private:
    struct Where {
        const School* school = nullptr;
        std::optional<ClassRef> class_ref;
    };
    Where place(const std::string& text);
    StudentId child(const std::string& alias, const Where& where);
    void invitation(const std::string& alias, const std::string& of, const std::string& until);
    PersonId person(const std::string& alias, const School& school);
    void contact(const std::string& alias, const std::string& channel, const School& school);
    void relate(const std::string& alias, const School& school, Role role, std::optional<StudentId> student,
                std::optional<ClassRef> class_ref, bool shielded = false);
    void in(const std::function<void(Transaction&)>& work);

    Store& store_;
    std::shared_ptr<const SchoolList> schools_;
    const Clock& clock_;
    Random& random_;
    Door& door_;
    std::map<std::string, Student> children_;
    std::map<std::string, PersonId> persons_;
    std::map<std::string, std::vector<Address>> addresses_;
    std::map<std::string, std::string> groups_;
    std::map<std::string, GateInfo> gates_;
    std::map<std::string, std::string> codes_;  // of invitations, as printed
    std::map<std::string, std::int64_t> papers_;
    std::map<std::string, int> places_;  // codes given per child
    int ranks_ = 0;
};

}  // namespace todoke::talk
