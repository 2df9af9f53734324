#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

class AttendanceTest : public World {
protected:
    void SetUp() override {
        World::SetUp();
        hana = add_student("佐藤", "花");
        ken = add_student("田中", "健");
        yui = add_student("山田", "結衣");
    }
    void make_day() {
        in([&](Transaction& tx) { tx.attendance().ensure_day(school, day, t(-60)); });
    }
    AttendanceRow row(StudentId student) {
        AttendanceRow found;
        in([&](Transaction& tx) { found = tx.attendance().rows({student}, day).at(0); });
        return found;
    }
    AttendanceMove move(StudentId student, Presence from, Presence to, PresenceCause cause) {
        return {student, day, from, to, cause};
    }

    StudentId hana, ken, yui;
};

TEST_F(AttendanceTest, EverybodyEnrolledHasOneRowForTheDay) {
    raw("update student set ended_at = '2026-10-01 00:00Z' where id = " + std::to_string(yui.value));
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.attendance().ensure_day(school, day, t(-60)), 2);
        EXPECT_EQ(tx.attendance().ensure_day(school, day, t(0)), 0);
    });
    const StudentId late_comer = add_student("転入", "生");
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.attendance().ensure_day(school, day, t(1)), 1);
        const auto rows = tx.attendance().day_of_school(school, day);
        ASSERT_EQ(rows.size(), 3u);
        EXPECT_EQ(rows[2].student, late_comer);
        for (const AttendanceRow& one : rows) EXPECT_EQ(one.presence, Presence::expected);
        EXPECT_TRUE(tx.attendance().day_of_school(school, add_days(day, 1)).empty());
    });
}

TEST_F(AttendanceTest, AMoveAppliesOnlyFromTheStateItWasDecidedOn) {
    make_day();
    in([&](Transaction& tx) {
        const auto applied =
            tx.attendance().apply({move(ken, Presence::expected, Presence::arrived, PresenceCause::scan_in),
                                   move(hana, Presence::absent, Presence::arrived, PresenceCause::scan_in),
                                   move(yui, Presence::expected, Presence::open, PresenceCause::cut_off)},
                                  t(1));
        ASSERT_EQ(applied.size(), 2u);
        EXPECT_EQ(applied[0].student, ken);
        EXPECT_EQ(applied[1].student, yui);
        EXPECT_TRUE(tx.attendance().apply({}, t(1)).empty());
    });
    EXPECT_EQ(row(hana).presence, Presence::expected);
    EXPECT_EQ(row(ken).presence, Presence::arrived);
    EXPECT_EQ(row(yui).presence, Presence::open);
    EXPECT_EQ(raw_one("select string_agg(from_presence || '>' || to_presence || ' by ' || cause, ', ' order by id) "
                      "from attendance_event"),
              "expected>arrived by scan_in, expected>open by cut_off");
}

TEST_F(AttendanceTest, SeveralMovesOfOneStudentGoOneAfterTheOther) {
    make_day();
    in([&](Transaction& tx) {
        const auto applied =
            tx.attendance().apply({move(hana, Presence::expected, Presence::absent, PresenceCause::report_absent),
                                   move(hana, Presence::absent, Presence::arrived, PresenceCause::scan_in),
                                   move(hana, Presence::expected, Presence::open, PresenceCause::cut_off)},
                                  t(1));
        EXPECT_EQ(applied.size(), 2u);
    });
    EXPECT_EQ(row(hana).presence, Presence::arrived);
}

TEST_F(AttendanceTest, AReportStaysOnTheRowAndAPromiseOnlyWhileLate) {
    make_day();
    const PersonId mother = add_person("佐藤 恵子");
    ReportId report;
    in([&](Transaction& tx) {
        report = tx.reports().insert(report_of(hana, mother), {}, t(0));
        AttendanceMove late = move(hana, Presence::expected, Presence::late, PresenceCause::report_late);
        late.report = report;
        late.due_at = t(90);
        EXPECT_EQ(tx.attendance().apply({late}, t(1)).size(), 1u);
    });
    EXPECT_EQ(row(hana).report, report);
    EXPECT_EQ(row(hana).due_at, t(90));
    in([&](Transaction& tx) {
        tx.attendance().apply({move(hana, Presence::late, Presence::arrived, PresenceCause::scan_in)}, t(2));
    });
    EXPECT_EQ(row(hana).report, report);
    EXPECT_FALSE(row(hana).due_at);
}

TEST_F(AttendanceTest, AScanAndACutOffAtTheSameInstantOneMovesTheRow) {
    make_day();
    std::vector<AttendanceMove> cut, scans;
    for (const StudentId student : {hana, ken, yui}) {
        cut.push_back(move(student, Presence::expected, Presence::open, PresenceCause::cut_off));
        scans.insert(scans.begin(), move(student, Presence::expected, Presence::arrived, PresenceCause::scan_in));
    }
    std::size_t opened = 0, arrived = 0;
    race(
        [&](Transaction& tx) {
            opened = tx.attendance().apply(cut, t(1)).size();
            return true;
        },
        [&](Transaction& tx) {
            arrived = tx.attendance().apply(scans, t(1)).size();
            return true;
        });
    EXPECT_EQ(opened + arrived, 3u);
    EXPECT_EQ(raw_one("select count(*)::text from attendance_event"), "3");
    EXPECT_EQ(raw_one("select count(*)::text from attendance_day where presence = 'open'"), std::to_string(opened));
}

TEST_F(AttendanceTest, OverduePromisesAreFoundInTheirOrder) {
    make_day();
    in([&](Transaction& tx) {
        std::vector<AttendanceMove> moves;
        for (const auto& [student, minutes] : {std::pair{hana, 90}, {ken, 60}, {yui, 200}}) {
            moves.push_back(move(student, Presence::expected, Presence::late, PresenceCause::report_late));
            moves.back().due_at = t(minutes);
        }
        tx.attendance().apply(moves, t(1));
    });
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.attendance().overdue_late(t(59), 10).empty());
        const auto overdue = tx.attendance().overdue_late(t(90), 10);
        ASSERT_EQ(overdue.size(), 2u);
        EXPECT_EQ(overdue[0].student, ken);
        EXPECT_EQ(overdue[1].student, hana);
        in([&](Transaction& other) {
            EXPECT_TRUE(other.attendance().overdue_late(t(90), 10).empty()) << "somebody is at it";
        });
    });
    in([&](Transaction& tx) { EXPECT_EQ(tx.attendance().overdue_late(t(90), 1).size(), 1u); });
}

TEST_F(AttendanceTest, AMonthIsReadFromItsFirstDayToItsLast) {
    const auto other_day = [&](int days) { return add_days(day, days); };
    in([&](Transaction& tx) {
        for (const int days : {-1, 0, 3, 4}) tx.attendance().ensure_day(school, other_day(days), t(0));
    });
    in([&](Transaction& tx) {
        const auto rows = tx.attendance().rows_between(hana, day, other_day(3));
        ASSERT_EQ(rows.size(), 2u);
        EXPECT_EQ(rows[0].day, day);
        EXPECT_EQ(rows[1].day, other_day(3));
        EXPECT_EQ(rows[0].student, hana);
    });
}

}  // namespace
}  // namespace todoke::store_test
