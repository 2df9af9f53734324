// Kill any process at any point and start it again: nothing accepted is lost, nothing is done twice; and two processes on one
// database behave like one. README.md says how to read a failure.
#include "tests/morning/morning.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace todoke::morning {
namespace {

TEST(Morning, SurvivesKillsAtAnyPoint) {
    const Settings settings = settings_from_environment();
    fmt::print("seed {}, {} kills, pace {}\n", settings.seed, settings.kills, settings.pace);
    Morning morning(settings);
    ASSERT_NO_THROW(morning.play());
    const Evidence evidence = morning.evidence();

    const Volume volume = volume_of(evidence);
    fmt::print("{} kill -9, {} database sessions ended, {} webhooks with {} events, {} LINE events redelivered\n"
               "{} pushes ({} not answered 200), {} replies, {} cards, {} mails; {} samples; quiet after {:.1f} s\n",
               morning.kills(), morning.lost_sessions(), volume.webhooks, volume.events, morning.redelivered(), volume.pushes,
               volume.retried_pushes, volume.replies, volume.cards, volume.mails, morning.sampler().samples(), morning.seconds_until_quiet());

    const long taken_over = evidence.database.number("select coalesce(sum(attempts - 1), 0) from inbox where attempts > 1");
    const long unsure = evidence.database.number("select coalesce(sum(ambiguous), 0) from outbox");
    fmt::print("{} reports, {} searches; {} events were begun again, {} sends may have happened twice\n",
               evidence.database.number("select count(*) from report"), evidence.database.number("select count(*) from esc_case"), taken_over, unsure);

    EXPECT_GE(morning.kills(), settings.kills);
    EXPECT_GT(taken_over + unsure, 0) << "no death hit anything: this morning proves nothing";
    EXPECT_EQ(morning.sudden_deaths(), 0) << "a service ended though nobody killed it";
    EXPECT_GE(morning.seconds_until_quiet(), 0) << "I22: a minute after the last fault there was still something to do";
    EXPECT_EQ(morning.exit_codes(), (std::vector<int>{0, 0})) << "SIGTERM must end a service in order";
    EXPECT_GT(volume.events, 100u);
    EXPECT_GT(volume.pushes, 30u);
    EXPECT_GT(volume.cards, 30u);
    EXPECT_GT(volume.mails, 3u);
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
    fmt::print("{} of {} invariants hold\n", held, all_checks().size());
}

}  // namespace
}  // namespace todoke::morning
