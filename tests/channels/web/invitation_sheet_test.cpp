// The paper with the codes: one page per student, every name escaped, every QR readable.
#include "adapters/web/invitation_sheet.hpp"

#include "adapters/text/text.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {
namespace {

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t found = 0;
    for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++found;
    return found;
}

TEST(InvitationSheet, has_a_page_per_student_and_a_code_per_guardian) {
    RecordingLog log;
    const auto texts = *text::make_texts(TODOKE_SOURCE_DIR "/templates", log);
    web::Sheet sheet{.school = {{"ja", "あおば小学校"}},
                     .phone = "0144-00-0000",
                     .valid_until = *parse_iso_day("2026-12-24"),
                     .papers = {}};
    const std::string link = "https://line.me/R/oaMessage/%40todoke/?ABCDE-FGHIJ";
    sheet.papers.push_back({"3-2", "12", "佐藤 <花>", {{1, "ABCDE-FGHIJ", link}, {2, "KLMNO-PQRST", link}}, ""});
    sheet.papers.push_back({"3-2", "", "田中 健", {{3, "UVWXY-Z2345", link}}, ""});
    const auto html = web::invitation_sheet(TODOKE_SOURCE_DIR "/templates", *texts, sheet);
    ASSERT_TRUE(html) << html.error().what;
    EXPECT_EQ(count(*html, "class=\"paper\""), 2u);
    EXPECT_EQ(count(*html, "<svg "), 3u);
    for (const char* words :
         {"<code>ABCDE-FGHIJ</code>", "<code>KLMNO-PQRST</code>", "<code>UVWXY-Z2345</code>", "1人目 / No. 1", "3人目",
          "3-2 12番 佐藤 &lt;花&gt;さんの保護者の方へ", "3-2 田中 健さんの保護者の方へ", "あおば小学校", "0144-00-0000",
          "使える期限：2026年12/24（木）", "2026年 12月24日（木）まで 使えます", "Valid until Thu 24 Dec 2026"})
        EXPECT_NE(html->find(words), html->npos) << words;
    EXPECT_EQ(html->find("<花>"), html->npos);
    EXPECT_EQ(html->find("<script"), html->npos);
    EXPECT_TRUE(log.lines().empty()) << log.text();
}

TEST(InvitationSheet, has_the_way_by_mail_with_the_domain_to_let_through) {
    RecordingLog log;
    const auto texts = *text::make_texts(TODOKE_SOURCE_DIR "/templates", log);
    web::Sheet sheet{.school = {{"ja", "あおば小学校"}},
                     .phone = "0144-00-0000",
                     .valid_until = *parse_iso_day("2026-12-24"),
                     .mail_domains = "attend.example.ed.jp",
                     .papers = {}};
    const std::string address = "e-aaaabbbbccccddddeeeeffffgggg2@attend.example.ed.jp";
    sheet.papers.push_back({"3-2", "", "田中 健", {{1, "UVWXY-Z2345", "https://line.me/x"}}, address});
    const auto both = web::invitation_sheet(TODOKE_SOURCE_DIR "/templates", *texts, sheet);
    ASSERT_TRUE(both) << both.error().what;
    EXPECT_EQ(count(*both, "<svg "), 2u);
    for (const char* words : {"メールで登録するとき", "Registering by mail", "「attend.example.ed.jp」からのメール",
                              "e-aaaabbbbccccddddeeeeffffgggg2@attend.example.ed.jp"})
        EXPECT_NE(both->find(words), both->npos) << words;
    // A school without a chat: nothing about one, and the codes are there all the same.
    sheet.by_chat = false;
    sheet.papers.front().codes.front().link.clear();
    const auto by_mail = web::invitation_sheet(TODOKE_SOURCE_DIR "/templates", *texts, sheet);
    ASSERT_TRUE(by_mail);
    EXPECT_EQ(count(*by_mail, "<svg "), 1u);
    EXPECT_NE(by_mail->find("<code>UVWXY-Z2345</code>"), by_mail->npos);
    EXPECT_EQ(by_mail->find("友だち追加"), by_mail->npos);
    EXPECT_TRUE(log.lines().empty()) << log.text();
}

TEST(QrCode, is_drawn_with_its_quiet_zone) {
    // Version 1 has 21 modules, and its finder pattern begins in the corner.
    const auto svg = web::qr_svg("ABCDE-FGHIJ");
    ASSERT_TRUE(svg);
    EXPECT_NE(svg->find("viewBox=\"0 0 29 29\""), svg->npos);
    EXPECT_NE(svg->find("d=\"M4 4h1v1h-1zM5 4h1v1h-1z"), svg->npos);
    EXPECT_EQ(svg->find("ABCDE"), svg->npos);
    EXPECT_FALSE(web::qr_svg(std::string(5000, 'x')));
}

}  // namespace
}  // namespace todoke::test
