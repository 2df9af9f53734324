// How the form's slots read what people type.
#include "domain_form_fixture.hpp"

namespace todoke::domain_test {
namespace {

class Reader : public ReportForm {};

struct Read {
    const char* raw;
    const char* result;  // the value, or the problem after "!"
};

std::string shown(const Reading& reading) {
    if (const auto* problem = std::get_if<Problem>(&reading)) return "!" + problem->text_key.substr(15);
    return std::get<Value>(reading).as_string();
}

TEST_F(Reader, ReadsDaysAsPeopleTypeThem) {
    start("absence_sick");  // Tuesday 24 November 2026
    const Read table[] = {
        {"2026-11-25", "2026-11-25"},
        {"today", "2026-11-24"},
        {"tomorrow", "2026-11-25"},
        {"Tomorrow", "2026-11-25"},
        {"今日", "2026-11-24"},
        {"きょう", "2026-11-24"},
        {"本日", "2026-11-24"},
        {"明日", "2026-11-25"},
        {"あした", "2026-11-25"},
        {"あす", "2026-11-25"},
        {"明後日", "2026-11-26"},
        {"あさって", "2026-11-26"},
        {"明日です", "2026-11-25"},
        {"24日", "2026-11-24"},
        {"２６日", "2026-11-26"},
        {"1日", "2026-12-01"},
        {"11/24", "2026-11-24"},
        {"１１／２７", "2026-11-27"},
        {"11月26日", "2026-11-26"},
        {"11月26日(木)", "2026-11-26"},
        {"12/1", "2026-12-01"},
        {"2026/11/30", "2026-11-30"},
        {"2026年12月2日", "2026-12-02"},
        {"金曜", "2026-11-27"},
        {"金曜日", "2026-11-27"},
        {"火曜", "2026-11-24"},
        {"月曜", "2026-11-30"},
        {"来週月曜", "2026-11-30"},
        {"来週の火曜日", "2026-12-01"},
        {"今週の木曜", "2026-11-26"},
        {"friday", "2026-11-27"},
        {"next monday", "2026-11-30"},
        {"11/23", "!past_day"},
        {"20日", "!past_day"},
        {"今週の月曜", "!past_day"},
        {"2026-11-28", "!day_closed"},
        {"土曜", "!day_closed"},
        {"12/9", "!too_far_ahead"},
        {"1/8", "!too_far_ahead"},
        {"2027-11-24", "!too_far_ahead"},
        {"", "!not_a_day"},
        {"いつか", "!not_a_day"},
        {"2026-13-01", "!not_a_day"},
        {"13/45", "!not_a_day"},
        {"31/2", "!not_a_day"},
        {"3日間", "!not_a_day"},
        {"2日前", "!not_a_day"},
        {"9時", "!not_a_day"},
        {"pick_day", "!not_a_day"},
        {"11/24/5", "!not_a_day"},
        {"明日は熱です", "!not_a_day"},
        {"きょうだい", "!not_a_day"},
    };
    for (const Read& row : table)
        EXPECT_EQ(shown(form.slot("day")->read(row.raw, draft, context)), row.result) << row.raw;
}

TEST_F(Reader, ABareDateMeansTheNearestOne) {
    start("absence_sick");
    context.now = at("2026-12-28 07:00");
    EXPECT_EQ(shown(form.slot("day")->read("1/8", draft, context)), "2027-01-08");
    EXPECT_EQ(shown(form.slot("day")->read("4日", draft, context)), "2027-01-04");
    EXPECT_EQ(shown(form.slot("day")->read("31日", draft, context)), "2026-12-31");
}

TEST_F(Reader, ReadsTimesAsPeopleTypeThem) {
    const Read table[] = {
        {"9:30", "09:30"},
        {"09:30", "09:30"},
        {"９：３０", "09:30"},
        {"9時半", "09:30"},
        {"9時30分", "09:30"},
        {"9時", "09:00"},
        {"10時ごろ", "10:00"},
        {"10時頃です", "10:00"},
        {"午後1時", "13:00"},
        {"午前9時半", "09:30"},
        {"1pm", "13:00"},
        {"1:30 pm", "13:30"},
        {"12pm", "12:00"},
        {"at 10am", "10:00"},
        {"24:00", "24:00"},
        {"9:60", "!not_a_time"},
        {"25:00", "!not_a_time"},
        {"2時間", "!not_a_time"},
        {"9", "!not_a_time"},
        {"", "!not_a_time"},
        {"38.5", "!not_a_time"},
        {"昼", "!not_a_time"},
        {"9:30と10:30", "!not_a_time"},
    };
    for (const Read& row : table)
        EXPECT_EQ(shown(form.slot("expected_time")->read(row.raw, draft, context)), row.result) << row.raw;
}

TEST_F(Reader, ReadsOptionsByCodeNumberLabelAndSynonym) {
    start("absence_sick");
    const Read reasons[] = {
        {"fever", "fever"},
        {"発熱", "fever"},
        {"熱", "fever"},
        {"Fever", "fever"},
        {"2", "fever"},
        {"２", "fever"},
        {"2番", "fever"},
        {"(2)", "!not_an_option"},
        {"0", "!not_an_option"},
        {"9", "!not_an_option"},
        {"8", "other"},
        {"999", "!not_an_option"},
        {"その他", "other"},
        {" 頭痛 ", "headache"},
        {"コロナ", "covid19"},
        {"", "!not_an_option"},
        {"旅行", "!not_an_option"},
        {"なんとなく", "!not_an_option"},
    };
    for (const Read& row : reasons)
        EXPECT_EQ(shown(form.slot("reason")->read(row.raw, draft, context)), row.result) << row.raw;
}

TEST_F(Reader, ReadsChildrenByAnyOfTheirNames) {
    for (const char* raw :
         {"ハナ", "はな", "花", "ハナさん", "はなちゃん", "佐藤花", "佐藤 花", "サトウハナ", "Hana", "1", "１"})
        EXPECT_EQ(shown(form.slot("child")->read(raw, draft, context)), hana().public_id) << raw;
    EXPECT_EQ(shown(form.slot("child")->read("ケンくん", draft, context)), ken().public_id);
    const std::string both = hana().public_id + "+" + ken().public_id;
    for (const std::string& raw : {both, std::string("3"), std::string("ハナとケン"), std::string("ふたりとも"),
                                   std::string("ハナ、ケンです"), std::string("both")})
        EXPECT_EQ(shown(form.slot("child")->read(raw, draft, context)), both) << raw;
    for (const char* raw : {"", "太郎", "佐藤", "4", "0", "ハナと太郎くん", "a0+a1"})
        EXPECT_EQ(shown(form.slot("child")->read(raw, draft, context)), "!not_an_option") << raw;
}

TEST_F(Reader, ANameThatTwoChildrenShareIsNotGuessed) {
    context.children[1].student.called = "ハナ";
    EXPECT_EQ(shown(form.slot("child")->read("ハナ", draft, context)), "!not_an_option");
    EXPECT_EQ(shown(form.slot("child")->read("佐藤健", draft, context)), ken().public_id);
}

TEST_F(Reader, ReadsRemarksAsTyped) {
    start("absence_sick");
    answer("reason", "fever");
    const Read table[] = {{"38度です", "38度です"},
                          {"  一行目\r\n二行目 ", "一行目\n二行目"},
                          {"skip", ""},
                          {"なし", ""},
                          {"特になし", ""},
                          {"-", ""},
                          {"−", "−"},
                          {"", ""},
                          {"　", ""},
                          {"なしのアレルギー", "なしのアレルギー"},
                          {"a\x01\x7F"
                           "b",
                           "ab"}};
    for (const Read& row : table)
        EXPECT_EQ(shown(form.slot("remarks")->read(row.raw, draft, context)), row.result) << row.raw;
    EXPECT_FALSE(view("remarks").required);
}

TEST_F(Reader, OtherNeedsRemarks) {
    start("absence_sick");
    answer("reason", "other");
    EXPECT_TRUE(view("remarks").required);
    for (const char* raw : {"", "skip", "なし", " "})
        EXPECT_EQ(answer("remarks", raw), "report.problem.needs_remarks") << raw;
    EXPECT_EQ(next(), "day");
    EXPECT_EQ(answer("remarks", "ねんざ"), "");
}

TEST_F(Reader, RemarksEndAtTwoHundredCharacters) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "あ";
    EXPECT_EQ(answer("remarks", text), "");
    EXPECT_EQ(answer("remarks", text + "あ"), "report.problem.too_long");
}

}  // namespace
}  // namespace todoke::domain_test
