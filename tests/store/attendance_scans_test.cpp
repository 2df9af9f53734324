#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

class ScansTest : public World {
protected:
    void SetUp() override {
        World::SetUp();
        hana = add_student("佐藤", "花");
        ken = add_student("田中", "健");
        in([&](Transaction& tx) {
            main = {.school = school, .code = "main", .secret = "whsec"};
            main.id = tx.attendance().add_gate(main, t(-60));
            side = {.school = school, .code = "side", .secret = "whsec"};
            side.id = tx.attendance().add_gate(side, t(-60));
            tx.attendance().add_credential(hana, "tag-hana", t(-60));
            tx.attendance().add_credential(ken, "tag-ken", t(-60));
            tx.attendance().ensure_day(school, day, t(-60));
        });
    }
    static Scan scan(std::int64_t seq, const std::string& credential, Instant at, Direction direction = Direction::in) {
        return {.seq = seq, .credential = credential, .at = at, .direction = direction};
    }
    std::vector<ScanRecord> post(const Gate& gate, const std::vector<Scan>& scans, std::vector<bool> malformed = {},
                                 std::int64_t epoch = 1) {
        std::vector<ScanRecord> records;
        malformed.resize(scans.size(), false);
        in([&](Transaction& tx) {
            records = tx.attendance().store_scans(gate, epoch, scans, malformed, zone, t(5), through);
        });
        return records;
    }
    static std::vector<ScanStatus> statuses(const std::vector<ScanRecord>& records) {
        std::vector<ScanStatus> all;
        for (const ScanRecord& record : records) all.push_back(record.status);
        return all;
    }

    StudentId hana, ken;
    Gate main, side;
    std::int64_t through = -1;
    static constexpr auto accepted = ScanStatus::accepted;
    static constexpr auto duplicate = ScanStatus::duplicate;
};

TEST_F(ScansTest, EveryKindOfScanIsStoredAndSaysWhatItIs) {
    raw("update credential set revoked_at = created_at where student_id = " + std::to_string(ken.value));
    const auto records =
        post(main, {scan(1, "tag-hana", t(0)), scan(2, "tag-nobody", t(0)), scan(3, "tag-ken", t(0)), {.seq = 4}},
             {false, false, false, true});
    EXPECT_EQ(statuses(records), (std::vector{accepted, ScanStatus::unknown_credential, ScanStatus::revoked_credential,
                                              ScanStatus::malformed}));
    EXPECT_EQ(records[0].student, hana);
    EXPECT_EQ(records[0].day, day);
    EXPECT_FALSE(records[1].student);
    EXPECT_EQ(records[2].student, ken);
    EXPECT_FALSE(records[3].student);
    EXPECT_EQ(through, 4);
    EXPECT_EQ(raw_one("select count(*)::text from scan"), "4");
}

TEST_F(ScansTest, ARepeatedBatchChangesNothing) {
    const std::vector<Scan> batch = {scan(1, "tag-hana", t(0)), scan(2, "tag-nobody", t(0))};
    post(main, batch);
    const auto again = post(main, batch);
    EXPECT_EQ(statuses(again), (std::vector{duplicate, duplicate}));
    EXPECT_FALSE(again[0].student);
    EXPECT_EQ(through, 2);
    EXPECT_EQ(raw_one("select count(*)::text from scan"), "2");
}

TEST_F(ScansTest, ASequenceNumberTwiceInOneBatchCountsOnce) {
    const auto records = post(main, {scan(1, "tag-hana", t(0)), scan(1, "tag-ken", t(0)), scan(0, "tag-ken", t(0))});
    EXPECT_EQ(statuses(records), (std::vector{accepted, duplicate, ScanStatus::malformed}));
    EXPECT_EQ(records[0].student, hana);
    EXPECT_EQ(through, 1);
}

TEST_F(ScansTest, StoredThroughStopsAtAGapUntilItIsFilled) {
    post(main, {scan(2, "tag-hana", t(0)), scan(3, "tag-hana", t(0))});
    EXPECT_EQ(through, 0);
    post(main, {scan(1, "tag-hana", t(0)), scan(5, "tag-hana", t(0))});
    EXPECT_EQ(through, 3);
    post(main, {scan(4, "tag-hana", t(0))});
    EXPECT_EQ(through, 5);
    post(main, {});
    EXPECT_EQ(through, 5);
}

