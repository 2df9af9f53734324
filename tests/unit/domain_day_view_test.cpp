#include "domain/attendance/day_view.hpp"
#include "domain/people/kinship.hpp"
#include "tests/unit/domain_support.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using Effect = ReportKind::Effect;

TEST(SaidOfDay, TakesTheStrongest) {
    EXPECT_EQ(said_of_day({}), std::nullopt);
    EXPECT_EQ(said_of_day({Effect::none}), std::nullopt);
    EXPECT_EQ(said_of_day({Effect::leaves_early, Effect::late}), Effect::late);
    EXPECT_EQ(said_of_day({Effect::late, Effect::absent}), Effect::absent);
    EXPECT_EQ(said_of_day({Effect::absent, Effect::coming}), Effect::coming);
}

TEST(MarkOfDay, SaysOneThing) {
    struct Row {
        bool school_day;
        std::optional<Presence> presence;
        std::optional<Effect> said;
        DayMark mark;
    };
    using P = Presence;
    using M = DayMark;
    const std::optional<P> no_row;
    const std::optional<Effect> nothing;
    const Row table[] = {
        {true, no_row, nothing, M::unknown},
        {false, no_row, nothing, M::closed},
        {true, P::expected, nothing, M::unknown},
        {false, P::expected, nothing, M::closed},
        {true, P::arrived, nothing, M::present},
        {false, P::arrived, nothing, M::present},  // a Saturday at school
        {true, P::arrived, Effect::late, M::late},
        {true, P::arrived, Effect::absent, M::present},  // reported absent, but there
        {true, P::arrived, Effect::coming, M::present},
        {true, P::arrived, Effect::leaves_early, M::present},
        {true, P::late, nothing, M::late},
        {true, P::absent, nothing, M::absent},
        {true, P::absent, Effect::absent, M::absent},
        {true, no_row, Effect::absent, M::absent},  // reported for a day to come
        {true, P::expected, Effect::absent, M::absent},
        {true, no_row, Effect::late, M::late},
        {true, no_row, Effect::coming, M::unknown},
        {true, P::open, nothing, M::unknown},
        {true, P::closed, nothing, M::unknown},
        {true, P::excused, nothing, M::unknown},
    };
    for (const Row& row : table)
        EXPECT_EQ(mark_of_day(row.school_day, row.presence, row.said), row.mark)
            << (row.presence ? to_text(*row.presence) : "no row") << " " << to_text(row.mark);
}

const PersonId mother{1}, father{2}, teacher{3}, himself{4};

Student hana() {
    Student student{.id = StudentId{7}, .school = SchoolId{1}};
    student.class_ref = {3, "2"};
    return student;
}

std::vector<Relation> of(Role role) {
    Relation relation{.school = SchoolId{1}, .role = role};
    if (!is_staff(role)) relation.student = StudentId{7};
    if (role == Role::homeroom_teacher || role == Role::deputy_homeroom_teacher) relation.class_ref = ClassRef{3, "2"};
    return {relation};
}

TEST(SightOfReport, ShowsEachRoleWhatItMayKnow) {
    using Sight = ReportSight;
    struct Row {
        const char* who;
        std::vector<Relation> relations;
        PersonId viewer, reporter;
        std::vector<PersonId> shielded;
        Sight sight;
    };
    const Row table[] = {
        {"who reported", of(Role::guardian), mother, mother, {}, Sight::whole},
        {"the other guardian", of(Role::guardian), father, mother, {}, Sight::kind},
        {"shielded, own report", of(Role::guardian), father, father, {father}, Sight::whole},
        {"shielded, the other's", of(Role::guardian), father, mother, {father}, Sight::nothing},
        {"the other of a shielded", of(Role::guardian), mother, father, {father}, Sight::nothing},
        {"student, a guardian's", of(Role::student), himself, mother, {}, Sight::kind},
        {"student, a shielded guardian's", of(Role::student), himself, father, {father}, Sight::kind},
        {"student, own", of(Role::student), himself, himself, {}, Sight::whole},
        {"guardian, the student's", of(Role::guardian), mother, himself, {}, Sight::kind},
        {"teacher", of(Role::homeroom_teacher), teacher, mother, {}, Sight::whole},
        {"teacher, a shielded guardian's", of(Role::homeroom_teacher), teacher, father, {father}, Sight::whole},
        {"vice principal", of(Role::vice_principal), teacher, mother, {}, Sight::whole},
        {"office", of(Role::office), teacher, mother, {}, Sight::whole},
        {"hall", of(Role::hall_staff), teacher, mother, {}, Sight::nothing},
        {"nobody any more", {}, mother, mother, {}, Sight::nothing},
    };
    for (const Row& row : table) {
        Report report;
        report.student = StudentId{7};
        report.reporter = row.reporter;
        EXPECT_EQ(sight_of_report(row.relations, row.viewer, hana(), report, row.shielded), row.sight) << row.who;
    }
    Report of_another;
    of_another.student = StudentId{8};
    of_another.reporter = mother;
    EXPECT_EQ(sight_of_report(of(Role::guardian), mother, hana(), of_another, {}), Sight::nothing);
}

