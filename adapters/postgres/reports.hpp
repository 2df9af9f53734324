// Reports inside one transaction.
#pragma once

#include "adapters/postgres/families.hpp"

namespace todoke::postgres {

class SqlReports : public Reports {
public:
    explicit SqlReports(Context& context) : context_(context) {}

    int next_receipt_number(SchoolId school, int school_year) override;
    ReportId insert(const Report& report, InboxId source, Instant now) override;
    bool retire(ReportId old, bool withdrawn, Instant now) override;
    std::optional<Report> find(ReportId id, bool for_update) override;
    std::optional<Report> find_by_public_id(const PublicId& id) override;
    std::vector<Report> current_for(StudentId student, SchoolDay day) override;
    std::vector<Report> told_between(StudentId student, SchoolDay first, SchoolDay last) override;
    std::vector<Report> current_by_reporter(PersonId reporter, SchoolDay from) override;
    bool acknowledge(ReportId report, PersonId by, Instant now) override;
    std::vector<Report> unacknowledged(SchoolId school, Instant received_before) override;
    void mark_forwarded(ReportId report, Instant now) override;
    void add_note(const ReportNote& note) override;
    std::vector<ReportNote> notes(ReportId report) override;
    TaskId add_late_input(const LateInput& input) override;
    std::vector<LateInput> late_inputs(SchoolId school, SchoolDay day) override;

private:
    Report read(const Row& row);
    std::vector<Report> read_all(const Result& rows);
    std::optional<Report> read_one(const Result& rows);

    Context& context_;
};

}  // namespace todoke::postgres
