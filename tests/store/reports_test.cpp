#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

class ReportsTest : public World {
protected:
    void SetUp() override {
        World::SetUp();
        hana = add_student("佐藤", "花");
        mother = add_person("佐藤 恵子");
        mori = add_person("森");
    }
    ReportId insert(const Report& report) {
        ReportId id;
        in([&](Transaction& tx) { id = tx.reports().insert(report, InboxId{}, t(0)); });
        return id;
    }
    Report find(ReportId id) {
        std::optional<Report> report;
        in([&](Transaction& tx) { report = tx.reports().find(id, false); });
        return report.value();
    }

    StudentId hana;
    PersonId mother, mori;
};

TEST_F(ReportsTest, ReceiptNumbersCountPerSchoolAndYear) {
    const SchoolId elsewhere = add_school("minami");
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.reports().next_receipt_number(school, 2026), 1);
        EXPECT_EQ(tx.reports().next_receipt_number(school, 2026), 2);
        EXPECT_EQ(tx.reports().next_receipt_number(school, 2027), 1);
        EXPECT_EQ(tx.reports().next_receipt_number(elsewhere, 2026), 1);
    });
    EXPECT_FALSE(rolled_back([&](Transaction& tx) { tx.reports().next_receipt_number(school, 2026); }));
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.reports().next_receipt_number(school, 2026), 3) << "a number rolled back is free again";
    });
}

TEST_F(ReportsTest, ReceiptNumbersOfSimultaneousReportsDiffer) {
    constexpr int each = 25;
    std::mutex mutex;
    std::set<int> numbers;
    const auto draw = [&] {
        for (int i = 0; i < each; ++i)
            in([&](Transaction& tx) {
                const int number = tx.reports().next_receipt_number(school, 2026);
                const std::lock_guard lock(mutex);
                numbers.insert(number);
            });
    };
    std::thread other(draw);
    draw();
    other.join();
    EXPECT_EQ(numbers.size(), 2u * each);
    EXPECT_EQ(*numbers.rbegin(), 2 * each);
}

TEST_F(ReportsTest, AReportIsReadBackWhole) {
    Report report = report_of(hana, mother);
    report.first_day = day;
    report.last_day = add_days(day, 2);
    report.kind = "late";
    report.receipt_number = 4821;
    report.received_at = t(-3);
    report.reason = "hospital";
    report.reason_label = {{"ja", "通院"}, {"en", "hospital"}};
    report.remarks = "昼ごろ\n\"行きます\"";
    report.expected_time = TimeOfDay{std::chrono::minutes{10 * 60 + 30}};
    const ReportId id = insert(report);
    const Report read = find(id);
    EXPECT_EQ(read.public_id, report.public_id);
    EXPECT_EQ(read.school, school);
    EXPECT_EQ(read.student, hana);
    EXPECT_EQ(read.first_day, day);
    EXPECT_EQ(read.last_day, add_days(day, 2));
    EXPECT_EQ(read.kind, "late");
    EXPECT_EQ(read.version, 1);
    EXPECT_FALSE(read.supersedes);
    EXPECT_TRUE(read.is_current);
    EXPECT_EQ(read.state, ReportState::submitted);
    EXPECT_EQ(read.receipt_number, 4821);
    EXPECT_EQ(read.received_at, t(-3));
    EXPECT_EQ(read.reporter, mother);
    EXPECT_FALSE(read.acknowledged_by || read.acknowledged_at || read.about);
    EXPECT_EQ(read.reason, "hospital");
    EXPECT_EQ(read.reason_label, report.reason_label);
    EXPECT_EQ(read.remarks, report.remarks);
    EXPECT_EQ(read.expected_time, report.expected_time);
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.reports().find_by_public_id(report.public_id)->id, id);
        EXPECT_FALSE(tx.reports().find_by_public_id(new_public_id()));
        EXPECT_FALSE(tx.reports().find(ReportId{999'999}, true));
    });
}

TEST_F(ReportsTest, OneReportOfAKindIsCurrentForAStudentAndDay) {
    insert(report_of(hana, mother));
    EXPECT_EQ(failure_of([&](Transaction& tx) { tx.reports().insert(report_of(hana, mother), {}, t(1)); }),
              FailureCode::conflict);
    Report late = report_of(hana, mother);
    late.kind = "late";
    insert(late);
    Report tomorrow = report_of(hana, mother);
    tomorrow.first_day = tomorrow.last_day = add_days(day, 1);
    insert(tomorrow);
}

TEST_F(ReportsTest, TwoGuardiansReportingAtOnceOneIsFirst) {
    const PersonId father = add_person("佐藤 一郎");
    const auto [first, second] = race(
        [&](Transaction& tx) {
            tx.reports().insert(report_of(hana, mother), {}, t(0));
            return true;
        },
        [&](Transaction& tx) {
            tx.reports().insert(report_of(hana, father), {}, t(0));
            return true;
        });
    EXPECT_NE(first, second);
}

