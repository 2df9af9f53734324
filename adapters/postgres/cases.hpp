// Searches and staff tasks inside one transaction.
#pragma once

#include "adapters/postgres/families.hpp"

namespace todoke::postgres {

class SqlCases : public Cases {
public:
    explicit SqlCases(Context& context) : context_(context) {}

    bool begin_cut_off(SchoolId school, SchoolDay day, const std::string& kind, Instant due_at, Instant now) override;
    void finish_cut_off(SchoolId school, SchoolDay day, const std::string& kind, int opened, Hold hold,
                        Instant now) override;
    int pending_inbox_before(SchoolId school, Instant received_before) override;
    std::vector<Case> open(const std::vector<Case>& cases, Instant now) override;
    std::optional<Case> find(CaseId id, bool for_update) override;
    std::optional<Case> find_for(StudentId student, SchoolDay day, bool for_update) override;
    std::vector<CaseOfDay> of_day(StudentId student, SchoolDay day) override;
    std::vector<Case> not_ended(SchoolId school, SchoolDay day) override;
    std::vector<Case> due(Instant now, int limit) override;
    bool fired(CaseId id, int step, CaseState state, std::optional<Instant> due_at, Instant now,
               Duration late_by) override;
    bool reschedule(CaseId id, std::optional<Instant> due_at, bool urgent, Instant now) override;
    bool set_hold(CaseId id, Hold hold, std::optional<Instant> released_at, Instant due_at, Instant now) override;
    bool resolve(CaseId id, const std::string& resolution, std::optional<PersonId> by, Instant now) override;
    void add_answer(const CaseAnswer& answer) override;
    std::vector<CaseAnswer> answers(CaseId id) override;
    void add_note(const CaseNote& note) override;
    std::vector<CaseNote> notes(CaseId id) override;
    std::vector<ContactId> alarmed_contacts(CaseId id) override;

    TaskId add_task(const StaffTask& task) override;
    std::vector<StaffTask> open_tasks(SchoolId school) override;
    bool finish_task(TaskId id, PersonId by, Instant now) override;

private:
    Context& context_;
};

}  // namespace todoke::postgres