TEST(SeesSearch, TheFamilyOnceItWasAsked) {
    Case search;
    search.student = StudentId{7};
    search.policy.steps = {{.name = "classroom"}, {.name = "guardians", .faces_family = true}};
    for (const Role role : {Role::homeroom_teacher, Role::vice_principal, Role::office, Role::hall_staff})
        EXPECT_TRUE(sees_search(of(role), hana(), search)) << to_text(role);
    for (const Role role : {Role::guardian, Role::student}) {
        search.step = 1;
        EXPECT_FALSE(sees_search(of(role), hana(), search)) << to_text(role);
        search.step = 2;
        EXPECT_TRUE(sees_search(of(role), hana(), search)) << to_text(role);
        search.step = 9;  // a snapshot of another version
        EXPECT_TRUE(sees_search(of(role), hana(), search)) << to_text(role);
    }
    EXPECT_FALSE(sees_search({}, hana(), search));
    search.student = StudentId{8};
    EXPECT_FALSE(sees_search(of(Role::office), hana(), search));
}

TEST(RivalOf, OneStatementAboutADay) {
    const School school = domain_test::aoba();
    const auto kind_of = [&](const char* code) { return *school.kind(code); };
    const auto report_of = [](const char* kind) {
        Report report;
        report.kind = kind;
        return report;
    };
    EXPECT_FALSE(rival_of(school, {}, kind_of("late")));
    EXPECT_TRUE(rival_of(school, {report_of("absence_sick")}, kind_of("absence_sick")));
    EXPECT_TRUE(rival_of(school, {report_of("absence_sick")}, kind_of("absence_other")));
    EXPECT_TRUE(rival_of(school, {report_of("absence_other")}, kind_of("late")));
    EXPECT_FALSE(rival_of(school, {report_of("absence_sick")}, kind_of("coming")));
    EXPECT_TRUE(rival_of(school, {report_of("coming")}, kind_of("coming")));
    EXPECT_FALSE(rival_of(school, {report_of("of_another_year")}, kind_of("late")));
}

TEST(SidesOf, AcrossAShieldReportsStandSideBySide) {
    struct Row {
        const char* who;
        PersonId reporter, earlier;
        std::vector<PersonId> shielded;
        bool apart;
    };
    const Row table[] = {
        {"two guardians", father, mother, {}, false},
        {"the shielded one after the other", father, mother, {father}, true},
        {"the other after the shielded one", mother, father, {father}, true},
        {"the shielded one after themselves", father, father, {father}, false},
        {"both shielded", father, mother, {father, mother}, true},
        {"the student after a shielded guardian", himself, father, {father}, true},
        {"the student after the other", himself, mother, {father}, false},
    };
    for (const Row& row : table) {
        Report earlier;
        earlier.reporter = row.earlier;
        const Sides sides = sides_of({earlier}, row.reporter, row.shielded);
        EXPECT_EQ(stand_apart(row.reporter, row.earlier, row.shielded), row.apart) << row.who;
        EXPECT_EQ(sides.own.size(), row.apart ? 0u : 1u) << row.who;
        EXPECT_EQ(sides.other.size(), row.apart ? 1u : 0u) << row.who;
    }
}

TEST(MovesDay, WhereTheOtherSideHasSpokenSomebodyGoesOnWaitingForTheChild) {
    const School school = domain_test::aoba();
    const auto moves = [&](const char* code, bool contested) { return moves_day(*school.kind(code), contested); };
    EXPECT_TRUE(moves("absence_sick", false));
    EXPECT_FALSE(moves("absence_sick", true));
    EXPECT_FALSE(moves("absence_other", true));
    EXPECT_TRUE(moves("late", false));
    EXPECT_TRUE(moves("late", true));
    EXPECT_TRUE(moves("coming", true));
}

TEST(Kinship, IsReadAsSchoolsWriteIt) {
    EXPECT_EQ(kinship_from("母"), "mother");
    EXPECT_EQ(kinship_from("父"), "father");
    EXPECT_EQ(kinship_from("祖母"), "grandmother");
    EXPECT_EQ(kinship_from(""), "");
    EXPECT_EQ(kinship_from("母の友人 田中"), "");
    for (const std::string_view kinship : all_kinships()) EXPECT_EQ(kinship_from(kinship), kinship);
}

}  // namespace
}  // namespace todoke