TEST_F(ReportsTest, AChangeTakesTheOldVersionsPlace) {
    const ReportId old = insert(report_of(hana, mother));
    Report change = report_of(hana, mother);
    change.version = 2;
    change.supersedes = old;
    change.remarks = "38.5度";
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.reports().retire(old, false, t(1)));
        EXPECT_FALSE(tx.reports().retire(old, false, t(1)));
        const ReportId fresh = tx.reports().insert(change, {}, t(1));
        const auto current = tx.reports().current_for(hana, day);
        ASSERT_EQ(current.size(), 1u);
        EXPECT_EQ(current[0].id, fresh);
        EXPECT_EQ(current[0].supersedes, old);
        EXPECT_EQ(current[0].version, 2);
    });
    EXPECT_FALSE(find(old).is_current);
    EXPECT_EQ(find(old).state, ReportState::submitted);
}

TEST_F(ReportsTest, TwoChangesOfOneReportAtOnceOneWins) {
    const ReportId old = insert(report_of(hana, mother));
    const auto change = [&](Transaction& tx) {
        if (!tx.reports().retire(old, false, t(1))) return false;
        Report next = report_of(hana, mother);
        next.version = 2;
        next.supersedes = old;
        tx.reports().insert(next, {}, t(1));
        return true;
    };
    const auto [first, second] = race(change, change);
    EXPECT_NE(first, second);
    in([&](Transaction& tx) { EXPECT_EQ(tx.reports().current_for(hana, day).size(), 1u); });
}

TEST_F(ReportsTest, AWithdrawnReportIsNoLongerCurrentAndMakesRoom) {
    const ReportId old = insert(report_of(hana, mother));
    in([&](Transaction& tx) { EXPECT_TRUE(tx.reports().retire(old, true, t(1))); });
    EXPECT_EQ(find(old).state, ReportState::withdrawn);
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.reports().current_for(hana, day).empty());
        EXPECT_FALSE(tx.reports().acknowledge(old, mori, t(2)));
    });
    insert(report_of(hana, mother));
}

TEST_F(ReportsTest, AReportIsAcknowledgedOnce) {
    const PersonId abe = add_person("阿部");
    const ReportId id = insert(report_of(hana, mother));
    const auto [first, second] = race([&](Transaction& tx) { return tx.reports().acknowledge(id, mori, t(2)); },
                                      [&](Transaction& tx) { return tx.reports().acknowledge(id, abe, t(3)); });
    EXPECT_NE(first, second);
    const Report read = find(id);
    EXPECT_EQ(read.state, ReportState::acknowledged);
    EXPECT_EQ(read.acknowledged_by, first ? mori : abe);
    EXPECT_EQ(read.acknowledged_at, first ? t(2) : t(3));
}

TEST_F(ReportsTest, AcknowledgementAndWithdrawalAtOnceExactlyOneHappens) {
    for (int round = 0; round < 10; ++round) {
        const ReportId id = insert(report_of(hana, mother));
        const auto [acknowledged, withdrawn] =
            race([&](Transaction& tx) { return tx.reports().acknowledge(id, mori, t(2)); },
                 [&](Transaction& tx) { return tx.reports().retire(id, true, t(2)); });
        EXPECT_NE(acknowledged, withdrawn);
        EXPECT_EQ(find(id).state, acknowledged ? ReportState::acknowledged : ReportState::withdrawn);
        raw("update report set is_current = false where is_current");
    }
}

TEST_F(ReportsTest, AnAcknowledgedReportNeverChangesExceptThatANewerTakesItsPlace) {
    const ReportId id = insert(report_of(hana, mother));
    in([&](Transaction& tx) {
        ASSERT_TRUE(tx.reports().acknowledge(id, mori, t(2)));
        EXPECT_FALSE(tx.reports().retire(id, false, t(3)));
        EXPECT_FALSE(tx.reports().retire(id, true, t(3)));
        tx.reports().mark_forwarded(id, t(3));
    });
    for (const char* change :
         {"state = 'submitted', acknowledged_at = null, acknowledged_by = null", "body_sealed = 'x'",
          "last_day = last_day + 1", "acknowledged_at = acknowledged_at + interval '1 s'", "kind = 'late'",
          "is_current = false, receipt_number = 9", "forwarded_at = received_at"})
        EXPECT_TRUE(raw_refused(std::string("update report set ") + change)) << change;
    raw("update report set is_current = false");
    EXPECT_TRUE(raw_refused("update report set is_current = true")) << "the past does not become the present again";
}

TEST_F(ReportsTest, CurrentReportsCoverEveryDayOfTheirRange) {
    Report range = report_of(hana, mother);
    range.last_day = add_days(day, 3);
    const ReportId id = insert(range);
    in([&](Transaction& tx) {
        for (const int offset : {0, 1, 3})
            EXPECT_EQ(tx.reports().current_for(hana, add_days(day, offset)).size(), 1u) << offset;
        for (const int offset : {-1, 4})
            EXPECT_TRUE(tx.reports().current_for(hana, add_days(day, offset)).empty()) << offset;
        EXPECT_EQ(tx.reports().current_by_reporter(mother, add_days(day, 3)).at(0).id, id);
        EXPECT_TRUE(tx.reports().current_by_reporter(mother, add_days(day, 4)).empty());
        EXPECT_TRUE(tx.reports().current_by_reporter(mori, day).empty());
    });
}

