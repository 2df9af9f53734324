// What a family typed after the deadline: no report and no 確認済, but never lost. It stands on the staff list as
// 未受理, and the search for that child asks staff before it asks the family again.
#pragma once

#include "bot/usecases/report_submit.hpp"

namespace todoke {

void keep_late_input(Transaction& tx, const Environment& environment, const ReportSubmitInput& input, Instant now);

// The message to staff: 「8:05 家庭から入力あり。電話で確認を」, to the homeroom teacher and the vice principal.
// `the_case` may not exist yet (before the cut-off); then it is a plain staff message.
void tell_staff_of_late_input(Transaction& tx, const Environment& environment, const School& school,
                              const Student& student, const std::optional<Case>& the_case, Instant typed_at,
                              Instant now);

}  // namespace todoke