TEST_F(ScansTest, EachEpochAndEachGateCountsForItself) {
    post(main, {scan(1, "tag-hana", t(0)), scan(2, "tag-hana", t(0))});
    EXPECT_EQ(statuses(post(main, {scan(1, "tag-hana", t(1))}, {}, 2)), (std::vector{accepted}));
    EXPECT_EQ(through, 1);
    EXPECT_EQ(statuses(post(side, {scan(1, "tag-hana", t(1))})), (std::vector{accepted}));
    EXPECT_EQ(through, 1);
    post(main, {});
    EXPECT_EQ(through, 2);
}

TEST_F(ScansTest, TheSameBatchTwiceAtOnceIsAcceptedOnce) {
    std::vector<Scan> batch;
    for (int i = 1; i <= 50; ++i)
        batch.push_back(scan(i, i % 2 ? "tag-hana" : "tag-ken", t(0) + std::chrono::seconds{i}));
    std::array<std::size_t, 2> fresh{};
    const auto upload = [&](Transaction& tx, std::size_t which) {
        std::int64_t stored = 0;
        tx.attendance().gate("main", true);
        const auto records = tx.attendance().store_scans(main, 1, batch, std::vector<bool>(50), zone, t(5), stored);
        fresh[which] = static_cast<std::size_t>(std::ranges::count(statuses(records), accepted));
        EXPECT_EQ(stored, 50);
        return true;
    };
    race([&](Transaction& tx) { return upload(tx, 0); }, [&](Transaction& tx) { return upload(tx, 1); });
    EXPECT_EQ(fresh[0] + fresh[1], 50u);
    EXPECT_TRUE(fresh[0] == 0 || fresh[1] == 0);
}

TEST_F(ScansTest, AScanKnowsTheStateOfTheStudentsDay) {
    in([&](Transaction& tx) {
        tx.attendance().apply({{ken, day, Presence::expected, Presence::absent, PresenceCause::report_absent}}, t(-1));
        tx.attendance().note_scan_notices({{hana, Direction::in}, {hana, Direction::in}}, t(-2));
    });
    const auto records =
        post(main, {scan(1, "tag-hana", t(0)), scan(2, "tag-ken", t(0)), scan(3, "tag-hana", t(1), Direction::out)});
    EXPECT_EQ(records[0].context.presence, Presence::expected);
    EXPECT_EQ(records[0].context.last_notice, t(-2));
    EXPECT_EQ(records[1].context.presence, Presence::absent);
    EXPECT_FALSE(records[1].context.last_notice);
    EXPECT_FALSE(records[2].context.last_notice) << "notices count per direction";
}

TEST_F(ScansTest, OnlyTheEarliestInwardScanOfTheDayIsTheFirst) {
    const auto records =
        post(main, {scan(1, "tag-hana", t(3)), scan(2, "tag-hana", t(1)), scan(3, "tag-hana", t(0), Direction::out)});
    EXPECT_FALSE(records[0].context.first_in);
    EXPECT_TRUE(records[1].context.first_in);
    // Uploaded late, but earlier than everything known so far; the day before counts for itself.
    const auto earlier = post(side, {scan(1, "tag-hana", t(-5)), scan(2, "tag-hana", t(-24 * 60))});
    EXPECT_TRUE(earlier[0].context.first_in);
    EXPECT_TRUE(earlier[1].context.first_in);
    EXPECT_EQ(earlier[1].day, add_days(day, -1));
}

TEST_F(ScansTest, TheSameTagAtAnotherGateIsSeenNearestInTime) {
    post(main, {scan(1, "tag-hana", t(0)), scan(2, "tag-hana", t(30))});
    const auto records = post(side, {scan(1, "tag-hana", t(1)), scan(2, "tag-hana", t(29)), scan(3, "tag-ken", t(0)),
                                     scan(4, "tag-hana", t(2))});
    EXPECT_EQ(records[0].context.last_elsewhere, t(0));
    EXPECT_EQ(records[1].context.last_elsewhere, t(30));
    EXPECT_FALSE(records[2].context.last_elsewhere);
    EXPECT_EQ(records[3].context.last_elsewhere, t(0)) << "scans of the same gate are not elsewhere";
}

