// Staff answer a report: acknowledge it (silently or with words), or write again. And the family withdraws.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>

namespace todoke {

struct ReportAnswerInput {
    ReportId report;
    Person staff;
    ContactId staff_contact;  // hears whether the words arrived
    std::string text;         // "" = acknowledge without words
};

struct ReportAnswerOutcome {
    enum class Kind {
        acknowledged,          // 確認済 by this press; words relayed when there were any
        replied_again,         // 再返信: relayed, state unchanged
        already_acknowledged,  // nothing to do; `report` says by whom and when
        withdrawn,             // the family took it back meanwhile
        not_allowed,           // not (any more) of this class or school
    } kind = Kind::not_allowed;
    std::optional<Report> report;  // as it is now
    std::optional<Student> student;
    const School* school = nullptr;
    std::string by;  // who acknowledged, as others see them
};

ReportAnswerOutcome report_answer(Transaction& tx, const Environment& environment, const SchoolList& schools,
                                  const ReportAnswerInput& input, Instant now);

struct ReportWithdrawOutcome {
    enum class Kind { withdrawn, locked, gone, not_allowed } kind = Kind::gone;
    std::optional<Report> report;
};

ReportWithdrawOutcome report_withdraw(Transaction& tx, const Environment& environment, const School& school,
                                      const Student& student, ReportId report, PersonId by, Instant now);

}  // namespace todoke
