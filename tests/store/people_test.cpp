#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

class PeopleTest : public World {};

TEST_F(PeopleTest, AnAddressIsFoundOnlyInTheAccountWhereItWasMade) {
    const PersonId keiko = add_person("佐藤 恵子");
    const ContactId contact = add_contact(keiko, "line", "Uabc");
    in([&](Transaction& tx) {
        const auto found = tx.people().contact_by_address("line", "demo", "Uabc");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, contact);
        EXPECT_EQ(found->person, keiko);
        EXPECT_EQ(found->address, "Uabc");
        EXPECT_FALSE(tx.people().contact_by_address("line", "other", "Uabc"));
        EXPECT_FALSE(tx.people().contact_by_address("teams", "demo", "Uabc"));
        EXPECT_FALSE(tx.people().contact_by_address("line", "demo", "UABC"));
    });
}

TEST_F(PeopleTest, AMailAddressIsFoundInAnyCase) {
    const PersonId keiko = add_person("佐藤 恵子");
    add_contact(keiko, "email", "Keiko@Example.jp");
    in([&](Transaction& tx) {
        const auto found = tx.people().contact_by_address("email", "demo", "keiko@example.JP");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->address, "Keiko@Example.jp");
    });
}

TEST_F(PeopleTest, AnAddressBelongsToOnePersonOnly) {
    const PersonId keiko = add_person("佐藤 恵子"), other = add_person("別の人");
    add_contact(keiko, "line", "Uabc");
    EXPECT_EQ(failure_of([&](Transaction& tx) { tx.people().add_contact(contact(other, "line", "Uabc"), t(0)); }),
              FailureCode::conflict);
    in([&](Transaction& tx) { EXPECT_EQ(tx.people().contact_by_address("line", "demo", "Uabc")->person, keiko); });
}

TEST_F(PeopleTest, TwoPeopleLinkingTheSameAddressAtOnceOneWins) {
    const PersonId keiko = add_person("佐藤 恵子"), other = add_person("別の人");
    const auto [first, second] = race(
        [&](Transaction& tx) {
            tx.people().add_contact(contact(keiko, "line", "Ux"), t(0));
            return true;
        },
        [&](Transaction& tx) {
            tx.people().add_contact(contact(other, "line", "Ux"), t(0));
            return true;
        });
    EXPECT_NE(first, second);
}

