#include "domain/people/person.hpp"
#include "domain/people/standing.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

const SchoolId aoba{1}, midori{2};

Student hana() {
    Student student{.id = StudentId{7}, .school = aoba};
    student.class_ref = {3, "2"};
    return student;
}

Relation of(Role role) {
    Relation relation{.school = aoba, .role = role};
    if (role == Role::guardian || role == Role::student) relation.student = StudentId{7};
    if (role == Role::homeroom_teacher || role == Role::deputy_homeroom_teacher) relation.class_ref = ClassRef{3, "2"};
    return relation;
}

bool may(const Relation& relation, Action action, bool students_report = false) {
    return can({relation}, action, hana(), students_report);
}

struct Row {
    Role role;
    bool report, timeline, acknowledge, reply, answer, handle;
};

TEST(Can, GivesEachRoleItsRights) {
    const Row table[] = {
        {Role::guardian, true, true, false, false, true, false},
        {Role::student, false, true, false, false, true, false},
        {Role::homeroom_teacher, false, true, true, true, false, true},
        {Role::deputy_homeroom_teacher, false, true, true, true, false, true},
        {Role::vice_principal, false, true, true, true, false, true},
        {Role::office, false, true, true, true, false, true},
        {Role::hall_staff, false, true, false, false, false, true},
    };
    for (const Row& row : table) {
        const Relation relation = of(row.role);
        EXPECT_EQ(may(relation, Action::report_for), row.report) << to_text(row.role);
        EXPECT_EQ(may(relation, Action::see_timeline), row.timeline) << to_text(row.role);
        EXPECT_EQ(may(relation, Action::acknowledge), row.acknowledge) << to_text(row.role);
        EXPECT_EQ(may(relation, Action::reply_to_report), row.reply) << to_text(row.role);
        EXPECT_EQ(may(relation, Action::answer_case), row.answer) << to_text(row.role);
        EXPECT_EQ(may(relation, Action::handle_case), row.handle) << to_text(row.role);
        EXPECT_EQ(may(relation, Action::end_link), row.handle) << to_text(row.role);  // staff only, the hall's too
    }
}

const Action all_actions[] = {Action::report_for,  Action::see_timeline, Action::acknowledge, Action::reply_to_report,
                              Action::answer_case, Action::handle_case,  Action::end_link};

TEST(Can, NobodyReachesAcrossSchoolsClassesOrFamilies) {
    for (const Role role : {Role::guardian, Role::student, Role::homeroom_teacher, Role::deputy_homeroom_teacher,
                            Role::vice_principal, Role::office, Role::hall_staff}) {
        Relation elsewhere = of(role);
        elsewhere.school = midori;
        Relation nowhere = of(role);
        nowhere.school = SchoolId{};
        for (const Action action : all_actions) {
            EXPECT_FALSE(may(elsewhere, action, true)) << to_text(role);
            EXPECT_FALSE(may(nowhere, action, true)) << to_text(role);
        }
    }
    for (const Role role : {Role::guardian, Role::student}) {
        Relation other_child = of(role);
        other_child.student = StudentId{8};
        Relation no_child = of(role);
        no_child.student.reset();
        for (const Action action : all_actions) {
            EXPECT_FALSE(may(other_child, action, true));
            EXPECT_FALSE(may(no_child, action, true));
        }
    }
    Relation other_class = of(Role::homeroom_teacher);
    other_class.class_ref = ClassRef{3, "1"};
    for (const Action action : all_actions) EXPECT_FALSE(may(other_class, action, true));
}

TEST(Can, StudentsReportOnlyWhereTheSchoolLetsThem) {
    EXPECT_FALSE(may(of(Role::student), Action::report_for, false));
    EXPECT_TRUE(may(of(Role::student), Action::report_for, true));
}

TEST(Can, OneOfSeveralRelationsIsEnough) {
    Relation elsewhere = of(Role::office);
    elsewhere.school = midori;
    EXPECT_TRUE(can({elsewhere, of(Role::guardian)}, Action::report_for, hana(), false));
    EXPECT_FALSE(can({}, Action::see_timeline, hana(), true));
}

TEST(Roles, KeepTheirSpelling) {
    for (const Role role : {Role::guardian, Role::student, Role::homeroom_teacher, Role::deputy_homeroom_teacher,
                            Role::vice_principal, Role::office, Role::hall_staff}) {
        EXPECT_EQ(role_from(to_text(role)), role);
        EXPECT_EQ(is_staff(role), role != Role::guardian && role != Role::student);
    }
    EXPECT_FALSE(role_from("teacher"));
    EXPECT_FALSE(role_from(""));
}

TEST(Standings, AFamilyComesBeforeADuty) {
    EXPECT_EQ(standing_of({}), Standing::unlinked);
    EXPECT_EQ(standing_of({Role::student}), Standing::student);
    EXPECT_EQ(standing_of({Role::homeroom_teacher, Role::guardian}), Standing::guardian);
    for (const Role role :
         {Role::homeroom_teacher, Role::deputy_homeroom_teacher, Role::vice_principal, Role::office, Role::hall_staff})
        EXPECT_EQ(standing_of({role}), Standing::staff);
}

}  // namespace
}  // namespace todoke
