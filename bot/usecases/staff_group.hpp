// A group chat of staff: tied to a school by a code that is typed in it, and told of what is urgent. Every member reads
// what is written there, and on some platforms every member is paid for: no name, no reason, and never more than
// needed.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>

namespace todoke {

// A single-use code for one group chat of the school. Only its hash is stored.
void add_group_code(Transaction& tx, SchoolId school, const std::string& code, Instant expires_at, Instant now);
std::string group_code(Transaction& tx, const Environment& environment, SchoolId school, Instant expires_at,
                       Instant now);

// The school of the code, to which the chat belongs from now on; nullptr: not a code that can be used.
const School* bind_group(Transaction& tx, const Environment& environment, const SchoolList& schools, StaffGroup chat,
                         const std::string& code, Instant now);
void end_group(Transaction& tx, GroupId group, Instant now);

// Every message to a group has a dedup key that begins with this.
std::string group_prefix(GroupId group);

struct GroupCard {
    std::string key;   // "group.case", "group.case_urgent", "group.case_over", "group.report_unread"
    std::string what;  // unique per cause: "case:7:4"
    std::optional<CaseId> about_case;
    std::optional<ReportId> about_report;
};
void tell_groups(Transaction& tx, const School& school, const Student& student, const GroupCard& card, Instant now);
// A search of which a group was told is over: those who went looking hear it.
void tell_groups_of_end(Transaction& tx, const School& school, const Student& student, CaseId the_case, Instant now);

}  // namespace todoke
