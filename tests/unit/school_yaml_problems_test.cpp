// A wrong school file is refused with file, line, column and what was expected. Each case changes one line of a right
// file.
#include "adapters/yaml/parse_settings.hpp"
#include "adapters/yaml/school_reader.hpp"
#include "tests/unit/settings_support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

const std::string right = R"(id: aoba
name: { ja: あおば小学校, en: Aoba }
stage: elementary
zone: Asia/Tokyo
phone: "0144-00-0000"
channels:
  line: { account: demo }
staff_hours: { from: "07:30", until: "17:00" }
closed_days: [2026-11-23]
reports:
  students_report: false
  kinds:
    - code: absence_sick
      label: 欠席
      effect: absent
      deadline: "08:00"
      reasons:
        - { code: fever, label: 発熱 }
        - { code: other, label: その他 }
gates:
  - { code: main, label: 正門 }
escalation:
  cut_off: "08:35"
  steps:
    - name: guardians
      ask: [guardian]
      message: case.ask_guardian
      choices: [absent, late]
      wait: 5m
    - name: office
      ask: [office]
      message: case.call_list
limits: { guardians_per_student: 3 }
)";

std::string problems_of(const std::string& text) {
    const auto root = parse_settings_text(text, "aoba.yaml");
    if (!root) return to_text(root.error()) + "\n";
    SettingProblems problems;
    const Accounts accounts = {{"line", {"demo", "second"}}, {"email", {"demo"}}};
    read_school(*root, problems, test::OneZone{}, &accounts);
    return test::text_of(problems);
}

std::string with(const std::string& line, const std::string& instead) {
    std::string text = right;
    const auto place = text.find(line);
    EXPECT_NE(place, std::string::npos) << line;
    return text.replace(place, line.size(), instead);
}

TEST(SchoolProblems, TheUnchangedFileIsRight) { EXPECT_EQ(problems_of(right), ""); }

struct Change {
    const char* line;
    const char* instead;
    const char* says;
};

class SchoolProblem : public testing::TestWithParam<Change> {};

