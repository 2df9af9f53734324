// The demo city's files read without a word, and mean what the service's rules say they mean.
#include "adapters/yaml/parse_settings.hpp"
#include "adapters/yaml/school_reader.hpp"
#include "tests/unit/settings_support.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

using namespace std::chrono_literals;
using test::OneZone;
using test::text_of;

const std::filesystem::path schools = std::filesystem::path(TODOKE_SOURCE_DIR) / "config" / "schools";

School read_demo(const std::string& file) {
    const auto root = parse_settings(schools / file);
    EXPECT_TRUE(root.has_value()) << (root ? "" : to_text(root.error()));
    SettingProblems problems;
    const OneZone zones;
    const Accounts accounts = {{"line", {"demo"}}, {"teams", {"demo"}}, {"email", {"demo"}}};
    School school = root ? read_school(*root, problems, zones, &accounts) : School{};
    EXPECT_EQ(text_of(problems), "");
    return school;
}

// Not School::kind: what is tested here is the reading.
const ReportKind& kind_of(const School& school, const std::string& code) {
    static const ReportKind none;
    const auto found = std::ranges::find(school.kinds, code, &ReportKind::code);
    EXPECT_NE(found, school.kinds.end()) << code;
    return found == school.kinds.end() ? none : *found;
}

std::vector<std::string> labels(const ReportKind& kind) {
    std::vector<std::string> all;
    for (const auto& reason : kind.reasons) all.push_back(reason.label.find("ja")->second);
    return all;
}

TEST(SchoolYaml, AobaOffersExactlyTheReasonsOfTheSchoolsPaperInOrder) {
    const School aoba = read_demo("aoba.yaml");
    ASSERT_EQ(aoba.kinds.size(), 4u);
    EXPECT_EQ(aoba.kinds[0].label.find("ja")->second, "欠席（病欠）");
    EXPECT_EQ(aoba.kinds[1].label.find("ja")->second, "欠席（病欠以外）");
    EXPECT_EQ(aoba.kinds[2].label.find("ja")->second, "遅刻");
    EXPECT_EQ(aoba.kinds[3].label.find("ja")->second, "登校");
    EXPECT_EQ(labels(kind_of(aoba, "absence_sick")),
              (std::vector<std::string>{"頭痛", "発熱", "腹痛", "倦怠感", "喘息", "湿しん", "けが", "嘔吐・下痢",
                                        "検診", "入院", "自宅療養", "通院", "新型コロナウイルス感染症",
                                        "インフルエンザA型", "インフルエンザB型", "その他"}));
    EXPECT_EQ(labels(kind_of(aoba, "absence_other")), (std::vector<std::string>{"旅行", "忌引き", "その他"}));
    EXPECT_EQ(labels(kind_of(aoba, "late")),
              (std::vector<std::string>{"頭痛", "腹痛", "けが", "通院", "家事都合", "その他"}));
    EXPECT_EQ(labels(kind_of(aoba, "coming")), (std::vector<std::string>{"病状改善", "予定変更", "その他"}));
}

TEST(SchoolYaml, ReasonsHaveStableCodesRegisterTypesAndRemarksForOther) {
    const School aoba = read_demo("aoba.yaml");
    const auto& sick = kind_of(aoba, "absence_sick");
    std::vector<std::string> codes;
    for (const auto& reason : sick.reasons) codes.push_back(reason.code);
    EXPECT_EQ(codes,
              (std::vector<std::string>{"headache", "fever", "stomachache", "fatigue", "asthma", "rash", "injury",
                                        "vomiting_diarrhoea", "checkup", "hospitalised", "recovering_at_home",
                                        "outpatient", "covid19", "influenza_a", "influenza_b", "other"}));
    EXPECT_EQ(sick.reasons[1].register_type, "absence");
    EXPECT_EQ(sick.reasons[12].register_type, "suspension");
    EXPECT_EQ(sick.reasons[13].register_type, "suspension");
    EXPECT_EQ(sick.reasons[14].register_type, "suspension");
    EXPECT_EQ(kind_of(aoba, "absence_other").reasons[1].register_type, "bereavement");
    for (const auto& kind : aoba.kinds)
        for (const auto& reason : kind.reasons) {
            EXPECT_EQ(reason.needs_remarks, reason.code == "other") << kind.code << "/" << reason.code;
            EXPECT_TRUE(reason.label.contains("ja-easy") && reason.label.contains("en"))
                << kind.code << "/" << reason.code;
        }
    EXPECT_TRUE(std::ranges::find(sick.reasons[1].synonyms, "熱") != sick.reasons[1].synonyms.end());
}

