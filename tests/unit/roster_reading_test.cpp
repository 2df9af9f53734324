// Rosters as schools export them: both encodings, both languages of headers, nothing half read.
#include "adapters/yaml/roster_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <iconv.h>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

const std::filesystem::path rosters = std::filesystem::path(TODOKE_SOURCE_DIR) / "config" / "rosters";

std::string said(const std::vector<RosterProblem>& problems) {
    std::string all;
    for (const auto& problem : problems) all += to_text(problem, "r.csv") + "\n";
    return all;
}

Roster read(std::string_view text) {
    const auto roster = read_roster_text(text);
    EXPECT_TRUE(roster.has_value()) << said(roster.error());
    return roster ? *roster : Roster{};
}

std::string problems_of(std::string_view text) {
    const auto roster = read_roster_text(text);
    return roster ? "no problem" : said(roster.error());
}

std::string in_cp932(const std::string& text) {
    const auto handle = ::iconv_open("CP932", "UTF-8");
    std::string out(text.size() * 2, '\0');
    char* from = const_cast<char*>(text.data());
    char* to = out.data();
    std::size_t from_left = text.size(), to_left = out.size();
    EXPECT_NE(::iconv(handle, &from, &from_left, &to, &to_left), static_cast<std::size_t>(-1));
    ::iconv_close(handle);
    out.resize(out.size() - to_left);
    return out;
}

const std::string japanese =
    "種別,学校,管理番号,学年,組,出席番号,姓,名,姓かな,名かな,子の管理番号,続柄,順位,遮へい,メール,電話,カード\r\n"
    "児童,aoba,003204,3,2,４,髙橋,結衣,たかはし,ゆい,,,,,,,0123456789abcdef\r\n"
    "保護者,aoba,P1,,,,髙橋,由美,たかはし,ゆみ,003204;minato-high:H24201,母,1,はい,yumi@example.jp; "
    "y2@example.jp,090-0000-0001,\r\n";

TEST(RosterReading, TheDemoCitysRostersReadWithoutAWord) {
    std::set<std::string> students;
    std::size_t linked = 0, shielded = 0;
    for (const char* file : {"aoba.csv", "minato-high.csv", "hoshizora-hall.csv", "siblings.csv"}) {
        const auto roster = read_roster(rosters / file);
        ASSERT_TRUE(roster.has_value()) << said(roster.error());
        for (const auto& student : roster->students) students.insert(student.school + ":" + student.number);
        for (const auto& guardian : roster->guardians) {
            linked += !guardian.contacts.line_user_id.empty();
            for (const auto& child : guardian.children) {
                shielded += child.shielded;
                EXPECT_TRUE(students.contains(child.school + ":" + child.number)) << file << " " << child.number;
            }
        }
    }
    EXPECT_GE(students.size(), 85u);
    EXPECT_GE(linked, 5u);
    EXPECT_GE(shielded, 1u);
}

TEST(RosterReading, EveryChildOfTheDemoCityHasAGuardianAndEveryClassATeacher) {
    std::set<std::string> classes, taught, children, with_guardian;
    for (const char* file : {"aoba.csv", "minato-high.csv", "hoshizora-hall.csv", "siblings.csv"}) {
        const auto roster = read_roster(rosters / file);
        ASSERT_TRUE(roster.has_value());
        const auto name = [](const std::string& school, const ClassRef& ref) {
            return school + " " + std::to_string(ref.grade) + "-" + ref.label;
        };
        for (const auto& student : roster->students) {
            children.insert(student.school + ":" + student.number);
            if (student.school != "hoshizora-hall") classes.insert(name(student.school, student.class_ref));
        }
        for (const auto& person : roster->staff)
            for (const auto& duty : person.duties)
                if (duty.role == Role::homeroom_teacher) taught.insert(name(person.school, *duty.class_ref));
        for (const auto& guardian : roster->guardians)
            for (const auto& child : guardian.children) with_guardian.insert(child.school + ":" + child.number);
    }
    EXPECT_EQ(classes, taught);
    EXPECT_EQ(children, with_guardian);
}

TEST(RosterReading, TheSatoChildrenAreInThreeClassesOfTwoSchools) {
    const auto siblings = read_roster(rosters / "siblings.csv");
    ASSERT_TRUE(siblings.has_value());
    const auto& keiko = siblings->guardians.at(0);
    EXPECT_EQ(keiko.name.family + " " + keiko.name.given, "佐藤 恵子");
    ASSERT_EQ(keiko.children.size(), 3u);
    const auto aoba = read_roster(rosters / "aoba.csv");
    ASSERT_TRUE(aoba.has_value());
    const auto hana = std::ranges::find(aoba->students, keiko.children[0].number, &RosterStudent::number);
    ASSERT_NE(hana, aoba->students.end());
    EXPECT_EQ(hana->called, "ハナ");
    EXPECT_EQ(hana->class_ref, (ClassRef{3, "2"}));
    EXPECT_EQ(keiko.children[2].school, "minato-high");
    const auto mori = std::ranges::find(aoba->staff, "森先生", &RosterStaff::called);
    ASSERT_NE(mori, aoba->staff.end());
    EXPECT_EQ(mori->duties.at(0).class_ref, (ClassRef{3, "2"}));
    EXPECT_FALSE(mori->contacts.m365_object_id.empty());
}

