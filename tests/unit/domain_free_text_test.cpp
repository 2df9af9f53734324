#include "domain/form/romaji.hpp"
#include "domain_support.hpp"

#include <gtest/gtest.h>

namespace todoke::domain_test {
namespace {

// What a family types, and what is understood: "" = no report; else the draft's codes in the order of the form, slots
// not understood after "?".
struct Sentence {
    const char* text;
    const char* understood;
};

void PrintTo(const Sentence& sentence, std::ostream* out) { *out << sentence.text; }

std::string shown(const FreeText& text) {
    if (!text.is_report) return text.draft == Value::object() && text.unclear.empty() ? "" : "rest left behind";
    std::string result;
    for (const Slot& slot : report_form().slots) {
        const Value* value = text.draft.find(slot.name);
        if (!value) continue;
        std::string said = value->as_string();
        if (said == hana().public_id + "+" + ken().public_id) said = "hana+ken";
        if (said == hana().public_id) said = "hana";
        if (said == ken().public_id) said = "ken";
        if (slot.name == "day") said = said.substr(5);
        if (slot.name == "remarks") said = "[" + said + "]";
        result += (result.empty() ? "" : " ") + said;
    }
    for (const std::string& slot : text.unclear) result += (result.empty() ? "?" : " ?") + slot;
    return result;
}

class FreeTextOfAFamily : public ::testing::TestWithParam<Sentence> {};

TEST_P(FreeTextOfAFamily, IsUnderstood) {
    const School school = aoba();
    const FormContext context = context_of(school, at("2026-11-24 07:32"));  // Tuesday
    EXPECT_EQ(shown(read_free_text(GetParam().text, context)), GetParam().understood) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Absences, FreeTextOfAFamily,
    ::testing::Values(
        Sentence{"今日ハナは熱で休みます", "hana absence_sick fever 11-24 []"},
        Sentence{"ハナは今日熱のため欠席します。", "hana absence_sick fever 11-24 []"},
        Sentence{"おはようございます。ハナですが、発熱のため本日お休みさせていただきます。よろしくお願いします。",
                 "hana absence_sick fever 11-24 []"},
        Sentence{"はなちゃん、頭痛で明日休みます", "hana absence_sick headache 11-25 []"},
        Sentence{"花は腹痛で欠席です", "hana absence_sick stomach_ache []"},
        Sentence{"佐藤 花、本日欠席します", "hana 11-24 ?kind"},
        Sentence{"ケンくんがコロナで休みます", "ken absence_sick covid19 []"},
        Sentence{"ハナさん インフルエンザＡ型 休み", "hana absence_sick influenza_a []"},
        Sentence{"ハナ 11/26 通院で休みます", "hana absence_sick hospital_visit 11-26 []"},
        Sentence{"ケンは26日旅行のため休みます", "ken absence_other travel 11-26 []"},
        Sentence{"祖母の葬式で明日ハナを休ませます", "hana absence_other bereavement 11-25 []"},
        Sentence{"ハナは熱と腹痛で休みます", "hana absence_sick fever [腹痛]"},
        Sentence{"ハナは体調不良で休みます", "hana absence_sick"},
        Sentence{"ハナは学校に行けません。吐いています。", "hana absence_sick vomiting []"},
        Sentence{"ハナは熱はありませんが頭痛で休みます", "hana absence_sick headache []"},
        Sentence{"ハナは昨日から熱があるので今日休みます", "hana absence_sick fever 11-24 []"},
        Sentence{"昨日は休みましたが、ハナは今日も熱で休みます", "hana absence_sick fever 11-24 []"},
        Sentence{"昨日は休みましたが今日もハナは熱で休みます", "hana absence_sick fever 11-24 []"},
        Sentence{"ハナを休ませてください。いいですか？", "hana ?kind"},
        Sentence{"すみません、ハナ今日休みます！", "hana 11-24 ?kind"}, Sentence{"今日は休みます", "11-24 ?kind"},
        Sentence{"ハナとケンは熱で休みます", "hana+ken absence_sick fever []"},
        Sentence{"太郎さんは熱で休みます", "absence_sick fever [] ?child"},
        Sentence{"ハナは土曜休みます", "hana ?kind ?day"},
        Sentence{"ハナは熱で26日まで休みます", "hana absence_sick fever [] ?day"},
        Sentence{"Hana is absent until Friday, fever", "hana absence_sick fever [] ?day"},
        Sentence{"ハナは頭が痛くて休みます", "hana absence_sick headache []"},
        Sentence{"来週月曜、ハナは旅行で欠席します", "hana absence_other travel 11-30 []"},
        Sentence{"遅刻ではなく欠席します。ハナは熱です", "hana absence_sick fever []"},
        Sentence{"Hana is sick today, fever", "hana absence_sick fever 11-24 []"},
        Sentence{"Hana will be absent tomorrow because of a stomach ache.", "hana absence_sick stomach_ache 11-25 []"},
        Sentence{"Ken can't come to school today. He has a fever.", "ken absence_sick fever 11-24 []"},
        Sentence{"Ken won't come on Friday, family trip", "ken absence_other travel 11-27 []"},
        Sentence{"Hana is not feeling well and will stay home today", "hana absence_sick 11-24"}));

INSTANTIATE_TEST_SUITE_P(Lateness, FreeTextOfAFamily,
                         ::testing::Values(Sentence{"ハナは熱で遅れます", "hana late other [熱]"},
                                           Sentence{"ハナは頭痛で遅刻します", "hana late headache []"},
                                           Sentence{"ハナは病院に寄ってから9時半ごろ遅れて行きます",
                                                    "hana late hospital_visit 09:30 []"},
                                           Sentence{"ケン、今日は１０：１５に遅れて登校します", "ken late 11-24 10:15"},
                                           Sentence{"ハナは2時間遅れます", "hana late"},
                                           Sentence{"ケンは9時か10時に遅れて行きます", "ken late ?expected_time"},
                                           Sentence{"休みませんが遅れます。ハナです", "hana late"},
                                           Sentence{"何時になるかわかりませんがハナは遅れます", "hana late"},
                                           Sentence{"Hana will be late today, doctor's appointment, 10:30",
                                                    "hana late hospital_visit 11-24 10:30 []"},
                                           Sentence{"遅れます、ハナは休みます", "hana ?kind"}));

INSTANTIATE_TEST_SUITE_P(
    NoReports, FreeTextOfAFamily,
    ::testing::Values(Sentence{"昨日ハナは休みました", ""}, Sentence{"昨日は欠席でした", ""},
                      Sentence{"ハナは休みません", ""}, Sentence{"ハナは今日休みません。元気です", ""},
                      Sentence{"ハナは休んでもいいですか", ""}, Sentence{"今日は休みですか？", ""},
                      Sentence{"明日は休みますか", ""}, Sentence{"ハナは行けそうです", ""},
                      Sentence{"ハナが学校を休みたがっていて相談したいです", ""}, Sentence{"休むかもしれません", ""},
                      Sentence{"熱が下がらなければ休みます", ""}, Sentence{"夏休みの宿題について", ""},
                      Sentence{"ハナは遅れません", ""}, Sentence{"冬休みはいつからですか", ""},
                      Sentence{"ありがとうございました", ""}, Sentence{"", ""}, Sentence{"？？？", ""},
                      Sentence{"欠席の取り消しをお願いします", ""}, Sentence{"ハナは登校します", ""},
                      Sentence{"早退します", ""}, Sentence{"お昼休みに電話します", ""}, Sentence{"遅くなりました", ""},
                      Sentence{"Hana was absent yesterday", ""}, Sentence{"Hana is not sick", ""},
                      Sentence{"Can Hana stay home today?", ""}, Sentence{"Hana might be late", ""},
                      Sentence{"Thank you, see you later", ""}, Sentence{"We will call you", ""},
                      Sentence{"She was late yesterday", ""}, Sentence{"休むか迷っています", ""}));

TEST(Romaji, SpellsKanaNames) {
    using Spellings = std::vector<std::string>;
    EXPECT_EQ(typed::romaji("ハナ"), Spellings{"hana"});
    EXPECT_EQ(typed::romaji("しょうた"), (Spellings{"shouta", "shota"}));
    EXPECT_EQ(typed::romaji("ユウト"), (Spellings{"yuuto", "yuto"}));
    EXPECT_EQ(typed::romaji("りょう"), (Spellings{"ryou", "ryo"}));
    EXPECT_EQ(typed::romaji("イッペイ"), Spellings{"ippei"});
    EXPECT_EQ(typed::romaji("じゅんいち"), Spellings{"junichi"});
    EXPECT_EQ(typed::romaji("ケンヂ"), Spellings{"kenji"});
    EXPECT_EQ(typed::romaji("花"), Spellings{});
    EXPECT_EQ(typed::romaji("Lucas"), Spellings{});
    EXPECT_EQ(typed::romaji("ゃ"), Spellings{});
    EXPECT_EQ(typed::romaji(""), Spellings{});
}

class FreeTextTest : public ::testing::Test {
protected:
    School school = aoba();
    FormContext context = context_of(school, at("2026-11-24 07:32"));
    std::string understood(std::string_view text) const { return shown(read_free_text(text, context)); }
};

TEST_F(FreeTextTest, AnOnlyChildNeedsNoName) {
    context = context_of(school, context.now, {hana()});
    EXPECT_EQ(understood("熱で休みます"), "hana absence_sick fever []");
    EXPECT_EQ(understood("太郎くんは熱で休みます"), "absence_sick fever [] ?child") << "not her, so nobody";
    EXPECT_EQ(understood("お母さんが熱ですが、休みます"), "hana ?kind") << "not her fever";
}

TEST_F(FreeTextTest, ComingIsUnderstoodWhileTheChildIsAbsent) {
    context.children[0].absent_days = {day("2026-11-24")};
    EXPECT_EQ(understood("ハナはこれから登校します。よくなったので"), "hana coming better []");
    EXPECT_EQ(understood("ケンは登校します"), "");
}

TEST_F(FreeTextTest, AKanaNameDoesNotHideInAnotherWord) {
    EXPECT_EQ(understood("はなみずが出るので休みます"), "?kind");
    EXPECT_EQ(understood("はなは、はなみずが出るので休みます"), "hana ?kind");
}

TEST_F(FreeTextTest, AChildCalledLikeADayIsAChild) {
    context.children[0].student.called = "あす";
    context.children[0].student.given_kana = "アス";
    EXPECT_EQ(understood("あすは今日熱で休みます"), "hana absence_sick fever 11-24 []");
}

TEST_F(FreeTextTest, EarlyLeaveIsTakenWhereTheSchoolHasIt) {
    ReportKind early{.code = "early_leave", .label = {{"ja", "早退"}}};
    early.effect = ReportKind::Effect::leaves_early;
    early.reasons = {reason("hospital_visit", "通院", "Doctor's visit")};
    school.kinds.push_back(early);
    EXPECT_EQ(understood("ハナは今日通院で早退します"), "hana early_leave hospital_visit 11-24 []");
}

TEST_F(FreeTextTest, WithoutChildrenNothingIsUnderstood) {
    context.children.clear();
    EXPECT_EQ(understood("今日ハナは熱で休みます"), "");
}

TEST_F(FreeTextTest, ACompleteSentenceGoesStraightToConfirmation) {
    const FreeText text = read_free_text("今日ハナは熱で休みます", context);
    EXPECT_EQ(next_slot(report_form(), text.draft, context), nullptr);
    EXPECT_FALSE(report_form().check(text.draft, context));
}

}  // namespace
}  // namespace todoke::domain_test
