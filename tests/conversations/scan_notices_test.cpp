// What `todoke serve` says at its start: which passings families are told of, and why.
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "bot/app/quota_report.hpp"
#include "tests/conversations/door.hpp"
#include "tests/conversations/school_copies.hpp"
#include "tests/store/database_fixture.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace todoke::talk {
namespace {

using testing::HasSubstr;

TEST(ScanNotices, AreSaidWithTheirReasonForEachSchool) {
    test::TestDatabase database;
    const SchoolCopies schools{database.conninfo()};
    system::SystemClock clock;
    system::SystemRandom random;
    system::RecordingLog log;
    auto door = make_http_door(
        {.engine = {}, .clock = clock, .random = random, .log = log, .note = [](Said) {}, .scan = {}, .heartbeat = {}});
    auto service = Service::make(door->write_config(database.conninfo(), schools.folder()),
                                 {.clock = &clock, .random = &random, .log = &log, .wrap = {}});
    ASSERT_TRUE(service) << service.error().front();
    const auto said = [&] {
        EXPECT_TRUE((*service)->reload_schools().empty());
        std::ostringstream out;
        report_scan_notices(**service, out);
        return out.str();
    };
    EXPECT_THAT(said(), HasSubstr("school aoba: scans.notice is all (chosen by the school)\n"));
    EXPECT_THAT(said(), HasSubstr("school minato-high: scans.notice is exceptions (chosen by the school)\n"));

    schools.choose_scans("aoba", "by_quota");
    EXPECT_THAT(said(), HasSubstr("school aoba: scans.notice is exceptions (not chosen; the account's quota has not "
                                  "been read yet, and decides from then on)\n"));
    const Instant now = clock.now();
    const auto read = [&](std::optional<std::int64_t> limit) {
        const auto kept = (*service)->store().transact([&](Transaction& tx) {
            const Period month{now - std::chrono::days{15}, now + std::chrono::days{15}};
            tx.budgets().keep_reading("line", "demo",
                                      {.period = month, .limit = limit, .used = 0, .routine_per_day = 800}, now);
            return true;
        });
        ASSERT_TRUE(kept) << kept.error().what;
    };
    read(200);
    EXPECT_THAT(said(), HasSubstr("school aoba: scans.notice is exceptions (not chosen; the account's quota would not "
                                  "last for all)\n"));
    read(std::nullopt);
    EXPECT_THAT(
        said(),
        HasSubstr("school aoba: scans.notice is all (not chosen; the account's quota is large enough for all)\n"));
}

}  // namespace
}  // namespace todoke::talk
