#include "adapters/email/receive/answer_lines.hpp"
#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/matching.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

constexpr std::size_t longest_signature = 8;  // lines that are not empty

// A line of ornament: no letter, digit, kana or kanji in it.
bool is_rule(const AnswerLine& line) {
    static constexpr std::string_view ornaments[]{"-", "_", "=", "*",  "~", "+", ".", ":", ";",  "#",  "/", "|", "^",
                                                  " ", "<", ">", "ー", "─", "━", "—", "―", "〜", "・", "☆", "★", "◇",
                                                  "◆", "□", "■", "○",  "●", "◎", "△", "▲", "▽",  "▼",  "※", "‐", "–",
                                                  "♪", "♡", "♥", "┏",  "┓", "┗", "┛", "┃", "…",  "〇"};
    std::string_view rest = line.comparable;
    std::size_t signs = 0;
    while (!rest.empty()) {
        const auto* found =
            std::ranges::find_if(ornaments, [&](std::string_view sign) { return rest.starts_with(sign); });
        if (found == std::end(ornaments)) return false;
        rest.remove_prefix(found->size());
        ++signs;
    }
    return signs >= 5;
}

bool has_hiragana(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i)
        if (text[i] == '\xE3' &&
            ((text[i + 1] == '\x81') || (text[i + 1] == '\x82' && static_cast<unsigned char>(text[i + 2]) < 0xA0)))
            return true;
    return false;
}

std::size_t digits_in(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, ascii::is_digit));
}

// A sentence says more than a card: a number in it was meant to be read.
bool is_sentence(std::string_view text) {
    return has_hiragana(text) || text.find("。") != text.npos || std::ranges::count(text, ' ') > 8;
}

// "TEL 0144-00-0000 / FAX 0144-00-0001", "〒053-0000 …", "mori@aoba.example.ed.jp", "https://…"
bool is_contact(const AnswerLine& line) {
    const std::string& text = line.comparable;
    if (text.empty() || text.size() > 200 || is_sentence(text)) return false;
    if (starts_with_any(text, {"〒", "http://", "https://", "www.", "url:", "url ", "hp:"})) return true;
    if (has_any(text, {"tel", "fax", "電話", "携帯", "phone", "mobile", "℡", "直通", "内線", "代表"}) &&
        digits_in(text) >= 4)
        return true;
    if (text.find('@') != text.npos && text.find('.') != text.npos) return true;
    // A number alone: 0144-00-0000, +81 90 1234 5678
    return digits_in(text) >= 9 && text.find_first_not_of("0123456789-+() /.") == text.npos;
}

bool is_disclaimer(const AnswerLine& line) {
    const std::string& text = line.comparable;
    if (text.size() < 20) return false;
    if (has_any(text,
                {"confidential", "intended recipient", "intended only for", "intended solely for",
                 "received this e-mail in error", "received this email in error", "received this message in error"}))
        return true;
    return has_any(text, {"メール", "電子メール", "本通信", "本メッセージ"}) &&
           has_any(text, {"機密", "誤って受信", "誤って届い", "誤送信", "意図された受信者", "名宛人", "受信者以外",
                          "宛先以外", "無断転載", "無断で転", "守秘", "お心当たりのない", "心当たりがない"});
}

// "森 太郎", "青葉小学校 3年担任": a line as on a name card.
bool is_card_line(const AnswerLine& line) {
    return !line.blank() && line.comparable.size() <= 90 && !is_sentence(line.comparable) &&
           !has_any(line.comparable, {"、", "!", "?", "。", "・・"});
}

bool names_office(const AnswerLine& line) {
    return has_any(line.comparable,
                   {"学校",   "学園",    "小学",   "中学",      "高校",     "高等",   "教諭",       "担任",
                    "教頭",   "校長",    "事務",   "幼稚園",    "保育",     "児童館", "教育委員会", "主任",
                    "school", "teacher", "office", "principal", "株式会社", "(株)"});
}

std::size_t end_of_text(const AnswerLines& lines) {
    std::size_t end = lines.size();
    while (end > 0 && lines[end - 1].blank()) --end;
    return end;
}

std::size_t begin_of_paragraph(const AnswerLines& lines, std::size_t at) {
    while (at > 0 && !lines[at - 1].blank()) --at;
    return at;
}

