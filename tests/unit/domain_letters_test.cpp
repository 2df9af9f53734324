// What a mail may do on which proof, and how an answer in words is read.
#include "domain/form/written_form.hpp"
#include "domain/people/proof.hpp"
#include "tests/unit/domain_support.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

TEST(Proof, decides_what_a_mail_may_do) {
    struct Row {
        Proof proof;
        Grant report, look, acknowledge, end_search;
    };
    constexpr Row table[] = {{Proof::none, Grant::no, Grant::no, Grant::no, Grant::no},
                             {Proof::token, Grant::confirm, Grant::yes, Grant::no, Grant::confirm},
                             {Proof::sender, Grant::yes, Grant::yes, Grant::yes, Grant::confirm},
                             {Proof::both, Grant::yes, Grant::yes, Grant::yes, Grant::yes}};
    for (const Row& row : table) {
        EXPECT_EQ(grant(row.proof, Deed::report), row.report);
        EXPECT_EQ(grant(row.proof, Deed::look), row.look);
        EXPECT_EQ(grant(row.proof, Deed::acknowledge), row.acknowledge);
        EXPECT_EQ(grant(row.proof, Deed::end_search), row.end_search);
    }
    EXPECT_EQ(proof_of(false, false), Proof::none);
    EXPECT_EQ(proof_of(true, false), Proof::token);
    EXPECT_EQ(proof_of(false, true), Proof::sender);
    EXPECT_EQ(proof_of(true, true), Proof::both);
}

const std::vector<WrittenField> fields{{"child", {"お子さん", "Child"}},
                                       {"kind", {"内容", "Kind"}},
                                       {"reason", {"理由", "Reason"}},
                                       {"remarks", {"備考", "Remarks"}}};
const std::vector<std::string> printed{"1 ハナ", "2 太郎", "理由を選んでください。"};

using Values = std::vector<std::pair<std::string, std::string>>;

TEST(WrittenForm, is_read_as_people_fill_it_in) {
    struct Row {
        const char* text;
        Values values;
    };
    const Row table[] = {
        {"お子さん：ハナ\n内容：1\n理由：熱", {{"child", "ハナ"}, {"kind", "1"}, {"reason", "熱"}}},
        {"理由: 腹痛\n\nお子さん： 2", {{"reason", "腹痛"}, {"child", "2"}}},
        {"> お子さん： ハナ\n> 内容：\n＞ 理由：発熱", {{"child", "ハナ"}, {"reason", "発熱"}}},
        {"・お子さん：ハナ\n■内容：欠席", {{"child", "ハナ"}, {"kind", "欠席"}}},
        {"お子さん：\n太郎\n内容：\n", {{"child", "太郎"}}},
        {"お子さん：\n1 ハナ\n2 太郎\n", {}},
        {"備考：\n理由を選んでください。\n", {}},
        {"備考：10:30に迎えに行きます", {{"remarks", "10:30に迎えに行きます"}}},
        {"お子さん：ハナ\n> お子さん：太郎", {{"child", "ハナ"}}},
        {"今日ハナは熱で休みます", {}},
        {"電話：090", {}},
        {"", {}},
    };
    const School school = domain_test::aoba();
    const FormContext context = domain_test::context_of(school, domain_test::at("2026-11-24 07:32"));
    for (const Row& row : table)
        EXPECT_EQ(read_written_form(row.text, fields, printed, context), row.values) << row.text;
}

TEST(WrittenForm, a_first_line_means_a_choice_or_nothing) {
    const std::vector<std::vector<std::string>> labels{{"送信する", "Send"}, {"直す", "Change"}, {"やめる", "Cancel"}};
    struct Row {
        const char* line;
        int place;  // -1: none
    };
    constexpr Row table[] = {{"1", 0},
                             {" 2. ", 1},
                             {"3番", 2},
                             {"1 送信する", 0},
                             {"2．直す", 1},
                             {"1です", 0},
                             {"1でお願いします", 0},
                             {"直す", 1},
                             {"Cancel", 2},
                             {"(2)", 1},
                             {"[1]", 0},
                             {"1時間遅れます", -1},
                             {"1 直す", -1},
                             {"4", -1},
                             {"0", -1},
                             {"100", -1},
                             {"送信", -1},
                             {"", -1},
                             {"はい", -1}};
    const School school = domain_test::aoba();
    const FormContext context = domain_test::context_of(school, domain_test::at("2026-11-24 07:32"));
    for (const Row& row : table) {
        const auto place = chosen(row.line, labels, context);
        EXPECT_EQ(place ? static_cast<int>(*place) : -1, row.place) << row.line;
    }
}

TEST(WrittenForm, the_first_line_is_parted_from_the_rest) {
    const FirstLine parted = first_line_of("\n 1 \n\n明日は行けると思います。\n");
    EXPECT_EQ(parted.line, "1");
    EXPECT_EQ(parted.rest, "明日は行けると思います。");
    EXPECT_EQ(first_line_of(" \n").line, "");
}

}  // namespace
}  // namespace todoke