TEST(RosterReading, JapaneseHeadersFullWidthDigitsAndLeadingZeros) {
    const auto roster = read(japanese);
    ASSERT_EQ(roster.students.size(), 1u);
    const auto& student = roster.students[0];
    EXPECT_EQ(student.number, "003204");
    EXPECT_EQ(student.class_number, 4);
    EXPECT_EQ(student.called, "結衣");
    EXPECT_EQ(student.cards, std::vector<std::string>{"0123456789abcdef"});
    ASSERT_EQ(roster.guardians.size(), 1u);
    const auto& guardian = roster.guardians[0];
    EXPECT_EQ(guardian.contacts.mails, (std::vector<std::string>{"yumi@example.jp", "y2@example.jp"}));
    ASSERT_EQ(guardian.children.size(), 2u);
    EXPECT_EQ(guardian.children[0].school, "aoba");
    EXPECT_EQ(guardian.children[1].school, "minato-high");
    EXPECT_EQ(guardian.children[1].number, "H24201");
    EXPECT_EQ(guardian.children[0].relation, "母");
    EXPECT_TRUE(guardian.children[0].shielded);
}

TEST(RosterReading, Cp932AndAByteOrderMarkReadTheSame) {
    for (const auto& bytes : {in_cp932(japanese), "\xEF\xBB\xBF" + japanese}) {
        const auto roster = read(bytes);
        ASSERT_EQ(roster.students.size(), 1u);
        EXPECT_EQ(roster.students[0].name.family, "髙橋");  // 髙 is one of the letters only CP932 adds to Shift_JIS
        EXPECT_EQ(roster.guardians.at(0).children.at(0).relation, "母");
    }
}

TEST(RosterReading, EnglishHeadersInAnyOrderQuotesAndBlankLines) {
    const auto roster = read(
        "number,kind,school,family_name,given_name,role,duty_grade,duty_class\n\n"
        "T1,staff,aoba,\"Da \"\"Silva\"\", Santos\",　Maria　,担任,3,2\n,,,,,,,\n"
        "T1,staff,aoba,\"Da \"\"Silva\"\", Santos\",Maria,office,,\n");
    ASSERT_EQ(roster.staff.size(), 1u);
    EXPECT_EQ(roster.staff[0].name.family, "Da \"Silva\", Santos");
    EXPECT_EQ(roster.staff[0].name.given, "Maria");
    ASSERT_EQ(roster.staff[0].duties.size(), 2u);
    EXPECT_EQ(roster.staff[0].duties[0].role, Role::homeroom_teacher);
    EXPECT_EQ(roster.staff[0].duties[1].role, Role::office);
    EXPECT_EQ(roster.staff[0].line, 3);
}

TEST(RosterReading, AGuardianOnSeveralLinesIsOnePersonWithAPlaceForEachChild) {
    const auto roster = read(
        "kind,school,number,family_name,given_name,children,relation,rank,shielded\n"
        "guardian,aoba,P1,佐藤,恵子,1,母,1,\nguardian,aoba,P1,佐藤,恵子,2,母,2,yes\n");
    ASSERT_EQ(roster.guardians.size(), 1u);
    ASSERT_EQ(roster.guardians[0].children.size(), 2u);
    EXPECT_FALSE(roster.guardians[0].children[0].shielded);
    EXPECT_TRUE(roster.guardians[0].children[1].shielded);
    EXPECT_EQ(roster.guardians[0].children[1].rank, 2);
}

TEST(RosterReading, HeaderProblemsAreAllToldBeforeAnythingElse) {
    EXPECT_EQ(problems_of("kind,scool,number,number,given_name\nstudent,aoba,1,1,x\n"),
              "r.csv:1:2: scool: unknown column; did you mean 'school'?\n"
              "r.csv:1:4: number: this column is already there; expected it once\n"
              "r.csv:1: the column 学校 (school) is missing in the first line\n"
              "r.csv:1: the column 姓 (family_name) is missing in the first line\n");
}

