#include "bot/sweep/follow_up.hpp"
#include "bot/usecases/next_rung.hpp"

namespace todoke {
namespace {

constexpr int rows_at_once = 100;

void call_for_a_telephone(Transaction& tx, const StrandedMessage& stranded, Instant now) {
    StaffTask task{.school = stranded.draft.school,
                   .kind = "not_delivered",
                   .student = stranded.draft.student,
                   .person = stranded.draft.person};
    task.about_case = stranded.draft.about_case;
    task.reason = stranded.reason.empty() ? "not_accepted" : stranded.reason;
    task.since = now;
    tx.cases().add_task(task);
}

}  // namespace

bool LadderSweep::tick(Instant now) {
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto rows = tx.outbox().stranded(now, rows_at_once);
        for (const StrandedMessage& stranded : rows) {
            if (next_rung(tx, environment_, stranded.draft, stranded.contact, stranded.reason, now)) {
                // The first address failed for good: its fate is now the next one's.
                if (stranded.failed && stranded.draft.tell_fate_to) tx.outbox().mark_fate_told(stranded.id, now);
            } else if (stranded.draft.message_class >= MessageClass::arrival) {
                // A notice of passing is not worth a telephone call; its failure stands in the log and on the row.
            } else if (stranded.failed && !tx.outbox().any_sent(dedup_stem(stranded.draft.dedup))) {
                call_for_a_telephone(tx, stranded, now);
            } else if (!stranded.failed) {
                call_for_a_telephone(tx, stranded, now);
            }
            tx.outbox().mark_laddered(stranded.id, now);
            environment_.log.warning("ladder.climbed", {{"outbox", stranded.id}, {"reason", Code{stranded.reason}}});
        }
        return !rows.empty();
    });
}

}  // namespace todoke