TEST(SchoolYaml, AobaKeepsItsTimesAndAddress) {
    const School aoba = read_demo("aoba.yaml");
    EXPECT_EQ(aoba.code, "aoba");
    EXPECT_EQ(aoba.phone, "0144-00-0000");
    ASSERT_EQ(aoba.help_lines.size(), 3u);
    EXPECT_EQ(aoba.help_lines[2].phone, "0120-0-78310");
    EXPECT_EQ(aoba.help_lines[1].label.at("en"), "Police 110");
    ASSERT_EQ(aoba.periods.size(), 6u);
    EXPECT_EQ(to_hh_mm(aoba.periods[1]), "09:35");
    EXPECT_EQ(aoba.zone_name, "Asia/Tokyo");
    EXPECT_NE(aoba.zone, nullptr);
    EXPECT_EQ(aoba.stage, "elementary");
    EXPECT_EQ(to_hh_mm(kind_of(aoba, "absence_sick").deadline), "08:00");
    EXPECT_EQ(to_hh_mm(kind_of(aoba, "late").deadline), "08:00");
    EXPECT_EQ(to_hh_mm(kind_of(aoba, "coming").deadline), "13:00");
    EXPECT_TRUE(kind_of(aoba, "coming").needs_absence);
    EXPECT_TRUE(kind_of(aoba, "coming").same_day_only);
    EXPECT_TRUE(kind_of(aoba, "late").asks_expected_time);
    EXPECT_EQ(to_hh_mm(aoba.staff_from), "07:30");
    EXPECT_EQ(to_hh_mm(aoba.staff_until), "17:00");
    EXPECT_EQ(aoba.accounts.at("line"), "demo");
    EXPECT_EQ(aoba.tenants.at("teams").size(), 1u);
    ASSERT_EQ(aoba.gates.size(), 1u);
    EXPECT_EQ(aoba.gates[0].label.at("ja"), "正門");
    EXPECT_EQ(aoba.limits.guardians_per_student, 3);
    EXPECT_EQ(aoba.limits.addresses_per_guardian, 2);
}

TEST(SchoolYaml, ClosedDaysAreSingleDaysAndRangesInOrder) {
    const School aoba = read_demo("aoba.yaml");
    const auto closed = [&](const char* day) {
        return std::ranges::find(aoba.closed_days, *parse_iso_day(day)) != aoba.closed_days.end();
    };
    EXPECT_TRUE(closed("2026-11-23"));
    EXPECT_FALSE(closed("2026-11-24"));
    EXPECT_TRUE(closed("2026-12-25"));
    EXPECT_TRUE(closed("2026-12-31"));
    EXPECT_TRUE(closed("2027-01-14"));
    EXPECT_FALSE(closed("2027-01-15"));
    EXPECT_TRUE(std::ranges::is_sorted(aoba.closed_days));
}