TEST_F(PeopleTest, APersonIsReadBackWhole) {
    Person person = person_named("森 和子");
    person.called = "森先生";
    person.language = "ja-easy";
    person.phone = "090-0000-0000";
    in([&](Transaction& tx) {
        const Person read = tx.people().person(tx.people().add_person(person, school, t(0)));
        EXPECT_EQ(read.public_id, person.public_id);
        EXPECT_EQ(read.name, "森 和子");
        EXPECT_EQ(read.called, "森先生");
        EXPECT_EQ(read.language, "ja-easy");
        EXPECT_EQ(read.phone, "090-0000-0000");
    });
    EXPECT_EQ(failure_of([&](Transaction& tx) { tx.people().person(PersonId{999'999}); }), FailureCode::not_found);
}

TEST_F(PeopleTest, AStudentIsReadBackWhole) {
    Student student = student_named("佐藤", "花", {3, "2"});
    student.family_kana = "さとう";
    student.given_kana = "はな";
    student.called = "ハナ";
    student.class_number = 12;
    student.student_number = "S-0012";
    in([&](Transaction& tx) {
        const StudentId id = tx.people().add_student(student, t(0));
        const auto read = tx.people().student_by_public_id(student.public_id);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->id, id);
        EXPECT_EQ(read->school, school);
        EXPECT_EQ(read->class_ref, (ClassRef{3, "2"}));
        EXPECT_EQ(read->class_number, 12);
        EXPECT_EQ(read->student_number, "S-0012");
        EXPECT_EQ(read->family_name + read->given_name, "佐藤花");
        EXPECT_EQ(read->family_kana + read->given_kana, "さとうはな");
        EXPECT_EQ(read->called, "ハナ");
        EXPECT_FALSE(tx.people().student(StudentId{999'999}));
    });
}

TEST_F(PeopleTest, StudentsOfASchoolAreNotThoseOfAnother) {
    const StudentId hana = add_student("佐藤", "花"), ken = add_student("田中", "健");
    const SchoolId elsewhere = add_school("minami");
    Student far = student_named("遠", "人", {3, "2"});
    far.school = elsewhere;
    in([&](Transaction& tx) {
        const StudentId far_id = tx.people().add_student(far, t(0));
        EXPECT_EQ(ids(tx.people().students_of_school(school)), (std::vector{hana, ken}));
        EXPECT_EQ(ids(tx.people().students_of_school(elsewhere)), (std::vector{far_id}));
        EXPECT_EQ(ids(tx.people().students({ken, far_id})), (std::vector{ken, far_id}));
    });
}

TEST_F(PeopleTest, GuardiansComeInCallingOrderWithActiveAddressesInTheirOrder) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId father = add_person("佐藤 一郎"), mother = add_person("佐藤 恵子"), aunt = add_person("佐藤 叔母");
    add_guardian(father, hana, 2);
    add_guardian(mother, hana, 1);
    const RelationId ended = add_guardian(aunt, hana, 0);
    const ContactId mail = add_contact(mother, "email", "keiko@example.jp", 2);
    const ContactId line = add_contact(mother, "line", "Umother", 1);
    const ContactId blocked = add_contact(mother, "teams", "t/mother", 0);
    add_contact(aunt, "line", "Uaunt");
    in([&](Transaction& tx) {
        tx.people().set_contact_state(blocked, ContactState::blocked, t(1));
        tx.people().end_relation(ended, t(1));
    });
    in([&](Transaction& tx) {
        const auto guardians = tx.people().guardians_of(hana);
        ASSERT_EQ(guardians.size(), 2u);
        EXPECT_EQ(guardians[0].person.id, mother);
        EXPECT_EQ(guardians[0].person.name, "佐藤 恵子");
        ASSERT_EQ(guardians[0].contacts.size(), 2u);
        EXPECT_EQ(guardians[0].contacts[0].id, line);
        EXPECT_EQ(guardians[0].contacts[0].address, "Umother");
        EXPECT_EQ(guardians[0].contacts[1].id, mail);
        // Nobody to write to is somebody to telephone.
        EXPECT_EQ(guardians[1].person.id, father);
        EXPECT_TRUE(guardians[1].contacts.empty());
        EXPECT_EQ(tx.people().contacts_of(mother).size(), 3u);
        EXPECT_TRUE(tx.people().relations_of(aunt).empty());
    });
}

TEST_F(PeopleTest, TheShieldBetweenGuardiansIsKept) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子"), father = add_person("佐藤 一郎");
    Relation shielded{
        .person = father, .school = school, .student = hana, .role = Role::guardian, .shielded = true, .rank = 2};
    add_guardian(mother, hana, 1);
    in([&](Transaction& tx) { tx.people().add_relation(shielded, t(0)); });
    in([&](Transaction& tx) {
        const auto guardians = tx.people().guardians_of(hana);
        ASSERT_EQ(guardians.size(), 2u);
        EXPECT_FALSE(guardians[0].relation.shielded);
        EXPECT_TRUE(guardians[1].relation.shielded);
        EXPECT_TRUE(tx.people().relations_of(father).at(0).shielded);
    });
}

TEST_F(PeopleTest, ClassStaffAreThoseOfTheClassAndSchoolStaffThoseOfTheSchool) {
    const PersonId mori = add_person("森"), abe = add_person("阿部"), head = add_person("教頭"),
                   far_head = add_person("他校の教頭");
    const SchoolId elsewhere = add_school("minami");
    in([&](Transaction& tx) {
        const auto add = [&](PersonId person, SchoolId where, Role role, std::optional<ClassRef> of) {
            tx.people().add_relation({.person = person, .school = where, .class_ref = of, .role = role}, t(0));
        };
        add(mori, school, Role::homeroom_teacher, ClassRef{3, "2"});
        add(abe, school, Role::homeroom_teacher, ClassRef{3, "1"});
        add(head, school, Role::vice_principal, std::nullopt);
        add(far_head, elsewhere, Role::vice_principal, std::nullopt);
        const Student hana = student_named("佐藤", "花", {3, "2"});
        EXPECT_EQ(person_ids(tx.people().staff_for(hana, Role::homeroom_teacher)), (std::vector{mori}));
        EXPECT_EQ(person_ids(tx.people().staff_for(hana, Role::vice_principal)), (std::vector{head}));
        EXPECT_TRUE(tx.people().staff_for(hana, Role::deputy_homeroom_teacher).empty());
        EXPECT_EQ(person_ids(tx.people().staff_of_school(school, Role::homeroom_teacher)), (std::vector{mori, abe}));
        EXPECT_EQ(person_ids(tx.people().staff_of_school(elsewhere, Role::vice_principal)), (std::vector{far_head}));
    });
}

TEST_F(PeopleTest, TheSameTieIsNotMadeTwiceButMayBeMadeAgainAfterItsEnd) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    const RelationId first = add_guardian(mother, hana, 1);
    EXPECT_EQ(failure_of([&](Transaction& tx) {
                  tx.people().add_relation(
                      {.person = mother, .school = school, .student = hana, .role = Role::guardian}, t(0));
              }),
              FailureCode::conflict);
    in([&](Transaction& tx) { tx.people().end_relation(first, t(1)); });
    EXPECT_NE(add_guardian(mother, hana, 1), first);
}

TEST_F(PeopleTest, AConversationReferenceIsLearnedAndForgotten) {
    const PersonId mori = add_person("森");
    const ContactId contact = add_contact(mori, "teams", "tenant/object");
    const Value reference = Value::object({{"service_url", "https://smba.example"}, {"conversation", "a:1"}});
    in([&](Transaction& tx) { tx.people().set_conversation_reference(contact, reference, t(1)); });
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.people().contacts_of(mori).at(0).conversation_reference, reference);
        tx.people().set_conversation_reference(contact, Value(), t(2));
        EXPECT_TRUE(tx.people().contacts_of(mori).at(0).conversation_reference.is_null());
    });
}

TEST_F(PeopleTest, ACellMovedToAnotherRowDoesNotOpen) {
    const PersonId keiko = add_person("佐藤 恵子"), other = add_person("別の人");
    raw("update person set profile_sealed = (select profile_sealed from person where id = " +
        std::to_string(other.value) + ") where id = " + std::to_string(keiko.value));
    EXPECT_EQ(failure_of([&](Transaction& tx) { tx.people().person(keiko); }), FailureCode::malformed);
}

TEST_F(PeopleTest, NothingThatNamesOrDescribesAPersonIsReadableInTheDatabase) {
    Person person = person_named("カナリア恵子");
    person.called = "カナリア先生";
    person.phone = "090-1111-2222";
    Student student = student_named("カナリア", "花子", {3, "2"});
    student.family_kana = "かなりあ";
    student.called = "カナハナ";
    student.student_number = "CANARY-77";
    in([&](Transaction& tx) {
        const PersonId guardian = tx.people().add_person(person, school, t(0));
        const StudentId child = tx.people().add_student(student, t(0));
        tx.people().add_relation({.person = guardian, .school = school, .student = child, .role = Role::guardian},
                                 t(0));
        const ContactId contact_id = tx.people().add_contact(contact(guardian, "email", "canary@example.jp"), t(0));
        tx.people().set_conversation_reference(contact_id, Value::object({{"conversation", "canary-reference"}}), t(0));
        tx.links().add_invitation({.student = child, .expires_at = t(60)}, "canary-code", t(0));
        tx.links().note_wrong_try("canary-key", t(0));
        tx.links().add_request("canary-token", {std::string(32, 'c'), "line", "demo", "canary-address", t(60)}, t(0));
        Report report = report_of(child, guardian);
        report.remarks = "カナリアの備考";
        report.reason = "canary-reason";
        report.reason_label = {{"ja", "カナリア熱"}};
        const ReportId id = tx.reports().insert(report, {}, t(0));
        tx.reports().add_note({.report = id, .author = guardian, .text = "カナリアの返信", .at = t(0)});
        tx.reports().add_late_input({.school = school,
                                     .student = child,
                                     .day = day,
                                     .person = guardian,
                                     .received_at = t(0),
                                     .draft = Value::object({{"remarks", "カナリアの下書き"}})});
        tx.attendance().add_credential(child, "canary-token", t(0));
        const GateId gate =
            tx.attendance().add_gate({.school = school, .code = "main", .secret = "canary-secret"}, t(0));
        std::int64_t through = 0;
        tx.attendance().store_scans({.id = gate, .school = school, .code = "main"}, 1,
                                    {{.seq = 1, .credential = "canary-token", .at = t(0)}}, {false}, zone, t(0),
                                    through);
    });
    // Prove that the search would find something before relying on its silence.
    EXPECT_FALSE(find_in_database("report", "absence_sick").empty());
    for (const char* canary :
         {"カナリア", "かなりあ", "カナハナ", "恵子", "花子", "090-1111-2222", "CANARY-77", "canary"})
        EXPECT_EQ(find_in_database("", canary), "") << canary;
}

TEST_F(PeopleTest, TheAuditLogTakesAndNeverChanges) {
    const PersonId mori = add_person("森");
    in([&](Transaction& tx) {
        tx.audit("report.acknowledge", mori, "report", 7, t(0));
        tx.audit("cut_off", PersonId{}, "school", school.value, t(0));
    });
    EXPECT_EQ(raw_one("select count(*)::text from audit"), "2");
    EXPECT_EQ(raw_one("select what || ':' || object_kind || ':' || object_id from audit where person_id is not null"),
              "report.acknowledge:report:7");
    EXPECT_TRUE(raw_refused("update audit set what = 'nothing'"));
    EXPECT_TRUE(raw_refused("delete from audit"));
    EXPECT_TRUE(raw_refused("truncate audit"));
}

TEST_F(PeopleTest, WhoWasEverShieldedStaysKnownAfterTheEnd) {
    const StudentId hana = add_student("佐藤", "花"), ken = add_student("田中", "健");
    const PersonId mother = add_person("佐藤 恵子"), father = add_person("佐藤 一郎");
    Relation shielded{.person = father, .school = school, .student = hana, .role = Role::guardian, .shielded = true};
    RelationId ending;
    add_guardian(mother, hana, 1);
    add_guardian(father, ken, 1);
    in([&](Transaction& tx) { ending = tx.people().add_relation(shielded, t(0)); });
    in([&](Transaction& tx) { tx.people().end_relation(ending, t(1)); });
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.people().ever_shielded(hana), (std::vector{father}));
        EXPECT_TRUE(tx.people().ever_shielded(ken).empty());
    });
}

TEST_F(PeopleTest, TheCallListKnowsHowAGuardianStandsToTheChild) {
    const StudentId hana = add_student("佐藤", "花");
    const PersonId mother = add_person("佐藤 恵子");
    Relation relation{.person = mother, .school = school, .student = hana, .role = Role::guardian};
    relation.kinship = "mother";
    in([&](Transaction& tx) { tx.people().add_relation(relation, t(0)); });
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.people().guardians_of(hana).at(0).relation.kinship, "mother");
        EXPECT_EQ(tx.people().relations_of(mother).at(0).kinship, "mother");
    });
}

TEST_F(PeopleTest, ALanguageIsChangedForOnePerson) {
    const PersonId keiko = add_person("佐藤 恵子"), other = add_person("別の人");
    in([&](Transaction& tx) { tx.people().set_language(keiko, "en"); });
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.people().person(keiko).language, "en");
        EXPECT_EQ(tx.people().person(other).language, "ja");
    });
}

}  // namespace
}  // namespace todoke::store_test
