// Kill any process at any point and start it again: nothing accepted is lost, nothing is done twice; and two processes
// on one database behave like one. README.md says how to read a failure.
#include "tests/morning/morning.hpp"

#include "tests/morning/faults.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace todoke::morning {
namespace {

// A checker that finds nothing may be blind: each of these wrongs, done to the database and undone again, must be
// found.
struct Wrong {
    const char* done;
    Findings (*finder)(const Evidence&);
};
constexpr Wrong wrongs[] = {
    {"delete from inbox where id = (select max(id) from inbox)", accepted_is_stored_once},
    {"update inbox set event_key = 'x' where id = (select max(id) from inbox)", stored_was_accepted_or_retried},
    {"delete from scan where seq = 1", scans_are_stored_once},
    {"update inbox set state = 0, done_at = null where id = (select max(id) from inbox)", nothing_waits},
    {"update inbox set state = 4, note = 'burst' where id = (select max(id) from inbox)", left_out_is_listed},
    {"update report set source_inbox_id = (select min(source_inbox_id) from report)", sent_is_one_report},
    {"update report set receipt_number = receipt_number + 1000", people_hold_the_truth},
    {"update report set version = version + 1", versions_form_chains},
    {"update report set acknowledged_by = reporter_id where state = 'acknowledged'", acknowledged_by_who_may},
    {"delete from outbox where dedup = (select 'turn:' || max(source_inbox_id) from report)",
     every_report_has_its_receipt},
    {"update outbox set state = 2, sent_at = null, reason = 'x' where channel = 'email'", every_message_ends},
    {"update outbox set person_id = (select max(id) from person) where channel = 'line'", line_executes_once},
    {"update outbox set ambiguous = 0", teams_copies_are_bounded},
    {"update outbox set idempotency_key = gen_random_uuid()", nothing_leaves_without_a_row},
    {"update outbox set provider_id = 'x' where channel = 'teams'", sent_is_on_a_screen},
    {"update esc_fire set late_by = interval '-1 second'", steps_fire_once},
    {"update esc_case set state = 'open', resolved_at = null, resolution = null, resolved_by = null, due_at = "
     "opened_at",
     cases_and_days_agree},
    {"update attendance_day set presence = 'closed' where presence = 'arrived'", ledger_adds_up},
    {"delete from cutoff_run", cut_off_ran_once},
};

void expect_the_checker_sees(const Evidence& evidence) {
    for (const Wrong& wrong : wrongs) {
        (void)evidence.database.rows("begin");
        (void)evidence.database.rows("alter table report disable trigger report_keep");
        try {
            (void)evidence.database.rows(wrong.done);
            EXPECT_FALSE(wrong.finder(evidence).empty()) << "the checker is blind to: " << wrong.done;
        } catch (const std::exception& problem) {
            ADD_FAILURE() << problem.what();
        }
        (void)evidence.database.rows("rollback");
    }
}

TEST(Morning, SurvivesKillsAtAnyPoint) {
    const Settings settings = settings_from_environment();
    fmt::print("seed {}, {} kills, pace {}\n", settings.seed, settings.kills, settings.pace);
    Morning morning(settings);
    ASSERT_NO_THROW(morning.play());
    const Evidence evidence = morning.evidence();

    const Volume volume = volume_of(evidence);
    fmt::print(
        "{} kill -9, {} database sessions ended, {} webhooks with {} events, {} LINE events redelivered\n"
        "{} pushes ({} not answered 200), {} replies, {} cards, {} mails; {} samples; quiet after {:.1f} s\n",
        morning.kills(), morning.lost_sessions(), volume.webhooks, volume.events, morning.redelivered(), volume.pushes,
        volume.retried_pushes, volume.replies, volume.cards, volume.mails, morning.sampler().samples(),
        morning.seconds_until_quiet());

    const long taken_over =
        evidence.database.number("select coalesce(sum(attempts - 1), 0) from inbox where attempts > 1");
    const long unsure = evidence.database.number("select coalesce(sum(ambiguous), 0) from outbox");
    fmt::print("{} reports, {} searches; {} events were begun again, {} sends may have happened twice\n",
               evidence.database.number("select count(*) from report"),
               evidence.database.number("select count(*) from esc_case"), taken_over, unsure);

    fmt::print("{} deaths at named points:", morning.deaths_at_points());
    for (const auto& [point, deaths] : deaths_at_points(evidence.logs)) fmt::print(" {} {}", point, deaths);
    fmt::print("\n");
    EXPECT_GT(morning.deaths_at_points(), 3) << "are the points still passed, and is this built with TODOKE_FAULTS?";

    EXPECT_GE(morning.kills(), settings.kills);
    EXPECT_GT(taken_over + unsure, 0) << "no death hit anything: this morning proves nothing";
    EXPECT_EQ(morning.sudden_deaths(), 0) << "a service ended though nobody killed it";
    EXPECT_GE(morning.seconds_until_quiet(), 0) << "I22: a minute after the last fault there was still something to do";
    EXPECT_EQ(morning.exit_codes(), (std::vector<int>{0, 0})) << "SIGTERM must end a service in order";
    EXPECT_GT(volume.events, 100u);
    EXPECT_GT(volume.pushes, 30u);
    EXPECT_GT(volume.cards, 30u);
    EXPECT_GT(volume.mails, 0u);
    for (const std::string& trouble : morning.troubles()) ADD_FAILURE() << "the script itself: " << trouble;
    for (const std::string& finding : morning.sampler().findings()) ADD_FAILURE() << "during the morning: " << finding;
    int held = 0;
    for (const Check& check : all_checks()) {
        const Findings findings = check.run(evidence);
        held += findings.empty() ? 1 : 0;
        std::size_t shown = 0;
        for (const std::string& finding : findings)
            if (++shown <= 12) ADD_FAILURE() << check.name << ": " << finding;
        if (findings.size() > 12) ADD_FAILURE() << check.name << ": and " << findings.size() - 12 << " more";
    }
    expect_the_checker_sees(evidence);
    fmt::print("{} of {} invariants hold\n", held, all_checks().size());
}

}  // namespace
}  // namespace todoke::morning
