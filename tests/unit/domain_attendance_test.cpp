#include "domain/attendance/report.hpp"
#include "domain/attendance/scan.hpp"
#include "domain_support.hpp"

#include <map>

#include <gtest/gtest.h>

namespace todoke::domain_test {
namespace {

using namespace std::chrono_literals;
using Verdict = Timeliness::Verdict;

constexpr Presence all_presences[] = {Presence::expected, Presence::arrived, Presence::absent, Presence::late,
                                      Presence::excused,  Presence::open,    Presence::closed};
constexpr PresenceCause all_causes[] = {
    PresenceCause::scan_in,       PresenceCause::report_absent,    PresenceCause::report_late,
    PresenceCause::report_coming, PresenceCause::report_withdrawn, PresenceCause::answer_absent,
    PresenceCause::answer_late,   PresenceCause::seen_by_staff,    PresenceCause::cut_off,
    PresenceCause::late_overdue,  PresenceCause::closed_by_staff,  PresenceCause::excused_by_staff};

// --- presence ---

TEST(Presence, OnlyTheseMovesExist) {
    const std::map<std::pair<Presence, PresenceCause>, Presence> moves{
        {{Presence::expected, PresenceCause::scan_in}, Presence::arrived},
        {{Presence::expected, PresenceCause::seen_by_staff}, Presence::arrived},
        {{Presence::expected, PresenceCause::report_absent}, Presence::absent},
        {{Presence::expected, PresenceCause::report_late}, Presence::late},
        {{Presence::expected, PresenceCause::answer_absent}, Presence::absent},
        {{Presence::expected, PresenceCause::answer_late}, Presence::late},
        {{Presence::expected, PresenceCause::cut_off}, Presence::open},
        {{Presence::expected, PresenceCause::excused_by_staff}, Presence::excused},
        {{Presence::late, PresenceCause::scan_in}, Presence::arrived},
        {{Presence::late, PresenceCause::seen_by_staff}, Presence::arrived},
        {{Presence::late, PresenceCause::late_overdue}, Presence::open},
        {{Presence::late, PresenceCause::report_absent}, Presence::absent},
        {{Presence::late, PresenceCause::answer_absent}, Presence::absent},
        {{Presence::late, PresenceCause::report_withdrawn}, Presence::expected},
        {{Presence::absent, PresenceCause::scan_in}, Presence::arrived},
        {{Presence::absent, PresenceCause::seen_by_staff}, Presence::arrived},
        {{Presence::absent, PresenceCause::report_late}, Presence::late},
        {{Presence::absent, PresenceCause::report_coming}, Presence::late},
        {{Presence::absent, PresenceCause::report_withdrawn}, Presence::expected},
        {{Presence::open, PresenceCause::scan_in}, Presence::arrived},
        {{Presence::open, PresenceCause::seen_by_staff}, Presence::arrived},
        {{Presence::open, PresenceCause::report_absent}, Presence::absent},
        {{Presence::open, PresenceCause::report_late}, Presence::late},
        {{Presence::open, PresenceCause::answer_absent}, Presence::absent},
        {{Presence::open, PresenceCause::answer_late}, Presence::late},
        {{Presence::open, PresenceCause::closed_by_staff}, Presence::closed}};
    for (const Presence from : all_presences)
        for (const PresenceCause cause : all_causes) {
            const auto move = move_presence(from, cause);
            const auto expected = moves.find({from, cause});
            ASSERT_EQ(move.has_value(), expected != moves.end()) << to_text(from) << " " << to_text(cause);
            if (!move) continue;
            EXPECT_EQ(move->to, expected->second) << to_text(from) << " " << to_text(cause);
            EXPECT_EQ(move->ends_search, from == Presence::open) << to_text(from) << " " << to_text(cause);
            EXPECT_EQ(move->staff_told, from == Presence::absent && cause == PresenceCause::scan_in);
        }
}

TEST(Presence, NamesRoundTripAndAreDistinct) {
    for (const Presence presence : all_presences) EXPECT_EQ(presence_from(to_text(presence)), presence);
    EXPECT_FALSE(presence_from("missing"));
    std::map<std::string, int> names;
    for (const PresenceCause cause : all_causes) ++names[to_text(cause)];
    EXPECT_EQ(names.size(), std::size(all_causes));
}

// --- deadlines ---

TEST(Deadline, TheDeadlineSecondItselfIsInTime) {
    const School school = aoba();
    const ReportKind& kind = *school.kind("absence_sick");
    const SchoolDay today = day("2026-11-24");
    EXPECT_EQ(judge_time(school, kind, today, at("2026-11-24 07:59")).verdict, Verdict::in_time);
    EXPECT_EQ(judge_time(school, kind, today, at("2026-11-24 08:00")).verdict, Verdict::in_time);
    EXPECT_EQ(judge_time(school, kind, today, at("2026-11-24 08:00", 1us)).verdict, Verdict::too_late);
    EXPECT_EQ(judge_time(school, kind, today, at("2026-11-24 08:01")).verdict, Verdict::too_late);
    EXPECT_EQ(judge_time(school, kind, today, at("2026-11-24 08:01")).deadline, at("2026-11-24 08:00"));
}

TEST(Deadline, EachKindHasItsOwn) {
    const School school = aoba();
    EXPECT_EQ(judge_time(school, *school.kind("coming"), day("2026-11-24"), at("2026-11-24 13:00")).verdict,
              Verdict::in_time);
    EXPECT_EQ(judge_time(school, *school.kind("coming"), day("2026-11-24"), at("2026-11-24 13:00", 1us)).verdict,
              Verdict::too_late);
}

TEST(Deadline, ASchoolMayTakeLateNotices) {
    const School school = aoba();
    ReportKind kind = *school.kind("late");
    kind.late_notice = true;
    EXPECT_EQ(judge_time(school, kind, day("2026-11-24"), at("2026-11-24 08:00")).verdict, Verdict::in_time);
    EXPECT_EQ(judge_time(school, kind, day("2026-11-24"), at("2026-11-24 08:30")).verdict, Verdict::late_notice);
}

TEST(Deadline, ALaterDayIsJudgedByItsOwnDeadline) {
    const School school = aoba();
    const ReportKind& kind = *school.kind("absence_sick");
    EXPECT_EQ(judge_time(school, kind, day("2026-11-25"), at("2026-11-24 20:00")).verdict, Verdict::in_time);
    EXPECT_EQ(judge_time(school, kind, day("2026-11-25"), at("2026-11-24 20:00")).deadline, at("2026-11-25 08:00"));
    EXPECT_EQ(judge_time(school, kind, day("2026-11-24"), at("2026-11-22 20:00")).verdict, Verdict::in_time);
}

TEST(Deadline, MidnightBelongsToTheNewDay) {
    const School school = aoba();
    const ReportKind& kind = *school.kind("absence_sick");
    EXPECT_EQ(judge_time(school, kind, day("2026-11-24"), at("2026-11-25 00:00", -1us)).verdict, Verdict::too_late);
    EXPECT_EQ(judge_time(school, kind, day("2026-11-24"), at("2026-11-25 00:00")).verdict, Verdict::past_day);
}

TEST(Deadline, OnlySchoolDaysWithinReachAreTaken) {
    const School school = aoba();
    const ReportKind& kind = *school.kind("absence_sick");
    const Instant now = at("2026-11-20 07:00");  // a Friday before a long weekend
    EXPECT_EQ(judge_time(school, kind, day("2026-11-19"), now).verdict, Verdict::past_day);
    EXPECT_EQ(judge_time(school, kind, day("2026-11-21"), now).verdict, Verdict::not_a_school_day) << "Saturday";
    EXPECT_EQ(judge_time(school, kind, day("2026-11-22"), now).verdict, Verdict::not_a_school_day) << "Sunday";
    EXPECT_EQ(judge_time(school, kind, day("2026-11-23"), now).verdict, Verdict::not_a_school_day) << "holiday";
    EXPECT_EQ(judge_time(school, kind, day("2026-11-24"), now).verdict, Verdict::in_time);
    EXPECT_EQ(judge_time(school, kind, day("2026-12-04"), now).verdict, Verdict::in_time) << "14 days ahead";
    EXPECT_EQ(judge_time(school, kind, day("2026-12-05"), now).verdict, Verdict::too_far_ahead);
    EXPECT_EQ(judge_time(school, *school.kind("coming"), day("2026-11-24"), now).verdict, Verdict::too_far_ahead)
        << "登校 is for the same day";
}

// --- what a report allows ---

TEST(Report, AfterAcknowledgementOnlyComingRemains) {
    Report report;
    EXPECT_EQ(family_may(report), FamilyMay::change);
    report.state = ReportState::acknowledged;
    EXPECT_EQ(family_may(report), FamilyMay::only_coming);
    report.is_current = false;
    EXPECT_EQ(family_may(report), FamilyMay::nothing);
    report = {};
    report.state = ReportState::withdrawn;
    EXPECT_EQ(family_may(report), FamilyMay::nothing);
}

TEST(Report, IsAcknowledgedOnceAndOnlyWhileItStands) {
    Report report;
    EXPECT_EQ(judge_acknowledgement(report), AcknowledgeVerdict::acknowledge);
    report.state = ReportState::acknowledged;
    EXPECT_EQ(judge_acknowledgement(report), AcknowledgeVerdict::already_acknowledged);
    report = {};
    report.is_current = false;
    EXPECT_EQ(judge_acknowledgement(report), AcknowledgeVerdict::superseded);
    report.state = ReportState::withdrawn;
    EXPECT_EQ(judge_acknowledgement(report), AcknowledgeVerdict::withdrawn);
}

TEST(Report, StatesKeepTheirSpelling) {
    for (const auto state : {ReportState::submitted, ReportState::acknowledged, ReportState::withdrawn})
        EXPECT_EQ(report_state_from(to_text(state)), state);
    EXPECT_FALSE(report_state_from("open"));
}

// --- scans ---

struct ScanCase {
    Scan scan{.seq = 1, .credential = "x", .at = at("2026-11-24 08:01")};
    ScanContext context;
    ScanPolicy policy;
    SchoolDay day_of_scan = day("2026-11-24"), today = day("2026-11-24");
    Instant received_at = at("2026-11-24 08:01", 2s);