TEST(SchoolYaml, TheElementarySchoolLooksInTheClassroomFirst) {
    const School aoba = read_demo("aoba.yaml");
    ASSERT_TRUE(aoba.escalation.has_value());
    const auto& policy = *aoba.escalation;
    EXPECT_EQ(to_hh_mm(policy.cut_off), "08:35");
    ASSERT_EQ(policy.steps.size(), 4u);
    EXPECT_EQ(policy.steps[0].ask, (std::vector<Role>{Role::homeroom_teacher, Role::deputy_homeroom_teacher}));
    EXPECT_TRUE(policy.steps[0].first_available);
    EXPECT_FALSE(policy.steps[0].faces_family);
    EXPECT_EQ(policy.steps[0].message, "case.ask_classroom");
    EXPECT_EQ(policy.steps[0].wait, 5min);
    EXPECT_EQ(policy.steps[1].ask, std::vector<Role>{Role::guardian});
    EXPECT_TRUE(policy.steps[1].faces_family);
    EXPECT_TRUE(policy.steps[1].all_contacts);
    EXPECT_EQ(policy.steps[1].choices,
              (std::vector<std::string>{"absent", "late", "left_home", "unknown", "phone_me"}));
    EXPECT_EQ(policy.steps[2].message, "case.ask_guardian");
    EXPECT_EQ(policy.steps[3].ask, std::vector<Role>{Role::vice_principal});
    EXPECT_EQ(policy.steps[3].message, "case.call_list");
}

TEST(SchoolYaml, TheHighSchoolAsksTheStudentFirst) {
    const School minato = read_demo("minato-high.yaml");
    EXPECT_TRUE(minato.students_report);
    ASSERT_TRUE(minato.escalation.has_value());
    std::vector<std::string> messages;
    for (const auto& step : minato.escalation->steps) messages.push_back(step.message);
    EXPECT_EQ(messages, (std::vector<std::string>{"case.ask_student", "case.ask_guardian", "case.ask_teacher",
                                                  "case.call_list"}));
    EXPECT_TRUE(minato.escalation->steps[0].faces_family);
}

TEST(SchoolYaml, TheHallScansAndTakesNoReports) {
    const School hall = read_demo("hoshizora-hall.yaml");
    EXPECT_FALSE(hall.takes_reports);
    EXPECT_TRUE(hall.kinds.empty());
    EXPECT_FALSE(hall.escalation.has_value());
    EXPECT_EQ(hall.scans.notice, ScanPolicy::Notice::all);
    EXPECT_EQ(hall.gates.size(), 1u);
}

TEST(SchoolYaml, APlainLabelIsJapaneseAndStepsHaveTheirUsualAnswers) {
    const auto root = parse_settings_text(R"(
id: small
name: 小さな学校
danger_words: [川に落ち, "fell into the river"]
stage: elementary
zone: Asia/Tokyo
phone: 0144-00-0001
channels: { line: { account: demo } }
staff_hours: { from: "08:00", until: "16:00" }
reports:
  kinds:
    - { code: leaving, label: 早退, effect: leaves_early, deadline: "12:00", reasons: [{ code: ill, label: 体調不良 }] }
escalation:
  cut_off: "08:50"
  steps:
    - { name: office, ask: office, message: case.call_list }
)",
                                          "small.yaml");
    ASSERT_TRUE(root.has_value()) << to_text(root.error());
    SettingProblems problems;
    const School school = read_school(*root, problems, OneZone{});
    EXPECT_EQ(text_of(problems), "");
    EXPECT_EQ(school.name, (Words{{"ja", "小さな学校"}}));
    EXPECT_EQ(school.short_name, school.name);
    EXPECT_EQ(school.help_lines.size(), 3u) << "119, 110 and the children's line, also for a school that forgot them";
    EXPECT_EQ(school.danger_words, (std::vector<std::string>{"川に落ち", "fell into the river"}));
    EXPECT_TRUE(school.periods.empty());
    ASSERT_EQ(school.kinds.size(), 1u);
    EXPECT_EQ(school.kinds[0].effect, ReportKind::Effect::leaves_early);
    EXPECT_EQ(school.kinds[0].reasons.at(0).register_type, "early_leave");
    ASSERT_TRUE(school.escalation.has_value());
    EXPECT_EQ(school.escalation->steps.at(0).choices, (std::vector<std::string>{"found", "contacted", "close"}));
    EXPECT_EQ(school.honorific, "san");
}

}  // namespace
}  // namespace todoke::yaml
