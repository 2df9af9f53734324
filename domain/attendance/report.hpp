// Reports: what a family tells the school about a day, and the rules of deadlines, change, withdrawal and
// acknowledgement.
#pragma once

#include "domain/ids.hpp"
#include "domain/school.hpp"
#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

enum class ReportState { submitted, acknowledged, withdrawn };
const char* to_text(ReportState state);
std::optional<ReportState> report_state_from(std::string_view text);

struct Report {
    ReportId id;
    PublicId public_id;
    SchoolId school;
    StudentId student;
    SchoolDay first_day, last_day;
    std::string kind;
    int version = 1;
    std::optional<ReportId> supersedes;
    bool is_current = true;
    ReportState state = ReportState::submitted;
    int receipt_number = 0;  // counts per school and school year; shown to people, grants nothing
    Instant received_at{};   // when our door received 送信
    PersonId reporter;
    std::optional<PersonId> acknowledged_by;
    std::optional<Instant> acknowledged_at;
    std::optional<ReportId> about;  // 登校: the absence it follows
    // Sealed at rest:
    std::string reason;  // code
    Words reason_label;  // label at the time of the report: lists change, reports keep code and label
    std::string remarks;
    std::optional<TimeOfDay> expected_time;
};

// Is a report of this kind for this day still in time at the instant our door received it?
struct Timeliness {
    enum class Verdict { in_time, late_notice, too_late, past_day, too_far_ahead, not_a_school_day } verdict;
    Instant deadline{};
};
Timeliness judge_time(const School& school, const ReportKind& kind, SchoolDay day, Instant received_at);

// May the family still change or withdraw? After 確認済 only 登校 remains.
enum class FamilyMay { change, only_coming, nothing };
FamilyMay family_may(const Report& report);

// Separated parents: what they report of a child stands side by side. Across a shield nobody replaces, takes back or
// learns of what the other has reported; the school sees both and settles it. `ever_shielded`: guardians of this child,
// also former ones.
bool stand_apart(PersonId one, PersonId other, const std::vector<PersonId>& ever_shielded);
struct Sides {
    std::vector<Report> own, other;
};
Sides sides_of(const std::vector<Report>& current, PersonId reporter, const std::vector<PersonId>& ever_shielded);

// The report of a day that a new one of this kind would stand against: the same kind, or another unfinished statement
// about whether the child comes. 登校 follows an absence and contradicts nothing. `current`: of that student and day.
std::optional<Report> rival_of(const School& school, const std::vector<Report>& current, const ReportKind& kind);

// Does a report move the child's day? While the other side has said something of it as well, an absence does not: until
// the school has settled it, somebody goes on waiting for the child or looking for it.
bool moves_day(const ReportKind& kind, bool contested);

enum class AcknowledgeVerdict { acknowledge, already_acknowledged, withdrawn, superseded };
AcknowledgeVerdict judge_acknowledgement(const Report& report);

}  // namespace todoke