    ScanEffect judged() const { return judge_scan(scan, context, policy, day_of_scan, today, received_at); }
};

TEST(Scan, ArrivesAndTellsTheFamilyOnce) {
    ScanCase c;
    const ScanEffect effect = c.judged();
    ASSERT_TRUE(effect.move);
    EXPECT_EQ(effect.move->to, Presence::arrived);
    EXPECT_TRUE(effect.notify_family);
    EXPECT_FALSE(effect.late_upload);
    EXPECT_FALSE(effect.reason.empty());
}

TEST(Scan, ARepeatWithinFiveMinutesIsSilent) {
    ScanCase c;
    c.context.presence = Presence::arrived;
    c.context.last_notice = c.scan.at - (5min - 1s);
    EXPECT_FALSE(c.judged().notify_family);
    c.context.last_notice = c.scan.at + (5min - 1s);
    EXPECT_FALSE(c.judged().notify_family) << "uploads come in any order";
    c.context.last_notice = c.scan.at - 5min;
    EXPECT_TRUE(c.judged().notify_family);
    EXPECT_FALSE(c.judged().move) << "arrived already";
}

TEST(Scan, OlderThanTwoMinutesSaysItsTrueTime) {
    ScanCase c;
    c.received_at = c.scan.at + 2min;
    EXPECT_FALSE(c.judged().late_upload);
    c.received_at += 1us;
    EXPECT_TRUE(c.judged().late_upload);
    EXPECT_TRUE(c.judged().notify_family);
}

TEST(Scan, OfAnEarlierDayPutsThatDayRightWithoutANotice) {
    ScanCase c;
    c.today = day("2026-11-25");
    c.received_at = at("2026-11-25 07:00");
    c.context.presence = Presence::open;
    const ScanEffect effect = c.judged();
    ASSERT_TRUE(effect.move);
    EXPECT_TRUE(effect.move->ends_search);
    EXPECT_FALSE(effect.notify_family);
}

TEST(Scan, AtTwoGatesAtOnceIsFlaggedAndChangesNothing) {
    ScanCase c;
    for (const Instant elsewhere : {c.scan.at - 2min, c.scan.at, c.scan.at + 2min}) {
        c.context.last_elsewhere = elsewhere;
        const ScanEffect effect = c.judged();
        EXPECT_TRUE(effect.impossible);
        EXPECT_FALSE(effect.move);
        EXPECT_FALSE(effect.notify_family);
    }
    c.context.last_elsewhere = c.scan.at - 2min - 1s;
    EXPECT_FALSE(c.judged().impossible);
    EXPECT_TRUE(c.judged().move);
}

TEST(Scan, OfAChildReportedAbsentIsShownToStaff) {
    ScanCase c;
    c.context.presence = Presence::absent;
    ASSERT_TRUE(c.judged().move);
    EXPECT_TRUE(c.judged().move->staff_told);
    EXPECT_TRUE(c.judged().notify_family);
}

TEST(Scan, OutwardsMovesNobody) {
    ScanCase c;
    c.scan.direction = Direction::out;
    for (const Presence presence : all_presences) {
        c.context.presence = presence;
        EXPECT_FALSE(c.judged().move);
        EXPECT_TRUE(c.judged().notify_family);
    }
}

TEST(Scan, TheSchoolChoosesWhichPassagesAreNews) {
    ScanCase c;
    c.policy.notice = ScanPolicy::Notice::pull;
    EXPECT_FALSE(c.judged().notify_family);
    EXPECT_TRUE(c.judged().move) << "presence does not depend on notices";

    c.policy.notice = ScanPolicy::Notice::first_in_last_out;
    EXPECT_TRUE(c.judged().notify_family);
    c.context.first_in = false;
    EXPECT_FALSE(c.judged().notify_family);
    c.scan.direction = Direction::out;
    EXPECT_TRUE(c.judged().notify_family);

    c = {};
    c.policy.notice = ScanPolicy::Notice::exceptions;
    EXPECT_FALSE(c.judged().notify_family);
    c.context.presence = Presence::absent;
    EXPECT_TRUE(c.judged().notify_family);
    c.context.presence = Presence::open;
    EXPECT_TRUE(c.judged().notify_family);
    c.context.presence = Presence::late;
    EXPECT_TRUE(c.judged().notify_family) << "who was promised late has come";
    c.context.presence = Presence::arrived;
    EXPECT_FALSE(c.judged().notify_family);
}

TEST(Scan, LeavingBeforeTheUsualTimeDeviates) {
    ScanCase c;
    c.policy.notice = ScanPolicy::Notice::exceptions;
    c.scan.direction = Direction::out;
    c.context.presence = Presence::arrived;
    EXPECT_FALSE(c.judged().notify_family) << "no usual time is known";
    c.policy.usual_home_time = TimeOfDay{14h + 30min};
    c.context.time = TimeOfDay{14h + 29min};
    EXPECT_TRUE(c.judged().notify_family);
    c.context.time = TimeOfDay{14h + 30min};
    EXPECT_FALSE(c.judged().notify_family);
    c.scan.direction = Direction::in;
    c.context.time = TimeOfDay{9h};
    EXPECT_FALSE(c.judged().notify_family) << "coming back in is not leaving";
}

TEST(Scan, WithoutAChoiceAndWithoutAQuotaEveryPassingIsTold) {
    ScanCase c;
    ASSERT_FALSE(c.policy.notice);
    EXPECT_TRUE(c.judged().notify_family);
}

TEST(Scan, SpellingOfTheOutsideInterface) {
    EXPECT_STREQ(to_text(ScanStatus::accepted), "accepted");
    EXPECT_STREQ(to_text(ScanStatus::duplicate), "duplicate");
    EXPECT_STREQ(to_text(ScanStatus::unknown_credential), "unknown_credential");
    EXPECT_STREQ(to_text(ScanStatus::revoked_credential), "revoked_credential");
    EXPECT_STREQ(to_text(ScanStatus::malformed), "malformed");
    EXPECT_EQ(direction_from("in"), Direction::in);
    EXPECT_EQ(direction_from("out"), Direction::out);
    EXPECT_FALSE(direction_from("IN"));
}

// --- school ---

TEST(School, FindsWhatItsFileNames) {
    School school = aoba();
    school.gates = {{.code = "main", .label = {{"ja", "正門"}}}};
    EXPECT_EQ(school.kind("late")->code, "late");
    EXPECT_EQ(school.kind("picnic"), nullptr);
    EXPECT_EQ(school.gate("main")->label.at("ja"), "正門");
    EXPECT_EQ(school.gate("back"), nullptr);
    EXPECT_EQ(find_reason(*school.kind("late"), "family")->code, "family");
    EXPECT_EQ(find_reason(*school.kind("late"), "fever"), nullptr);
}

TEST(School, StaffHoursAreSchoolDaysFromUntil) {
    const School school = aoba();
    EXPECT_FALSE(in_staff_hours(school, at("2026-11-24 07:30", -1us)));
    EXPECT_TRUE(in_staff_hours(school, at("2026-11-24 07:30")));
    EXPECT_TRUE(in_staff_hours(school, at("2026-11-24 17:00", -1us)));
    EXPECT_FALSE(in_staff_hours(school, at("2026-11-24 17:00")));
    EXPECT_FALSE(in_staff_hours(school, at("2026-11-23 10:00"))) << "holiday";
    EXPECT_FALSE(in_staff_hours(school, at("2026-11-22 10:00"))) << "Sunday";
}

TEST(School, NextStaffTimeSkipsNightsAndClosedDays) {
    const School school = aoba();
    EXPECT_EQ(next_staff_time(school, at("2026-11-24 10:00")), at("2026-11-24 10:00"));
    EXPECT_EQ(next_staff_time(school, at("2026-11-24 06:00")), at("2026-11-24 07:30"));
    EXPECT_EQ(next_staff_time(school, at("2026-11-24 17:00")), at("2026-11-25 07:30"));
    EXPECT_EQ(next_staff_time(school, at("2026-11-20 18:00")), at("2026-11-24 07:30")) << "over a long weekend";
}

TEST(School, ASchoolThatNeverOpensIsToldAtOnce) {
    School school = aoba();
    for (int i = 0; i < 800; ++i) school.closed_days.push_back(add_days(day("2026-11-01"), i));
    EXPECT_EQ(next_staff_time(school, at("2026-11-24 18:00")), at("2026-11-24 18:00"));
}

}  // namespace
}  // namespace todoke::domain_test