std::size_t count_lines(const AnswerLines& lines, std::size_t begin) {
    return static_cast<std::size_t>(std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.end(),
                                                  [](const AnswerLine& line) { return !line.blank(); }));
}

// Below a rule, to the end: a card when it reads like one; else it may be the matter itself.
Signature below_rule(const AnswerLines& lines, std::size_t at) {
    std::size_t cards = 0, all = 0;
    for (std::size_t i = at; i < lines.size(); ++i) {
        if (lines[i].blank() || is_rule(lines[i])) continue;
        ++all;
        if (is_contact(lines[i]) || names_office(lines[i]) || is_card_line(lines[i]) || is_disclaimer(lines[i]))
            ++cards;
    }
    return {at, cards == all};
}

// A telephone or address: with the lines above that are of the same card.
Signature above_contact(const AnswerLines& lines, std::size_t at) {
    const std::size_t paragraph = begin_of_paragraph(lines, at);
    std::size_t begin = at;
    while (begin > paragraph && is_card_line(lines[begin - 1])) --begin;
    // The name may stand in a paragraph of its own, above the telephone.
    if (begin == paragraph && begin > 0) {
        std::size_t above = begin;
        while (above > 0 && lines[above - 1].blank()) --above;
        const std::size_t first = begin_of_paragraph(lines, above);
        const bool card = above > first && above - first <= 3 &&
                          std::all_of(lines.begin() + static_cast<std::ptrdiff_t>(first),
                                      lines.begin() + static_cast<std::ptrdiff_t>(above), is_card_line) &&
                          std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(first),
                                      lines.begin() + static_cast<std::ptrdiff_t>(above), names_office);
        if (card) begin = first;
    }
    const bool apart = begin == paragraph || begin == 0 || lines[begin - 1].blank();
    bool sentence_below = false;
    for (std::size_t i = at; i < lines.size(); ++i)
        sentence_below = sentence_below || (is_sentence(lines[i].comparable) && !is_disclaimer(lines[i]));
    return {begin, apart && !sentence_below && begin > 0};
}

// The last paragraph is a name and an office, without a telephone.
bool is_closing_card(const AnswerLines& lines, std::size_t begin, std::size_t end) {
    if (begin == 0 || end - begin > 4) return false;
    bool office = false;
    for (std::size_t i = begin; i < end; ++i) {
        if (!is_card_line(lines[i])) return false;
        office = office || names_office(lines[i]);
    }
    return office;
}

Signature earlier(const Signature& a, const Signature& b) { return b.begin < a.begin ? b : a; }

}  // namespace

bool is_footer_of_program(const AnswerLine& line) {
    const std::string& text = line.comparable;
    if (text.size() > 160) return false;
    return starts_with_any(
               text, {"sent from my", "sent from mail for", "sent from outlook", "sent from yahoo",
                      "sent from gmail mobile", "get outlook for", "sent via", "yahoo!メール", "yahoo! メール"}) ||
           ends_with_any(text, {"から送信", "から送信されました", "から送信。", "より送信", "を入手",
                                "から送信しました", "を入手してください"}) ||
           (has_any(text, {"から送信"}) && text.find("http") != text.npos) ||
           (text.starts_with("outlook for") && has_any(text, {"入手", "http"}));
}

Signature find_signature(const AnswerLines& lines) {
    Signature first{lines.size(), true};
    const std::size_t end = end_of_text(lines);
    for (std::size_t i = 0; i < end; ++i) {
        const AnswerLine& line = lines[i];
        if (line.text == "-- " || line.text == "--" || line.comparable == "--") return earlier(first, {i, true});
        if (is_disclaimer(line)) return earlier(first, {i, first.certain});
        if (is_rule(line)) {
            if (count_lines(lines, i + 1) <= longest_signature) return earlier(first, below_rule(lines, i));
            continue;
        }
        if (is_contact(line)) return earlier(first, above_contact(lines, i));
    }
    const std::size_t last = end == 0 ? 0 : begin_of_paragraph(lines, end - 1);
    if (is_closing_card(lines, last, end)) return {last, true};
    return first;
}

}  // namespace todoke::email
