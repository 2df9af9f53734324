// Group chats of staff: which school they belong to, and what was done in them.
#pragma once

#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct StaffGroup {
    GroupId id;
    SchoolId school;
    std::string channel, account, address;
};

struct GroupAct {
    GroupId group;
    std::string message_id;  // by which it was done; "" = by no message
    std::string what;        // "acknowledged", "words_sent", "edited", "withdrawn", "members_joined", "members_left"
    PersonId person;         // 0 = unknown
    std::optional<ReportId> report;
    std::optional<CaseId> about_case;
    Instant at{};
};

class Groups {
public:
    virtual ~Groups() = default;
    virtual void add_code(SchoolId school, const std::string& code_hash, Instant expires_at, Instant now) = 0;
    // The school of a code that is used now; nullopt: unknown, used before or too old.
    virtual std::optional<SchoolId> use_code(const std::string& code_hash, Instant now) = 0;
    virtual std::optional<StaffGroup> find(const std::string& channel, const std::string& account,
                                           const std::string& address) = 0;
    virtual GroupId bind(const StaffGroup& group, Instant now) = 0;  // an earlier binding of the chat must have ended
    virtual bool end(GroupId group, Instant now) = 0;                // false: ended already
    virtual std::vector<StaffGroup> of_school(SchoolId school) = 0;
    virtual void note(const GroupAct& act) = 0;
    virtual std::vector<GroupAct> acts(GroupId group, const std::string& message_id) = 0;
};

}  // namespace todoke
