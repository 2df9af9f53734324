// What processes tell each other through the database: wake-ups, simulated time, clock offsets; and how they get over
// its restart.
#include "adapters/postgres/clock_watch.hpp"
#include "adapters/postgres/wake_ups.hpp"
#include "tests/store/store_fixture.hpp"

#include <condition_variable>
#include <mutex>

namespace todoke::test {
namespace {

using namespace std::chrono_literals;

// A count that one can wait for.
class Counter {
public:
    void add() {
        const std::lock_guard lock(mutex_);
        ++count_;
        changed_.notify_all();
    }
    bool reaches(int wanted) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, 10s, [&] { return count_ >= wanted; });
    }
    int value() {
        const std::lock_guard lock(mutex_);
        return count_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int count_ = 0;
};

class BetweenProcessesTest : public testing::Test {
protected:
    Instant wall() const { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

    TestDatabase database;
    system::SystemClock clock;
    system::SystemRandom random;
    CountingLog log;
};

TEST_F(BetweenProcessesTest, ANotificationWakesTheOthersButNotItsSender) {
    Counter ours, theirs, other_topic;
    postgres::WakeUps here(database.conninfo(), "here", clock, log), there(database.conninfo(), "there", clock, log);
    here.listen("outbox", [&] { ours.add(); });
    there.listen("outbox", [&] { theirs.add(); });
    there.listen("inbox", [&] { other_topic.add(); });
    here.start();
    there.start();
    ASSERT_TRUE(ours.reaches(1));  // every connection begins with a look
    ASSERT_TRUE(theirs.reaches(1) && other_topic.reaches(1));
    for (int i = 0; i < 100; ++i) here.notify("outbox");
    EXPECT_TRUE(theirs.reaches(2));
    there.notify("outbox");
    EXPECT_TRUE(ours.reaches(2));
    EXPECT_LE(theirs.value(), 10);  // a hundred calls were not a hundred messages
    EXPECT_EQ(other_topic.value(), 1);
}

TEST_F(BetweenProcessesTest, AListenerThatLostItsSessionLooksAgain) {
    Counter looks;
    postgres::WakeUps listener(database.conninfo(), "here", clock, log);
    listener.listen("outbox", [&] { looks.add(); });
    listener.start();
    ASSERT_TRUE(looks.reaches(1));
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'todoke/wake/here'");
    EXPECT_TRUE(looks.reaches(2));
}

TEST_F(BetweenProcessesTest, ATopicCannotBecomeSql) {
    postgres::WakeUps listener(database.conninfo(), "here", clock, log);
    EXPECT_THROW(listener.listen("a; drop table inbox", [] {}), StoreFailure);
}

TEST_F(BetweenProcessesTest, SimulatedTimeReachesEveryProcessWhenItChanges) {
    EXPECT_EQ(postgres::read_simulated_time(database.conninfo()).value(), std::nullopt);
    const postgres::SimulatedTime first{wall(), wall() + 24h, 60}, second{wall(), wall() + 48h, 1};
    ASSERT_TRUE(postgres::set_simulated_time(database.conninfo(), first));
    std::mutex mutex;
    std::vector<postgres::SimulatedTime> seen;
    Counter changes;
    {
        const postgres::ClockWatch watch({.conninfo = database.conninfo(),
                                          .instance = "t",
                                          .wall = [this] { return wall(); },
                                          .on_offset = {},
                                          .on_simulated =
                                              [&](const postgres::SimulatedTime& time) {
                                                  const std::lock_guard lock(mutex);
                                                  seen.push_back(time);
                                                  changes.add();
                                              }},
                                         log);
        ASSERT_TRUE(changes.reaches(1));
        ASSERT_TRUE(postgres::set_simulated_time(database.conninfo(), second));
        ASSERT_TRUE(changes.reaches(2));
    }
    EXPECT_EQ(seen, (std::vector{first, second}));
}

TEST_F(BetweenProcessesTest, TheOffsetOfAWrongClockIsMeasured) {
    const auto right = postgres::measure_clock_offset(database.conninfo(), [this] { return wall(); });
    const auto slow = postgres::measure_clock_offset(database.conninfo(), [this] { return wall() - 1h; });
    ASSERT_TRUE(right && slow);
    EXPECT_LT(std::chrono::abs(*right), 2s);
    EXPECT_LT(std::chrono::abs(*slow - 1h), 2s);
}

TEST_F(BetweenProcessesTest, AStoreGetsOverTheLossOfItsSessions) {
    const auto store = postgres::make_store(
        {.conninfo = database.conninfo(), .master_key = std::string(32, 'k'), .instance = "lost"}, clock, random, log);
    ASSERT_TRUE(store->school_id("aoba", wall()));
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'todoke/%/lost'");
    int runs = 0;
    const auto committed = store->transact([&](Transaction& tx) {
        ++runs;
        tx.conversations().load(std::string(32, 'c'), "line", "main", wall());
        return true;
    });
    ASSERT_TRUE(committed) << committed.error().what;
    EXPECT_TRUE(*committed);
    EXPECT_EQ(database.text_of("select count(*) from conversation"), "1");
}

TEST_F(BetweenProcessesTest, ADatabaseThatIsNotThereIsUnavailableAndNotADisaster) {
    const auto store = postgres::make_store(
        {.conninfo = "host=/var/tmp/nowhere dbname=none", .master_key = std::string(32, 'k'), .instance = "x"}, clock,
        random, log);
    const auto failed = store->transact([](Transaction&) { return true; });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, FailureCode::unavailable);
    EXPECT_FALSE(failed.error().remedy.empty());
}

TEST_F(BetweenProcessesTest, ADeadlockIsRepeatedAndBothSidesSucceed) {
    const auto make = [&] {
        return postgres::make_store(
            {.conninfo = database.conninfo(), .master_key = std::string(32, 'k'), .instance = "d"}, clock, random, log);
    };
    const auto one = make(), two = make();
    const std::string a(32, 'a'), b(32, 'b');
    std::atomic<int> inside{0}, runs{0};
    const auto lock_both = [&](Store& store, const std::string& first, const std::string& second) {
        return store.transact([&](Transaction& tx) {
            ++runs;
            tx.conversations().load(first, "line", "main", wall());
            ++inside;
            for (int i = 0; i < 200 && inside < 2; ++i) std::this_thread::sleep_for(10ms);
            tx.conversations().load(second, "line", "main", wall());
            return true;
        });
    };
    std::expected<bool, Failure> theirs;
    std::jthread thread([&] { theirs = lock_both(*two, b, a); });
    const auto ours = lock_both(*one, a, b);
    thread.join();
    EXPECT_TRUE(ours && *ours);
    EXPECT_TRUE(theirs && *theirs);
    EXPECT_GE(runs, 3);
}

}  // namespace
}  // namespace todoke::test
