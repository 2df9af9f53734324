// Reports with what was written below them, and what came after the deadline.
#pragma once

#include "bot/ports/store/inbox.hpp"
#include "domain/attendance/report.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct ReportNote {  // one message of the exchange below a report
    ReportId report;
    PersonId author;
    bool from_staff = false;
    std::string text;  // sealed
    Instant at{};
};

struct LateInput {  // 未受理: typed after the deadline; on the staff list, no report
    TaskId id;
    SchoolId school;
    StudentId student;
    SchoolDay day;
    PersonId person;
    Instant received_at{};
    Value draft;  // sealed: what was filled in
};

class Reports {
public:
    virtual ~Reports() = default;
    virtual int next_receipt_number(SchoolId school, int school_year) = 0;
    virtual ReportId insert(const Report& report, InboxId source,
                            Instant now) = 0;  // unique per (student, first_day, kind, side) current
    // Marks `old` as no longer current (and withdrawn when `withdrawn`). false: acknowledged or changed meanwhile.
    virtual bool retire(ReportId old, bool withdrawn, Instant now) = 0;
    virtual std::optional<Report> find(ReportId id, bool for_update) = 0;
    virtual std::optional<Report> find_by_public_id(const PublicId& id) = 0;
    virtual std::vector<Report> current_for(StudentId student, SchoolDay day) = 0;  // covering that day
    // Current ones, and those the family took back.
    virtual std::vector<Report> told_between(StudentId student, SchoolDay first, SchoolDay last) = 0;
    virtual std::vector<Report> current_by_reporter(PersonId reporter, SchoolDay from) = 0;
    virtual bool acknowledge(ReportId report, PersonId by, Instant now) = 0;  // false: not submitted any more
    virtual std::vector<Report> unacknowledged(SchoolId school,
                                               Instant received_before) = 0;  // current, not yet forwarded; locked
    virtual void mark_forwarded(ReportId report, Instant now) = 0;            // the next staff member has it
    virtual void add_note(const ReportNote& note) = 0;
    virtual std::vector<ReportNote> notes(ReportId report) = 0;
    virtual TaskId add_late_input(const LateInput& input) = 0;
    virtual std::vector<LateInput> late_inputs(SchoolId school, SchoolDay day) = 0;
};

}  // namespace todoke
