#include "adapters/teams/quote.hpp"

#include <charconv>
#include <optional>
#include <vector>

namespace todoke::teams {
namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\n";
    const auto first = text.find_first_not_of(space);
    if (first == text.npos) return "";
    return std::string(text.substr(first, text.find_last_not_of(space) - first + 1));
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    if (what.empty()) return;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

void append_utf8(std::string& out, unsigned code) {
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return;
    if (code < 0x80) {
        out += static_cast<char>(code);
        return;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    out += static_cast<char>(lead[more] | code >> (6 * more));
    for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | (code >> (6 * i) & 0x3F));
}

// "&amp;" at the beginning of `html` → how many bytes it takes; 0: not an entity.
std::size_t decode_entity(std::string_view html, std::string& out) {
    const auto end = html.find(';');
    if (end == html.npos || end > 10) return 0;
    const std::string_view name = html.substr(1, end - 1);
    constexpr std::pair<std::string_view, std::string_view> known[] = {{"amp", "&"},   {"lt", "<"},   {"gt", ">"},
                                                                       {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}};
    for (const auto& [entity, character] : known)
        if (name == entity) {
            out += character;
            return end + 1;
        }
    if (!name.starts_with('#')) return 0;
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const std::string_view digits = name.substr(hex ? 2 : 1);
    unsigned code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    if (digits.empty() || read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return 0;
    append_utf8(out, code);
    return end + 1;
}

struct HtmlQuote {
    std::string id;
    std::string_view rest;  // behind the blockquote
};

// <blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1795230485736">…</blockquote><p>…</p>
std::optional<HtmlQuote> quote_in_html(std::string_view html) {
    while (!html.empty() && (html.front() == ' ' || html.front() == '\n' || html.front() == '\r'))
        html.remove_prefix(1);
    constexpr std::string_view close = "</blockquote>", id = "itemid=\"";
    if (!html.starts_with("<blockquote")) return std::nullopt;
    const auto tag_end = html.find('>'), end = html.rfind(close);
    if (tag_end == html.npos || end == html.npos) return std::nullopt;
    const std::string_view tag = html.substr(0, tag_end);
    const auto at = tag.find(id);
    if (tag.find("schema.skype.com/Reply") == tag.npos || at == tag.npos) return std::nullopt;
    const auto stop = tag.find('"', at + id.size());
    if (stop == tag.npos) return std::nullopt;
    return HtmlQuote{std::string(tag.substr(at + id.size(), stop - at - id.size())), html.substr(end + close.size())};
}

// Removes every <quoted …/> and <quoted …>…</quoted>.
void remove_quoted_tags(std::string& text) {
    constexpr std::string_view close = "</quoted>";
    for (auto at = text.find("<quoted "); at != text.npos; at = text.find("<quoted ", at)) {
        const auto end = text.find('>', at);
        if (end == text.npos) return;
        auto stop = end + 1;
        if (text[end - 1] != '/')
            if (const auto closing = text.find(close, end); closing != text.npos) stop = closing + close.size();
        text.erase(at, stop - at);
    }
}

}  // namespace

std::string text_of_html(std::string_view html) {
    std::string out;
    for (std::size_t i = 0; i < html.size();) {
        if (html[i] == '<') {
            const auto end = html.find('>', i);
            if (end == html.npos) break;
            const std::string_view tag = html.substr(i + 1, end - i - 1);
            for (const std::string_view line : {"br", "/p", "/div", "/li"})
                if (tag.starts_with(line)) {
                    out += '\n';
                    break;
                }
            i = end + 1;
        } else if (const std::size_t taken = html[i] == '&' ? decode_entity(html.substr(i), out) : 0; taken > 0) {
            i += taken;
        } else {
            out += html[i++];
        }
    }
    return out;
}

SaidText said_in(const Value& activity) {
    SaidText said{activity["text"].as_string(), ""};
    const std::string& bot = activity["recipient"]["id"].as_string();
    std::vector<std::string> mentions;
    for (const Value& entity : activity["entities"].items()) {
        const std::string& type = entity["type"].as_string();
        if (type == "mention" && !bot.empty() && entity["mentioned"]["id"].as_string() == bot)
            mentions.push_back(entity["text"].as_string());
        if (type == "quotedReply" && said.quoted.empty()) said.quoted = entity["quotedReply"]["messageId"].as_string();
    }
    bool from_twin = false;
    if (said.quoted.empty())
        for (const Value& attachment : activity["attachments"].items()) {
            if (attachment["contentType"].as_string() != "text/html") continue;
            if (const auto quote = quote_in_html(attachment["content"].as_string())) {
                said.quoted = quote->id;
                from_twin = true;
                said.text = text_of_html(quote->rest);  // the plain text repeats the quoted words; the twin parts them
            }
            break;
        }
    remove_quoted_tags(said.text);
    for (const std::string& mention : mentions) replace_all(said.text, from_twin ? text_of_html(mention) : mention, "");
    replace_all(said.text, "\r\n", "\n");
    replace_all(said.text, "\xC2\xA0", " ");  // no-break space
    said.text = trimmed(said.text);
    return said;
}

}  // namespace todoke::teams
