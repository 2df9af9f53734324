// A family (or a student) tells the school about a day.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"
#include "domain/form/form.hpp"

#include <optional>
#include <string>

namespace todoke {

struct ReportSubmitInput {
    PersonId reporter;
    Student student;
    const School* school = nullptr;
    std::string kind, reason, remarks;
    SchoolDay day{};
    std::optional<TimeOfDay> expected_time;
    Instant received_at{};  // when our door received 送信: what "in time" is judged by
    InboxId source;
    // Several days sent at once are a report each, and the family hears of them once.
    bool inform_family = true;
    std::optional<DaySpan> part_of = std::nullopt;
};

struct ReportSubmitOutcome {
    enum class Kind {
        received,     // stored; `number` is the receipt
        changed,      // replaced an unread report of the same day; same number
        too_late,     // kept as 未受理 on the staff list; `deadline` says until when it would have been in time
        bad_day,      // in the past, closed, too far ahead: `problem` is the text key
        locked,       // the school has read an earlier report of that day; `existing` says which
        no_absence,   // 登校 without an absence that day
        not_allowed,  // not this person's child
    } kind = Kind::not_allowed;
    int number = 0;
    ReportId report;  // received, changed
    Instant deadline{};
    std::string problem;
    std::optional<Report> existing;
};

ReportSubmitOutcome report_submit(Transaction& tx, const Environment& environment, const ReportSubmitInput& input,
                                  Instant now);

}  // namespace todoke