TEST_F(ScansTest, ATagIsKnownOnlyWhereItWasRegistered) {
    const SchoolId hall = add_school("hall");
    Student same_child = student_named("佐藤", "花", {3, "学童"});
    same_child.school = hall;
    Gate door{.school = hall, .code = "hall-door", .secret = "whsec"};
    in([&](Transaction& tx) { door.id = tx.attendance().add_gate(door, t(-60)); });
    EXPECT_EQ(statuses(post(door, {scan(1, "tag-hana", t(0))})), (std::vector{ScanStatus::unknown_credential}));
    StudentId at_hall;
    in([&](Transaction& tx) {
        at_hall = tx.people().add_student(same_child, t(0));
        tx.attendance().add_credential(at_hall, "tag-hana", t(0));
    });
    EXPECT_EQ(post(door, {scan(2, "tag-hana", t(1))})[0].student, at_hall);
    EXPECT_EQ(failure_of([&](Transaction& tx) { tx.attendance().add_credential(ken, "tag-hana", t(0)); }),
              FailureCode::conflict);
}

TEST_F(ScansTest, FiveHundredScansGoInAtOnce) {
    std::vector<Scan> batch;
    for (int i = 1; i <= 500; ++i)
        batch.push_back(scan(i, "tag-" + std::to_string(i % 7), t(0) + std::chrono::seconds{i}));
    EXPECT_EQ(post(main, batch).size(), 500u);
    EXPECT_EQ(through, 500);
}

TEST_F(ScansTest, TheDayKeepsTheEarliestInAndTheLatestOut) {
    const auto note = [&](std::vector<Scan> scans) {
        const auto records = post(main, scans);
        in([&](Transaction& tx) { tx.attendance().note_scan_times(records, t(9)); });
    };
    note({scan(1, "tag-hana", t(2)), scan(2, "tag-hana", t(1)), scan(3, "tag-hana", t(60), Direction::out),
          scan(4, "tag-nobody", t(0))});
    note({scan(5, "tag-hana", t(3)), scan(6, "tag-hana", t(50), Direction::out)});
    in([&](Transaction& tx) {
        const auto rows = tx.attendance().lock_rows({hana, ken}, day, t(0));
        ASSERT_EQ(rows.size(), 2u);
        EXPECT_EQ(rows[0].first_in, t(1));
        EXPECT_EQ(rows[0].last_out, t(60));
        EXPECT_FALSE(rows[1].first_in || rows[1].last_out);
    });
}

TEST_F(ScansTest, AGateIsReadBackWithItsSecretAndItsSignOfLife) {
    in([&](Transaction& tx) {
        const auto found = tx.attendance().gate("main", false);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, main.id);
        EXPECT_EQ(found->secret, "whsec");
        EXPECT_FALSE(found->last_seen_at);
        EXPECT_FALSE(found->revoked);
        tx.attendance().gate_seen(main.id, t(2));
        tx.attendance().gate_seen(main.id, t(1));
        EXPECT_EQ(tx.attendance().gate("main", true)->last_seen_at, t(2));
        EXPECT_EQ(tx.attendance().gates_of(school).size(), 2u);
        EXPECT_FALSE(tx.attendance().gate("nowhere", false));
    });
    EXPECT_EQ(failure_of([&](Transaction& tx) { tx.attendance().add_gate(main, t(0)); }), FailureCode::conflict);
    raw("update gate set revoked_at = created_at where code = 'main'");
    in([&](Transaction& tx) { EXPECT_TRUE(tx.attendance().gate("main", false)->revoked); });
}

TEST_F(ScansTest, ADayIsToldByItsAcceptedScansInTheOrderOfTime) {
    post(main, {scan(1, "tag-hana", t(60), Direction::out), scan(2, "tag-nobody", t(1)), scan(3, "tag-ken", t(2))});
    post(side, {scan(1, "tag-hana", t(30)), scan(2, "tag-hana", t(24 * 60))});
    in([&](Transaction& tx) {
        const auto told = tx.attendance().scans_of_day(hana, day);
        ASSERT_EQ(told.size(), 2u);
        EXPECT_EQ(told[0].gate, "side");
        EXPECT_EQ(told[0].at, t(30));
        EXPECT_EQ(told[0].direction, Direction::in);
        EXPECT_EQ(told[1].gate, "main");
        EXPECT_EQ(told[1].direction, Direction::out);
    });
}

}  // namespace
}  // namespace todoke::store_test
