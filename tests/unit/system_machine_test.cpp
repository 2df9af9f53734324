#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "adapters/system/secret.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::system {
namespace {

using namespace std::chrono_literals;

Instant utc(int year, unsigned month, unsigned day, Duration time_of_day) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)} +
           time_of_day;
}

TEST(SystemClock, AddsItsOffsetToTheDatabase) {
    SystemClock clock;
    const auto before = machine_now();
    clock.set_offset(-1h);
    const auto now = clock.now();
    EXPECT_GE(now, before - 1h);
    EXPECT_LE(now, machine_now() - 1h);
}

TEST(SimulatedClock, IsRealTimeUntilItIsSet) {
    const SimulatedClock clock;
    const auto before = machine_now();
    const auto now = clock.now();
    EXPECT_GE(now, before);
    EXPECT_LE(now, machine_now());
}

TEST(SimulatedClock, StandsStillAtSpeedZeroAndRunsAheadAtSixty) {
    SimulatedClock clock;
    const auto morning = utc(2026, 11, 23, 22h + 32min);
    clock.set(machine_now() - 10s, morning, 0);
    EXPECT_EQ(clock.now(), morning);
    clock.set(machine_now() - 10s, morning, 60);
    EXPECT_GE(clock.now(), morning + 10min);
    EXPECT_LT(clock.now(), morning + 11min);
    clock.set(machine_now() - 10s, morning, 1);
    EXPECT_GE(clock.now(), morning + 10s);
    EXPECT_LT(clock.now(), morning + 11s);
}

TEST(ManualClock, MovesOnlyWhenTold) {
    ManualClock clock(utc(2026, 11, 24, 0h));
    clock.advance(15min);
    EXPECT_EQ(clock.now(), utc(2026, 11, 24, 15min));
    clock.set(utc(2026, 11, 25, 0h));
    EXPECT_EQ(clock.now(), utc(2026, 11, 25, 0h));
    const auto before = clock.mono();
    clock.advance(30s);
    EXPECT_EQ(clock.mono() - before, 30s);
}

TEST(Zones, TranslateBothWays) {
    const auto zones = make_zones();
    const auto* tokyo = zones->find("Asia/Tokyo");
    ASSERT_NE(tokyo, nullptr);
    const auto local = tokyo->local(utc(2026, 11, 23, 22h + 32min + 5s));
    EXPECT_EQ(to_iso(local.day), "2026-11-24");
    EXPECT_EQ(local.since_midnight, 7h + 32min + 5s);
    EXPECT_EQ(tokyo->instant(*parse_iso_day("2026-11-24"), *parse_hh_mm("08:00")), utc(2026, 11, 23, 23h));
    EXPECT_EQ(tokyo->instant(*parse_iso_day("2026-11-24"), *parse_hh_mm("24:00")), utc(2026, 11, 24, 15h));
    EXPECT_EQ(zones->find("Asia/Tokyo"), tokyo);
}

TEST(Zones, AreUnknownRatherThanGuessed) {
    const auto zones = make_zones();
    for (const char* name : {"Asia/Tokio", "", "../etc/passwd", "JST9", "zone.tab"})
        EXPECT_EQ(zones->find(name), nullptr) << name;
}

TEST(Zones, GiveTheEndOfAGapAndTheEarlierOfTwo) {
    const auto zones = make_zones();
    const auto* berlin = zones->find("Europe/Berlin");
    ASSERT_NE(berlin, nullptr);
    // 2026-03-29: 02:00 becomes 03:00 (01:00 UTC). 2026-10-25: 03:00 becomes 02:00.
    EXPECT_EQ(berlin->instant(*parse_iso_day("2026-03-29"), *parse_hh_mm("02:30")), utc(2026, 3, 29, 1h));
    EXPECT_EQ(berlin->instant(*parse_iso_day("2026-10-25"), *parse_hh_mm("02:30")), utc(2026, 10, 25, 30min));
}

TEST(SystemRandom, DoesNotRepeat) {
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random.bytes(16));
    EXPECT_EQ(seen.size(), 1000U);
    EXPECT_EQ(random.bytes(0), "");
    for (int i = 0; i < 1000; ++i) EXPECT_LT(random.below(3), 3U);
    EXPECT_EQ(random.below(1), 0U);
}

// Bytes are drawn ahead: across the ends of what was drawn, and on several threads.
TEST(SystemRandom, GivesNoByteTwice) {
    SystemRandom random;
    std::array<std::vector<std::string>, 2> drawn;
    {
        std::vector<std::jthread> threads;
        for (auto& mine : drawn)
            threads.emplace_back([&random, &mine] {
                for (std::size_t i = 0; i < 1000; ++i) mine.push_back(random.bytes(8 + i % 60));
            });
    }
    std::set<std::string> beginnings;
    for (const auto& mine : drawn)
        for (const auto& one : mine) EXPECT_TRUE(beginnings.insert(one.substr(0, 8)).second);
}

TEST(SeededRandom, RepeatsWithItsSeed) {
    SeededRandom one(7), same(7), other(8);
    const auto bytes = one.bytes(32);
    EXPECT_EQ(bytes, same.bytes(32));
    EXPECT_NE(bytes, other.bytes(32));
    EXPECT_EQ(one.below(1000), same.below(1000));
}

TEST(LogLine, NamesTimeLevelEventAndFields) {
    const auto path = std::filesystem::path(testing::TempDir()) / ("todoke-log-" + std::to_string(::getpid()));
    std::filesystem::remove(path);
    const ManualClock clock(utc(2026, 11, 23, 22h + 32min + 123456us));
    const auto log = make_log(clock, LogLevel::info, path);
    log->debug("left.out");
    log->info("report.submitted", {{"report", ReportId{12}}, {"state", Code{"submitted"}}, {"took", 5ms}, {"n", -1}});
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    std::filesystem::remove(path);
    EXPECT_EQ(text.str(), "2026-11-23T22:32:00.123Z info report.submitted report=12 state=submitted took=5ms n=-1\n");
}

TEST(LogLine, LetsNoTextForgeAFieldOrALine) {
    EXPECT_EQ(format_event("x", {{"code", Code{"a b\nlevel=error\"\x7f\xe6\xac\xa0"}}}), "x code=a_b_level=error_____");
    EXPECT_EQ(format_event("x", {{"code", Code{std::string(5000, 'y')}}}), "x code=" + std::string(200, 'y'));
}

TEST(RecordingLog, KeepsWhatWasWritten) {
    RecordingLog log;
    log.error("send.failed", {{"channel", Code{"line"}}, {"status", 400}});
    log.info("ok");
    ASSERT_EQ(log.lines(LogLevel::error).size(), 1U);
    EXPECT_EQ(log.lines().size(), 2U);
    EXPECT_EQ(log.lines()[0].text, "send.failed channel=line status=400");
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, CannotBePrintedOrCopiedAndLeavesNothingBehindWhenMoved) {
    static_assert(!Printable<Secret<std::string>>);
    static_assert(!std::is_copy_constructible_v<Secret<std::string>>);
    Secret<std::string> first(std::string(100, 's'));
    const Secret<std::string> second(std::move(first));
    EXPECT_EQ(second.expose(), std::string(100, 's'));
    EXPECT_TRUE(first.empty());
}

TEST(Secret, OverwritesItsBytes) {
    std::string buffer(64, 's');
    wipe(buffer.data(), buffer.size());
    EXPECT_EQ(buffer, std::string(64, '\0'));
}

}  // namespace
}  // namespace todoke::system