TEST_F(ReportsTest, WhatWaitsTooLongIsPassedOnOnce) {
    const StudentId ken = add_student("田中", "健"), yui = add_student("山田", "結衣");
    const ReportId first = insert(report_of(hana, mother));
    Report later = report_of(ken, mother);
    later.received_at = t(1);
    const ReportId second = insert(later);
    Report newest = report_of(yui, mother);
    newest.received_at = t(20);
    insert(newest);
    in([&](Transaction& tx) {
        const auto waiting = tx.reports().unacknowledged(school, t(20));
        ASSERT_EQ(waiting.size(), 2u);
        EXPECT_EQ(waiting[0].id, first);
        EXPECT_EQ(waiting[1].id, second);
        tx.reports().mark_forwarded(first, t(21));
        ASSERT_TRUE(tx.reports().acknowledge(second, mori, t(21)));
    });
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.reports().unacknowledged(school, t(20)).empty());
        EXPECT_TRUE(tx.reports().acknowledge(first, mori, t(22))) << "passed on is not confirmed";
    });
}

TEST_F(ReportsTest, NotesStandInOrderAndStayWithTheirReport) {
    const ReportId id = insert(report_of(hana, mother));
    in([&](Transaction& tx) {
        tx.reports().add_note({.report = id, .author = mori, .from_staff = true, .text = "承知しました。", .at = t(5)});
        tx.reports().add_note(
            {.report = id, .author = mother, .from_staff = false, .text = "ありがとうございます", .at = t(6)});
        const auto notes = tx.reports().notes(id);
        ASSERT_EQ(notes.size(), 2u);
        EXPECT_EQ(notes[0].text, "承知しました。");
        EXPECT_TRUE(notes[0].from_staff);
        EXPECT_EQ(notes[0].author, mori);
        EXPECT_EQ(notes[0].at, t(5));
        EXPECT_EQ(notes[1].text, "ありがとうございます");
        EXPECT_FALSE(notes[1].from_staff);
    });
    EXPECT_EQ(
        failure_of([&](Transaction& tx) { tx.reports().add_note({.report = ReportId{999'999}, .author = mori}); }),
        FailureCode::not_found);
}

TEST_F(ReportsTest, LateInputIsOnTheStaffListUntilSomebodyTicksItOff) {
    const Value draft = Value::object({{"kind", "absence_sick"}, {"remarks", "熱が出ました"}});
    TaskId task;
    in([&](Transaction& tx) {
        task = tx.reports().add_late_input(
            {.school = school, .student = hana, .day = day, .person = mother, .received_at = t(35), .draft = draft});
        EXPECT_EQ(tx.reports().add_late_input({.school = school,
                                               .student = hana,
                                               .day = day,
                                               .person = mother,
                                               .received_at = t(36),
                                               .draft = draft}),
                  task);
    });
    in([&](Transaction& tx) {
        const auto inputs = tx.reports().late_inputs(school, day);
        ASSERT_EQ(inputs.size(), 2u);
        EXPECT_EQ(inputs[0].id, task);
        EXPECT_EQ(inputs[0].student, hana);
        EXPECT_EQ(inputs[0].received_at, t(35));
        EXPECT_EQ(inputs[0].draft, draft);
        EXPECT_TRUE(tx.reports().late_inputs(school, add_days(day, 1)).empty());
        ASSERT_EQ(tx.cases().open_tasks(school).size(), 1u);
        EXPECT_EQ(tx.cases().open_tasks(school)[0].kind, "late_input");
        EXPECT_TRUE(tx.reports().current_for(hana, day).empty()) << "it is no report";
        EXPECT_TRUE(tx.cases().finish_task(task, mori, t(40)));
        EXPECT_TRUE(tx.reports().late_inputs(school, day).empty());
    });
}

TEST_F(ReportsTest, AMonthTellsTheReportsThatTouchItAndThoseTakenBack) {
    const auto submit = [&](int first, int last, const std::string& kind) {
        Report report = report_of(hana, mother);
        report.first_day = add_days(day, first);
        report.last_day = add_days(day, last);
        report.kind = kind;
        return insert(report);
    };
    submit(-2, -1, "before");
    const ReportId reaching_in = submit(-1, 0, "reaching_in"), inside = submit(2, 2, "inside");
    submit(6, 6, "after");
    const ReportId taken_back = submit(3, 3, "taken_back"), changed = submit(4, 4, "changed");
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.reports().retire(taken_back, true, t(1)));
        EXPECT_TRUE(tx.reports().retire(changed, false, t(1)));
    });
    in([&](Transaction& tx) {
        std::vector<ReportId> shown;
        for (const Report& report : tx.reports().told_between(hana, day, add_days(day, 5))) shown.push_back(report.id);
        EXPECT_EQ(shown, (std::vector{reaching_in, inside, taken_back}));
    });
}

}  // namespace
}  // namespace todoke::store_test