TEST(RosterReading, EveryProblemNamesItsLineAndCell) {
    EXPECT_EQ(
        problems_of("種別,学校,管理番号,学年,組,出席番号,姓,姓かな,メール,電話,m365_object_id,line_user_id,言語,役割,"
                    "担当学年,担当組,子の管理番号,順位,遮へい,カード\n"
                    "pupil,aoba,1,,,,佐藤\n"
                    "児童,,2,三,,100,佐藤,佐藤,keiko,電話,x,U1,日本語,,,,,,,short\n"
                    "教職員,aoba,T1,,,,森,,,,,,,校長,,,,,,\n"
                    "教職員,aoba,T2,,,,森,,,,,,,担任,3,,,,,\n"
                    "教職員,aoba,T3,,,,森,,,,,,,事務,3,2,,,,\n"
                    "保護者,aoba,P1,,,,,,,,,,,,,,,0,maybe,\n"),
        "r.csv:2:1: 種別: expected student, staff or guardian (児童, 教職員, 保護者)\n"
        "r.csv:3:2: 学校: nothing stands here; expected a value\n"
        "r.csv:3:5: 組: nothing stands here; expected a value\n"
        "r.csv:3:6: 出席番号: expected a number from 1 to 99\n"
        "r.csv:3:8: 姓かな: expected kana, such as さとう\n"
        "r.csv:3:13: 言語: expected a language, such as ja, ja-easy or en\n"
        "r.csv:3:9: メール: expected a mail address, such as keiko@example.jp (several separated by ;)\n"
        "r.csv:3:11: m365_object_id: expected an object id, such as 00000000-0000-4000-8000-000000000000\n"
        "r.csv:3:12: line_user_id: expected U and 32 hexadecimal digits\n"
        "r.csv:3:10: 電話: expected a telephone number of digits and '-', such as 090-0000-0000\n"
        "r.csv:3:20: カード: expected a token of 8 to 128 letters, digits, '-' and '_' (several separated by ;)\n"
        "r.csv:4:14: 役割: expected homeroom_teacher, deputy_homeroom_teacher, vice_principal, office or hall_staff "
        "(担任, 副担任, 教頭, 事務, 支援員)\n"
        "r.csv:5:16: 担当組: nothing stands here; expected a value\n"
        "r.csv:6:16: 担当組: only 担任 and 副担任 have a class; expected nothing\n"
        "r.csv:7:7: 姓: nothing stands here; expected a value\n"
        "r.csv:7:18: 順位: expected a number from 1 to 20\n"
        "r.csv:7:19: 遮へい: expected はい or いいえ (1 or 0, yes or no), or nothing\n"
        "r.csv:7:17: 子の管理番号: expected the number of at least one child (several separated by ;)\n");
}

TEST(RosterReading, OneNumberIsOnePersonAndOneAddressToo) {
    EXPECT_EQ(
        problems_of("kind,school,number,grade,class,family_name,given_name,mail,card\n"
                    "student,aoba,1,3,2,佐藤,ハナ,a@example.jp,token-0001\n"
                    "student,aoba,1,3,2,佐藤,タロウ,,\n"
                    "student,minato,1,3,2,鈴木,葵,A@example.jp,token-0001\n"),
        "r.csv:3:3: number: this number is already the student's of line 2; expected a number of its own\n"
        "r.csv:4:8: mail: this already belongs to the person of line 2; expected an address of this person alone\n"
        "r.csv:4:9: card: this already belongs to the person of line 2; expected an address of this person alone\n");
    EXPECT_EQ(
        problems_of("kind,school,number,family_name,given_name,children\n"
                    "guardian,aoba,P1,佐藤,恵子,1\nguardian,aoba,P1,鈴木,麻衣,2\n"),
        "r.csv:3:3: number: this number belongs to a person of another name in line 2; expected a number of its own\n");
}

TEST(RosterReading, BrokenQuotesAndEncodingsHaveALine) {
    EXPECT_EQ(problems_of("kind,school,number,family_name\nstaff,aoba,T\"1,森\n"),
              "r.csv:2:3: a quotation mark is in the wrong place; expected \"…\" around the whole cell, and \"\" for a "
              "quotation mark inside it\n");
    EXPECT_EQ(problems_of("kind,school,number,family_name\nstaff,aoba,T1,\"森\nstaff,aoba,T2,森\n"),
              "r.csv:2:4: the cell that begins here with a quotation mark is never closed; expected a second one\n");
    EXPECT_EQ(problems_of("kind,school,number,family_name\nstaff,aoba,T1,\"森\n本\"\n"),
              "r.csv:2:4: family_name: expected one line of text without control characters\n"
              "r.csv:2: the file has no column 役割 (role): nothing stands here; expected a value\n");
    EXPECT_EQ(problems_of("kind,school,number,family_name\nstaff,aoba,T1,\xE6\x9D\xFF\n"),
              "r.csv:2: a character here is neither UTF-8 nor Shift_JIS (CP932); save the file as CSV UTF-8\n");
    EXPECT_EQ(problems_of("\xFF\xFEk"), "r.csv:1: this is UTF-16; save the file as CSV UTF-8\n");
    EXPECT_EQ(problems_of(""), "r.csv: the file is empty; expected a first line with the names of the columns\n");
    EXPECT_EQ(problems_of("kind,school,number,family_name,role\nstaff,aoba,T1,森,office,too,much\n"),
              "r.csv:2:6: the first line has no column here; is a comma missing its quotation marks?\n");
}

TEST(RosterReading, LinesEndAsTheyLikeAndKeepTheirNumbers) {
    for (const std::string end : {"\n", "\r\n", "\r"})
        EXPECT_EQ(problems_of("kind,school,number,family_name,role" + end + end + "staff,aoba,T1,森,office" + end +
                              "staff,,T2,森,office"),
                  "r.csv:4:2: school: nothing stands here; expected a value\n")
            << static_cast<int>(end[0]);
}

}  // namespace
}  // namespace todoke::yaml
