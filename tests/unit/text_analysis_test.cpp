#include "adapters/text/text.hpp"

#include <gtest/gtest.h>

namespace todoke::text {
namespace {

class Analysis : public ::testing::Test {
protected:
    std::unique_ptr<TextAnalysis> analysis = make_text_analysis();
};

TEST_F(Analysis, normalises_width_and_white_space) {
    EXPECT_EQ(analysis->nfkc("　ＡＢＣ　１２３ \n ｶﾞｷﾞ "), "ABC 123 ガギ");
    EXPECT_EQ(analysis->nfkc(""), "");
    EXPECT_EQ(analysis->nfkc("　"), "");
}

TEST_F(Analysis, folds_spellings_of_the_same_word) {
    EXPECT_EQ(analysis->fold("キョウ"), analysis->fold("きよう"));
    EXPECT_EQ(analysis->fold("コーヒー"), analysis->fold("こひ"));
    EXPECT_EQ(analysis->fold("マリア・ホセ"), analysis->fold("まりあほせ"));
    EXPECT_EQ(analysis->fold("ＨＥＬＰ"), "help");
    EXPECT_EQ(analysis->fold("ｲﾝﾌﾙｴﾝｻﾞ"), analysis->fold("インフルエンザ"));
    EXPECT_EQ(analysis->fold("やっぱり"), "やつぱり");
    EXPECT_NE(analysis->fold("はな"), analysis->fold("ばな"));
}

TEST_F(Analysis, counts_what_a_person_sees_as_one_sign) {
    EXPECT_EQ(analysis->graphemes(""), 0U);
    EXPECT_EQ(analysis->graphemes("か\u3099な"), 2U);
    EXPECT_EQ(analysis->graphemes("👨‍👩‍👧‍👦👍🏽"), 2U);
    EXPECT_EQ(analysis->graphemes("葛\U000E0100城"), 2U);
}

TEST_F(Analysis, cuts_between_signs) {
    EXPECT_EQ(analysis->cut_graphemes("あいうえお", 5), "あいうえお");
    EXPECT_EQ(analysis->cut_graphemes("あいうえお", 4), "あいう…");
    EXPECT_EQ(analysis->cut_graphemes("👨‍👩‍👧‍👦👍🏽x", 2), "👨‍👩‍👧‍👦…");
    EXPECT_EQ(analysis->cut_graphemes("あい", 1), "…");
    EXPECT_EQ(analysis->cut_graphemes("あい", 0), "");
    EXPECT_EQ(analysis->cut_graphemes("", 0), "");
}

TEST_F(Analysis, removes_what_must_not_reach_a_screen) {
    EXPECT_EQ(analysis->printable("a\x01\u202E\u2066\u200F\uFEFF"
                                  "b"),
              "ab");
    EXPECT_EQ(analysis->printable("一\r\n二\r三\n四\u2028五"), "一\n二\n三\n四\n五");
    EXPECT_EQ(analysis->printable("a\tb"), "a b");
    EXPECT_EQ(analysis->printable(std::string("x\0y", 3)), "xy");
    EXPECT_EQ(analysis->printable("葛\U000E0100 👨‍👩‍👧"), "葛\U000E0100 👨‍👩‍👧");
}

TEST_F(Analysis, replaces_broken_utf8) {
    EXPECT_EQ(analysis->printable("a\xFF"
                                  "b"),
              "a\uFFFDb");
    EXPECT_EQ(analysis->printable("\xE3\x81"), "\uFFFD");
    EXPECT_EQ(analysis->nfkc("\xC3"), "\uFFFD");
}

}  // namespace
}  // namespace todoke::text
