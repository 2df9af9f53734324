#include "tests/morning/checks.hpp"

#include <boost/json/serialize.hpp>

namespace todoke::morning {

const std::vector<Check>& all_checks() {
    static const std::vector<Check> checks{
        {"I1 what was accepted is in the inbox exactly once", accepted_is_stored_once},
        {"I1 what is in the inbox was sent by somebody", stored_was_accepted_or_retried},
        {"I1 every scan that a gate may forget is stored exactly once", scans_are_stored_once},
        {"I2/I22 nothing waits in inbox and outbox", nothing_waits},
        {"I2/I19 what was parked is on a staff list", left_out_is_listed},
        {"I23 doors say 2xx or come again", doors_answer_honestly},
        {"I3 each sending is one report", sent_is_one_report},
        {"I3/I15 what people were told is what the database holds", people_hold_the_truth},
        {"I5 versions form chains with one current end", versions_form_chains},
        {"I6 acknowledgements are by staff of the child", acknowledged_by_who_may},
        {"I7 every report has its receipt", every_report_has_its_receipt},
        {"I8 every message ends sent, failed or suppressed with a reason", every_message_ends},
        {"I9 LINE executes each retry key at most once", line_executes_once},
        {"I9 Teams gets at most 1 + ambiguous copies", teams_copies_are_bounded},
        {"I9 mail gets at most 1 + ambiguous copies", mail_copies_are_bounded},
        {"I10 nothing leaves without a row", nothing_leaves_without_a_row},
        {"I10 what was sent is in the platform's books", sent_is_on_a_screen},
        {"I12 steps of a search fire once, in order, when due", steps_fire_once},
        {"I13 open days and searches agree", cases_and_days_agree},
        {"I14 the ledger adds up, by allowed moves only", ledger_adds_up},
        {"I12 the cut-off ran once", cut_off_ran_once},
        {"I18 no lease is left, no row was finished twice", no_lease_is_left},
        {"I24 no error lines that nobody announced", logs_are_clean},
    };
    return checks;
}

Volume volume_of(const Evidence& evidence) {
    Volume volume;
    for (const auto& entry : evidence.platforms.line().books().entries()) {
        if (entry.direction == "out") {
            ++volume.webhooks;
            if (const auto* body = entry.body.if_object()) volume.events += body->at("events").as_array().size();
        } else if (entry.path == "/v2/bot/message/push") {
            ++volume.pushes;
            if (entry.status != 200) ++volume.retried_pushes;
        } else if (entry.path == "/v2/bot/message/reply") {
            ++volume.replies;
        }
    }
    for (const auto& entry : evidence.platforms.teams().books().entries())
        if (entry.direction == "in" && entry.path.find("/activities") != std::string::npos) ++volume.cards;
    volume.mails = evidence.platforms.smtp().mails().size();
    return volume;
}

}  // namespace todoke::morning
