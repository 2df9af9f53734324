#include "domain_form_fixture.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace todoke::domain_test {
namespace {

TEST_F(ReportForm, AsksInOrderUntilNothingIsMissing) {
    const std::pair<const char*, std::string> turns[] = {{"child", hana().public_id}, {"kind", "late"},
                                                         {"reason", "headache"},      {"day", "2026-11-24"},
                                                         {"expected_time", "9:30"},   {"remarks", "skip"}};
    for (const auto& [slot, raw] : turns) {
        EXPECT_EQ(next(), slot);
        EXPECT_EQ(answer(slot, raw), "");
    }
    EXPECT_EQ(next(), "");
    EXPECT_FALSE(form.check(draft, context));
    EXPECT_EQ(draft, Value::object({{"child", hana().public_id},
                                    {"kind", "late"},
                                    {"reason", "headache"},
                                    {"day", "2026-11-24"},
                                    {"expected_time", "09:30"},
                                    {"remarks", ""}}));
}

TEST_F(ReportForm, AsksTheExpectedTimeOnlyWhereTheKindWantsIt) {
    start("absence_sick");
    Codes needed;
    for (const Slot* slot : needed_slots(form, draft, context)) needed.push_back(slot->name);
    EXPECT_EQ(needed, (Codes{"child", "kind", "reason", "day", "remarks"}));
}

TEST_F(ReportForm, GoesBackOneSlotAtATime) {
    EXPECT_EQ(previous(), "");
    start("late");
    EXPECT_EQ(previous(), "kind");
    draft.erase("kind");
    EXPECT_EQ(previous(), "child");
}

TEST_F(ReportForm, GoingBackSkipsWhatLeavesNoChoice) {
    context = context_of(school, context.now, {hana()});
    fill_obvious(form, draft, context);
    EXPECT_EQ(draft["child"].as_string(), hana().public_id);
    EXPECT_EQ(next(), "kind");
    EXPECT_EQ(previous(), "");
}

TEST_F(ReportForm, FillsOnlyWhatLeavesNoChoice) {
    fill_obvious(form, draft, context);
    EXPECT_EQ(draft, Value::object()) << "two children";
    school.kinds.resize(1);
    school.kinds[0].reasons.resize(1);
    school.kinds[0].same_day_only = true;
    answer("child", ken().public_id);
    fill_obvious(form, draft, context);
    EXPECT_EQ(next(), "remarks") << "remarks are never filled for a person";
    EXPECT_EQ(draft["day"].as_string(), "2026-11-24");
}

TEST_F(ReportForm, AChangedKindForgetsItsReasonAndTime) {
    start("late");
    answer("reason", "headache");
    answer("day", "today");
    answer("expected_time", "10:00");
    answer("kind", "late");
    EXPECT_EQ(draft["reason"].as_string(), "headache") << "the same again changes nothing";
    answer("kind", "absence_sick");
    EXPECT_FALSE(draft.find("reason"));
    EXPECT_FALSE(draft.find("expected_time"));
    EXPECT_EQ(draft["day"].as_string(), "2026-11-24");
}

TEST_F(ReportForm, WhatNoLongerHoldsIsAskedAgain) {
    start("absence_sick");
    answer("reason", "fever");
    answer("day", "today");
    answer("remarks", "skip");
    EXPECT_EQ(next(), "");
    context.now = at("2026-11-25 06:00");
    EXPECT_EQ(next(), "day") << "the saved day has passed";
    EXPECT_EQ(form.check(draft, context)->text_key, "report.problem.past_day");
    answer("day", "today");
    fill(form, draft, "reason", "other");
    EXPECT_EQ(next(), "remarks") << "その他 needs remarks";
    EXPECT_EQ(form.check(draft, context)->text_key, "report.problem.needs_remarks");
    fill(form, draft, "remarks", "ねんざ");
    EXPECT_EQ(next(), "");
    school.kinds[0].reasons.pop_back();
    EXPECT_EQ(next(), "reason") << "the school took it off the list";
}

TEST_F(ReportForm, OptionsCarryCodesAndLabels) {
    EXPECT_EQ(options("child"), (Codes{hana().public_id, ken().public_id, hana().public_id + "+" + ken().public_id}));
    EXPECT_EQ(view("child").options[0].label, argument::person(hana().public_id, "ハナ"));
    EXPECT_EQ(view("child").options[0].slot, "child");
    start("late");
    EXPECT_EQ(options("reason"), (Codes{"headache", "hospital_visit", "family", "other"}));
    EXPECT_EQ(view("kind").raw, "late");
    EXPECT_EQ(view("kind").value, argument::coded("late", school.kind("late")->label));
    EXPECT_EQ(view("reason").depends_on, "kind");
    EXPECT_EQ(view("remarks").max_length, 200u);
}

TEST_F(ReportForm, ComingIsOfferedOnlyToAChildWhoIsAbsentToday) {
    answer("child", hana().public_id);
    EXPECT_EQ(options("kind"), (Codes{"absence_sick", "absence_other", "late"}));
    EXPECT_EQ(answer("kind", "登校"), "report.problem.no_absence");
    EXPECT_EQ(answer("kind", "coming"), "report.problem.no_absence");
    context.children[0].absent_days = {day("2026-11-25")};
    EXPECT_EQ(options("kind").size(), 3u) << "absent tomorrow is not absent today";
    context.children[0].absent_days = {day("2026-11-24")};
    EXPECT_EQ(options("kind").back(), "coming");
    EXPECT_EQ(answer("kind", "登校"), "");
    EXPECT_EQ(options("day"), (Codes{"2026-11-24"}));
    answer("child", ken().public_id);
    EXPECT_EQ(next(), "kind") << "the other child is not absent";
}

TEST_F(ReportForm, ChildrenOfAHallAreNotReported) {
    School hall = aoba();
    hall.takes_reports = false;
    context.children[1].school = &hall;
    EXPECT_EQ(options("child"), (Codes{hana().public_id}));
    EXPECT_EQ(answer("child", ken().public_id), "report.problem.not_an_option");
}

TEST_F(ReportForm, WithoutAChildKindsAreThoseOfTheOnlySchool) {
    EXPECT_EQ(options("kind").size(), 3u);
    School other_school = aoba();
    other_school.id = SchoolId{2};
    context.children[1].school = &other_school;
    EXPECT_TRUE(options("kind").empty()) << "two schools, two lists: the child first";
    EXPECT_EQ(answer("day", "today"), "report.problem.not_a_day");
}

TEST_F(ReportForm, WithoutChildrenNothingCrashes) {
    context.children.clear();
    for (const Slot& slot : form.slots) {
        EXPECT_NO_THROW((void)slot.view(draft, context));
        EXPECT_NO_THROW((void)slot.read("1", draft, context));
    }
    EXPECT_EQ(next(), "child");
}

TEST_F(ReportForm, OffersTodayTheNextSchoolDayAndThePicker) {
    start("absence_sick");
    EXPECT_EQ(options("day"), (Codes{"2026-11-24", "2026-11-25", "pick_day"}));
    EXPECT_EQ(view("day").options[0].label, Value("choice.today"));
    EXPECT_EQ(view("day").options[1].label, Value("choice.tomorrow"));
    EXPECT_EQ(view("day").options[2].style, Choice::Style::date_picker);
    EXPECT_EQ(view("day").options[2].extra, "2026-11-24/2026-12-08");
    EXPECT_EQ(view("day").earliest, "2026-11-24");
    EXPECT_EQ(view("day").latest, "2026-12-08");
}

TEST_F(ReportForm, TodayIsOfferedAfterTheDeadlineToo) {
    start("absence_sick");
    context.now = at("2026-11-24 09:00");
    EXPECT_EQ(options("day").front(), "2026-11-24") << "sending decides, and what comes too late is kept for staff";
}

TEST_F(ReportForm, OverALongWeekendTheNextSchoolDayStandsByItsDate) {
    start("absence_sick");
    context.now = at("2026-11-20 07:00");
    EXPECT_EQ(options("day"), (Codes{"2026-11-20", "2026-11-24", "pick_day"}));
    EXPECT_EQ(view("day").options[1].label, argument::day(day("2026-11-24")));
    context.now = at("2026-11-21 07:00");
    EXPECT_EQ(options("day"), (Codes{"2026-11-24", "pick_day"}));
}

TEST_F(ReportForm, ASameDayKindOffersOnlyToday) {
    for (ReportKind& kind : school.kinds) kind.same_day_only = true;
    start("late");
    EXPECT_EQ(options("day"), (Codes{"2026-11-24"}));
    EXPECT_EQ(answer("day", "2026-11-25"), "report.problem.too_far_ahead");
}

}  // namespace
}  // namespace todoke::domain_test
