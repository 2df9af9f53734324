#include "adapters/email/receive/answer_lines.hpp"
#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/matching.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

std::string without_spaces(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (!ascii::is_space(c)) out += c;
    return out;
}

bool has_digit(std::string_view text) { return std::ranges::any_of(text, ascii::is_digit); }

// "2026年11月24日", "2026/11/24", "on tue, nov 24", "(2026/11/24", "tue, 24 nov 2026": how these lines begin.
bool begins_like_attribution(std::string_view text) {
    if (text.starts_with('(')) text.remove_prefix(1);
    if (text.starts_with("on ") ||
        starts_with_any(text, {"mon,", "tue,", "wed,", "thu,", "fri,", "sat,", "sun,", "日時:"}))
        return has_digit(text);
    std::size_t digits = 0;
    while (digits < text.size() && ascii::is_digit(text[digits])) ++digits;
    return digits == 4 && starts_with_any(text.substr(4), {"年", "/", "-", "."});
}

// Ends that only programs write. `text`: one line, or several put together.
bool ends_attribution(std::string_view text) {
    const bool address = text.find('@') != text.npos;
    if (address && ends_with_any(text, {">:", "> :", "):", "wrote:", "wrote :", "writes:"})) return true;
    return ends_with_any(text, {"のメール:", "からのメール:", "は書きました:", "が書きました:", "は書きました。",
                                "さんが書いたメール:"}) ||
           (ends_with_any(text, {"wrote:", "wrote :"}) && begins_like_attribution(text));
}

// "2026年11月24日の連絡:" may be typed by a person; it counts only when the quotation follows.
bool could_be_attribution(std::string_view text) {
    return (begins_like_attribution(text) && text.ends_with(':')) || text.ends_with("wrote:");
}

// "-----original message-----", "---------- forwarded message ---------", "----- 元のメッセージ -----"
bool is_separator(std::string_view text) {
    return text.size() < 120 && starts_with_any(text, {"--", "__", "==", "——", "――", "ーー", "━━", "──"}) &&
           has_any(text, {"original message", "original mail", "forwarded message", "forwarded by", "元のメッセージ",
                          "元のメール", "転送メッセージ", "転送されたメッセージ", "転送メール", "返信元",
                          "引用メッセージ", "original appointment", "受信メール", "受信したメール"});
}

bool begins_block(std::string_view text) {
    return text == "begin forwarded message:" || text == "転送されたメッセージ:";
}

// A line of the header that Outlook and others repeat: "差出人: …", "*From:* …".
bool is_header_line(std::string_view text, bool of_sender) {
    while (text.starts_with('*')) text.remove_prefix(1);
    const std::size_t colon = text.find(':');
    if (colon == text.npos || colon > 30) return false;
    std::string_view name = ascii::trimmed(text.substr(0, colon));
    while (name.ends_with('*')) name.remove_suffix(1);
    for (const std::string_view known : {"差出人", "送信者", "送信元", "from"})
        if (name == known) return true;
    if (of_sender) return false;
    for (const std::string_view known : {"送信日時", "送信日", "日時", "日付", "宛先", "cc", "件名", "sent", "to",
                                         "date", "subject", "返信先", "reply-to", "重要度", "importance"})
        if (name == known) return true;
    return false;
}

bool is_header_block(const AnswerLines& lines, std::size_t at) {
    const std::size_t end = std::min(at + 6, lines.size());
    std::size_t found = 0;
    bool sender = false;
    for (std::size_t i = at; i < end && !lines[i].blank(); ++i) {
        const bool header = is_header_line(lines[i].comparable, false);
        if (i == at && !header) return false;
        found += header ? 1 : 0;
        sender = sender || is_header_line(lines[i].comparable, true);
    }
    return sender && found >= 2;
}

bool is_rule(std::string_view text) {
    return text.size() >= 5 && text.find_first_not_of(text.front()) == text.npos &&
           (text.front() == '_' || text.front() == '-');
}

// The lines that belong to an attribution at `at`: 1 to 3, because programs break it. 0 = none.
std::size_t attribution_at(const AnswerLines& lines, std::size_t at) {
    std::string text;
    for (std::size_t i = at; i < std::min(at + 3, lines.size()) && !lines[i].blank(); ++i) {
        text += (text.empty() ? "" : " ") + lines[i].comparable;
        if (text.size() > 1000) return 0;
        if (ends_attribution(text) && (i == at || begins_like_attribution(text))) return i - at + 1;
    }
    return 0;
}

bool is_followed_by_quotation(const AnswerLines& lines, std::size_t at, const std::string& mark) {
    for (std::size_t i = at + 1; i < lines.size(); ++i) {
        if (lines[i].blank() && !lines[i].quoted) continue;
        return lines[i].quoted ||
               (!mark.empty() && without_spaces(lines[i].comparable).find(mark) != std::string::npos);
    }
    return false;
}

bool begins_quotation(const AnswerLines& lines, std::size_t at, const std::string& mark) {
    const std::string& text = lines[at].comparable;
    if (text.empty()) return false;
    if (!mark.empty() && without_spaces(text).find(mark) != std::string::npos) return true;
    return is_separator(text) || begins_block(text) || attribution_at(lines, at) > 0 || is_header_block(lines, at) ||
           (could_be_attribution(text) && is_followed_by_quotation(lines, at, mark));
}

// What stands right above the quotation and is the program's, in a language or form that is not known here: an
// introduction that ends in ':', a rule.
std::size_t with_introduction(const AnswerLines& lines, std::size_t begin) {
    std::size_t at = begin;
    while (at > 0 && lines[at - 1].blank()) --at;
    if (at > 0 && is_rule(lines[at - 1].comparable)) return at - 1;
    std::size_t first = at;
    while (first > 0 && at - first < 4 && !lines[first - 1].blank()) --first;
    if (first == at) return begin;
    const std::string& last = lines[at - 1].comparable;
    const bool names_sender =
        std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(first), lines.begin() + static_cast<std::ptrdiff_t>(at),
                    [](const AnswerLine& line) { return line.comparable.find('@') != std::string::npos; });
    return names_sender && (last.ends_with(':') || last.ends_with('>')) ? first : begin;
}

}  // namespace

Quotation find_quotation(const AnswerLines& lines, std::string_view cut_mark) {
    const std::string mark = without_spaces(comparable(cut_mark));
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (begins_quotation(lines, i, mark)) return {with_introduction(lines, i), true};
    return {lines.size(), false};
}

}  // namespace todoke::email
