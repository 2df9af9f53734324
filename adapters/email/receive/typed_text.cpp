#include "adapters/email/receive/typed_text.hpp"

#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/charset.hpp"
#include "adapters/email/receive/flowed.hpp"
#include "adapters/email/receive/html_text.hpp"
#include "adapters/email/receive/matching.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

bool is_blank(std::string_view text) { return comparable(text).empty(); }

// "このメールはHTML形式です" in place of the words.
bool only_points_to_html(std::string_view text) {
    return text.size() < 400 && comparable(text).find("html") != std::string::npos;
}

// What the charset says may hold hidden marks as entities, so the whole is made readable at the end.
std::string text_of(const Part& part, std::size_t longest) {
    const std::string text = to_utf8(part.bytes, part.charset);
    if (part.type == "text/html") return readable(html_to_text(text, longest));
    return part.flowed ? without_flowing(readable(text), part.delete_space) : readable(text);
}

std::string shown(const Part& part, std::size_t longest);

std::string shown_alternative(const Part& part, std::size_t longest) {
    std::string pointer;
    for (const Part& choice : part.parts) {
        std::string text = shown(choice, longest);
        if (is_blank(text)) continue;
        if (choice.type != "text/plain" || !only_points_to_html(text)) return text;
        if (pointer.empty()) pointer = std::move(text);
    }
    return pointer;
}

std::string shown(const Part& part, std::size_t longest) {
    if (part.attached || part.type == "message/rfc822") return {};
    if (part.type == "text/plain" || part.type == "text/html") return text_of(part, longest);
    if (part.type == "multipart/alternative") return shown_alternative(part, longest);
    std::string all;
    for (const Part& inner : part.parts) {
        const std::string text = shown(inner, longest);
        if (is_blank(text)) continue;
        if (!all.empty() && !all.ends_with('\n')) all += '\n';
        all += text;
        // Of a report only the words for people; what follows repeats our own mail.
        if (part.type == "multipart/report" || all.size() > longest) break;
    }
    return all;
}

}  // namespace

std::string typed_text(const Part& tree, std::size_t longest) {
    std::string text = shown(tree, 2 * longest);
    text.resize(cut_at_character(text, longest).size());
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return text;
}

bool has_attachments(const Part& tree) {
    if (tree.attached) return true;
    if (tree.type == "multipart/report") return false;
    // What HTML shows, and a signature beside what it signs, is no file of a person.
    const bool only_first = tree.type == "multipart/related" || tree.type == "multipart/signed";
    return std::ranges::any_of(tree.parts.begin(),
                               only_first && !tree.parts.empty() ? tree.parts.begin() + 1 : tree.parts.end(),
                               [](const Part& part) { return has_attachments(part); });
}

bool says_forwarded(std::string_view text) {
    while (!text.empty()) {
        const std::string line = comparable(ascii::next_line(text));
        if (line.size() > 200) continue;
        if (line.starts_with("begin forwarded message") || line.starts_with("転送されたメッセージ:") ||
            (line.starts_with("--") && has_any(line, {"forwarded message", "forwarded by", "転送メッセージ",
                                                      "転送されたメッセージ", "転送メール", "転送元"})))
            return true;
    }
    return false;
}

const Part* find_part(const Part& tree, std::string_view type) {
    if (tree.type == type) return &tree;
    if (tree.type == "message/rfc822") return nullptr;
    for (const Part& inner : tree.parts)
        if (const Part* found = find_part(inner, type)) return found;
    return nullptr;
}

}  // namespace todoke::email