TEST_P(SchoolProblem, IsToldWithPlaceAndExpectation) {
    EXPECT_EQ(problems_of(with(GetParam().line, GetParam().instead)), std::string(GetParam().says) + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Table, SchoolProblem,
    testing::Values(
        Change{
            "id: aoba", "id: Aoba",
            "aoba.yaml:1:5: 'id': expected a code of lower-case letters, digits, '_' and '-', such as \"stomachache\""},
        Change{"name: { ja: あおば小学校, en: Aoba }", "name: { en: Aoba }",
               "aoba.yaml:2:7: 'name': the Japanese words are missing; expected at least { ja: … }"},
        Change{"en: Aoba }", "eng: Aoba }", "aoba.yaml:2:21: unknown language 'eng'; did you mean 'en'?"},
        Change{"name: {", "languages: [en]\nname: {",
               "aoba.yaml:2:12: 'languages': expected \"ja\" among the languages, such as [ja, ja-easy, en]"},
        Change{"stage: elementary", "stage: primary",
               "aoba.yaml:3:8: 'stage': expected one of: kindergarten, elementary, junior_high, compulsory, high, "
               "special_needs, college, hall; found \"primary\""},
        Change{"zone: Asia/Tokyo", "zone: Asia/Tokio",
               "aoba.yaml:4:7: 'zone': unknown time zone \"Asia/Tokio\"; expected a name such as \"Asia/Tokyo\""},
        Change{"phone: \"0144-00-0000\"", "phone: 電話",
               "aoba.yaml:5:8: 'phone': expected a telephone number of digits and "
               "'-', such as \"0144-00-0000\""},
        Change{
            "channels:\n", "danger_words: [川に落ち, 川]\nchannels:\n",
            "aoba.yaml:6:15: 'danger_words': expected words of two letters or more, such as 川に落ちた; found \"川\""},
        Change{"channels:\n", "help_lines: []\nchannels:\n",
               "aoba.yaml:6:13: 'help_lines': expected one to six numbers, or leave the line out for the usual ones"},
        Change{"channels:\n", "help_lines: [{ phone: 110番, label: 警察 }]\nchannels:\n",
               "aoba.yaml:6:23: 'phone': expected a telephone number of digits and '-', such as \"0144-00-0000\""},
        Change{"closed_days:", "periods: [\"8:45\", \"nine\"]\nclosed_days:",
               "aoba.yaml:9:10: 'periods': \"nine\" is no time; expected times such as [\"08:45\", \"09:40\"]"},
        Change{"closed_days:", "periods: [\"09:40\", \"08:45\"]\nclosed_days:",
               "aoba.yaml:9:10: 'periods': expected the lessons in the order of the day; 08:45 comes too early"},
        Change{"  line: { account", "  lien: { account",
               "aoba.yaml:7:3: the service has no channel 'lien'; did you mean 'line'?"},
        Change{"account: demo", "account: secnod",
               "aoba.yaml:7:20: 'account': the service has no account 'secnod' here; did you mean 'second'?"},
        Change{"until: \"17:00\"", "until: \"7:00\"", "aoba.yaml:8:38: 'until': expected a time after 'from'"},
        Change{"staff_hours: { from: \"07:30\", until: \"17:00\" }\n", "",
               "aoba.yaml:1:1: 'staff_hours' is missing here: expected hours such as { from: \"07:30\", until: "
               "\"17:00\" }"},
        Change{
            "[2026-11-23]", "[2026-11-31]",
            "aoba.yaml:9:15: 'closed_days': expected days such as 2026-11-24, or 2026-12-26..2027-01-12 for all days "
            "from the first to the second, found \"2026-11-31\""},
        Change{"closed_days:", "takes_reports: false\nclosed_days:",
               "aoba.yaml:12:3: 'reports': 'takes_reports' is false; expected no 'reports' here"},
        Change{"students_report: false", "student_report: false",
               "aoba.yaml:11:3: unknown key 'student_report'; did you mean 'students_report'?"},
        Change{
            "effect: absent", "effect: absence",
            "aoba.yaml:15:15: 'effect': expected one of: absent, late, coming, leaves_early, none; found \"absence\""},
        Change{"      effect: absent\n", "",
               "aoba.yaml:13:7: 'effect' is missing here: expected what it does to the day, such as \"absent\""},
        Change{"effect: absent", "effect: coming",
               "aoba.yaml:13:7: 'needs_absence' is missing here: 'effect: coming' follows an absence; expected true"},
        Change{"deadline: \"08:00\"", "deadline: 8 o'clock",
               "aoba.yaml:16:17: 'deadline': expected a time of day such as \"08:00\", found \"8 o'clock\""},
        Change{"      deadline: \"08:00\"\n", "",
               "aoba.yaml:13:7: 'deadline' is missing here: expected a time of day such as \"08:00\""},
        Change{"effect: absent", "effect: absent\n      same_day_only: true\n      days_ahead: 3",
               "aoba.yaml:17:19: 'days_ahead': same_day_only is true; expected 0, or leave the line out"},
        Change{"code: other", "code: fever",
               "aoba.yaml:19:19: 'code': \"fever\" is already used above; expected a code of its own"},
        Change{"label: その他 }", "label: その他, needs_remarks: false }",
               "aoba.yaml:19:53: 'needs_remarks': その他 (other) needs remarks; expected true, or leave the line out"},
        Change{"label: 発熱 }", "label: 発熱, regster: suspension }",
               "aoba.yaml:18:37: unknown key 'regster'; did you mean 'register'?"},
        Change{"{ code: main, label: 正門 }", "{ code: main }",
               "aoba.yaml:21:5: 'label' is missing here: expected words, such as { ja: 発熱, en: fever }"},
        Change{"      ask: [guardian]", "      ask: [gaurdian]",
               "aoba.yaml:26:13: unknown role 'gaurdian'; did you mean 'guardian'?"},
        Change{"      ask: [guardian]", "      ask: [guardian, office]",
               "aoba.yaml:26:12: 'ask': 'case.ask_guardian' is written for guardian; expected only these to be asked"},
        Change{"      ask: [guardian]", "      ask: []",
               "aoba.yaml:26:12: 'ask': expected who is asked, such as [homeroom_teacher]"},
        Change{"case.ask_guardian", "case.ask_gardian",
               "aoba.yaml:27:16: 'message': unknown message 'case.ask_gardian'; did you mean 'case.ask_guardian'?"},
        Change{"[absent, late]", "[absent, lat]", "aoba.yaml:28:25: unknown choice 'lat'; did you mean 'late'?"},
        Change{"[absent, late]", "[late, late]",
               "aoba.yaml:28:23: the choice 'late' is already in this list; expected it once"},
        Change{"[absent, late]", "[]",
               "aoba.yaml:28:16: 'choices': expected at least one answer, such as [found, contacted, close]"},
        Change{"wait: 5m", "wait: 0m", "aoba.yaml:29:13: 'wait': expected at least \"1m\""},
        Change{"name: office", "name: guardians",
               "aoba.yaml:30:13: 'name': \"guardians\" is already used above; expected a code of its own"},
        Change{"ask: [office]\n      message: case.call_list", "ask: [guardian]\n      message: case.ask_guardian",
               "aoba.yaml:32:16: 'message': the last step is repeated until somebody closes the case; expected one for "
               "staff, such as case.call_list"},
        Change{"guardians_per_student: 3", "guardians_per_student: 0",
               "aoba.yaml:33:34: 'guardians_per_student': expected a whole number from 1 to 10, found \"0\""},
        Change{"limits:", "limit:", "aoba.yaml:33:1: unknown key 'limit'; did you mean 'limits'?"}));

TEST(SchoolProblems, AllProblemsOfAFileAreToldAtOnce) {
    std::string text = with("stage: elementary", "stage: primary");
    text.replace(text.find("zone: Asia/Tokyo"), 16, "zone: Mars/Base!");
    text.replace(text.find("limits:"), 7, "limitz:");
    const auto said = problems_of(text);
    EXPECT_NE(said.find("aoba.yaml:3:8: 'stage'"), std::string::npos) << said;
    EXPECT_NE(said.find("aoba.yaml:4:7: 'zone'"), std::string::npos) << said;
    EXPECT_NE(said.find("aoba.yaml:33:1: unknown key 'limitz'"), std::string::npos) << said;
}

}  // namespace
}  // namespace todoke::yaml
