// The search for a child, and what staff have to do.
#pragma once

#include "domain/escalation/case.hpp"

#include <optional>
#include <string>
#include <vector>

namespace todoke {

struct CaseAnswer {
    CaseId the_case;
    PersonId person;
    Role role;
    std::string code;
    Instant at{};
};

// A search as its day is told afterwards.
struct CaseOfDay {
    Case the_case;
    std::string resolution;  // "" while it runs
    std::optional<Instant> resolved_at;
};

struct CaseNote {  // what staff wrote about a search
    CaseId the_case;
    PersonId author;
    std::string text;  // sealed
    Instant at{};
};

struct StaffTask {
    TaskId id;
    SchoolId school;
    // "not_delivered", "parked", "late_input", "phone_family", "scan_flag", "letter", "mail_settings"
    std::string kind;
    std::optional<StudentId> student;
    std::optional<PersonId> person;
    std::optional<CaseId> about_case;
    std::string reason;  // code
    Instant since{};
    std::optional<Instant> done_at;
};

class Cases {
public:
    virtual ~Cases() = default;
    // One winner among all processes: true for the caller that may run this cut-off now.
    virtual bool begin_cut_off(SchoolId school, SchoolDay day, const std::string& kind, Instant due_at,
                               Instant now) = 0;
    virtual void finish_cut_off(SchoolId school, SchoolDay day, const std::string& kind, int opened, Hold hold,
                                Instant now) = 0;
    virtual int pending_inbox_before(SchoolId school, Instant received_before) = 0;
    // Opens a case unless the student has one for that day and kind; returns those newly opened.
    virtual std::vector<Case> open(const std::vector<Case>& cases, Instant now) = 0;
    virtual std::optional<Case> find(CaseId id, bool for_update) = 0;
    virtual std::optional<Case> find_for(StudentId student, SchoolDay day, bool for_update) = 0;  // any state
    virtual std::vector<CaseOfDay> of_day(StudentId student, SchoolDay day) = 0;                  // by opening
    virtual std::vector<Case> not_ended(SchoolId school, SchoolDay day) = 0;  // open and exhausted, locked
    virtual std::vector<Case> due(Instant now, int limit) = 0;                // locked, others' skipped
    virtual bool fired(CaseId id, int step, CaseState state, std::optional<Instant> due_at, Instant now,
                       Duration late_by) = 0;
    virtual bool reschedule(CaseId id, std::optional<Instant> due_at, bool urgent, Instant now) = 0;
    virtual bool set_hold(CaseId id, Hold hold, std::optional<Instant> released_at, Instant due_at, Instant now) = 0;
    // Ends an open or exhausted case; pending messages of it become suppressed('resolved'). false: already ended.
    virtual bool resolve(CaseId id, const std::string& resolution, std::optional<PersonId> by, Instant now) = 0;
    virtual void add_answer(const CaseAnswer& answer) = 0;
    virtual std::vector<CaseAnswer> answers(CaseId id) = 0;
    virtual void add_note(const CaseNote& note) = 0;
    virtual std::vector<CaseNote> notes(CaseId id) = 0;
    virtual std::vector<ContactId> alarmed_contacts(CaseId id) = 0;  // whose messages of the case were claimed or sent

    virtual TaskId add_task(const StaffTask& task) = 0;  // the same open (kind, student, person, case) is not doubled
    virtual std::vector<StaffTask> open_tasks(SchoolId school) = 0;
    virtual bool finish_task(TaskId id, PersonId by, Instant now) = 0;
};

}  // namespace todoke
