#include "adapters/email/receive/html_text.hpp"

#include "adapters/email/receive/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace todoke::email {
namespace {

constexpr int deepest_quote = 9;

struct Tag {
    std::string name;             // lower case; "" = a comment or the like
    std::string_view attributes;  // as written
    bool closes = false;
};

void append_character(std::string& out, unsigned long c) {
    if (c == 0 || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
    if (c < 0x80)
        out += static_cast<char>(c);
    else if (c < 0x800)
        out += {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    else if (c < 0x10000)
        out += {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                static_cast<char>(0x80 | (c & 0x3F))};
    else
        out += {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
                static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
}

// Takes the reference at the begin of `rest`, where '&' stands, and says it in `out`; what is none is kept as it is.
void take_entity(std::string_view& rest, std::string& out) {
    static constexpr std::pair<std::string_view, std::string_view> names[]{
        {"amp", "&"},   {"lt", "<"},    {"gt", ">"},    {"quot", "\""},  {"apos", "'"},  {"nbsp", "\xC2\xA0"},
        {"ensp", " "},  {"emsp", "　"}, {"yen", "¥"},   {"hellip", "…"}, {"ndash", "–"}, {"mdash", "—"},
        {"copy", "©"},  {"reg", "®"},   {"times", "×"}, {"middot", "·"}, {"laquo", "«"}, {"raquo", "»"},
        {"lsquo", "‘"}, {"rsquo", "’"}, {"ldquo", "“"}, {"rdquo", "”"},  {"zwnj", ""},   {"shy", ""},
    };
    const std::size_t end = rest.substr(0, 12).find(';');
    const std::string_view name = end == rest.npos ? std::string_view() : rest.substr(1, end - 1);
    for (const auto& [known, text] : names)
        if (name == known) {
            out += text;
            rest.remove_prefix(end + 1);
            return;
        }
    if (name.starts_with('#') && name.size() > 1) {
        const bool hex = name[1] == 'x' || name[1] == 'X';
        const std::string digits(name.substr(hex ? 2 : 1));
        if (!digits.empty() && digits.find_first_not_of(hex ? "0123456789abcdefABCDEF" : "0123456789") == digits.npos) {
            append_character(out, std::stoul(digits, nullptr, hex ? 16 : 10));
            rest.remove_prefix(end + 1);
            return;
        }
    }
    out += '&';
    rest.remove_prefix(1);
}

// Where the tag that begins with '<' ends: a '>' outside quotes, else the first one.
std::size_t end_of_tag(std::string_view rest) {
    char quote = 0;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (quote != 0)
            quote = rest[i] == quote ? 0 : quote;
        else if (rest[i] == '"' || rest[i] == '\'')
            quote = rest[i];
        else if (rest[i] == '>')
            return i;
    }
    return rest.find('>');
}

// Takes the tag at the begin of `rest`; false: '<' is only a sign.
bool take_tag(std::string_view& rest, Tag& tag) {
    if (rest.starts_with("<!--")) {
        const std::size_t end = rest.find("-->");
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 3);
        return true;
    }
    if (rest.size() < 2 || !(ascii::is_letter(rest[1]) || rest[1] == '/' || rest[1] == '!' || rest[1] == '?'))
        return false;
    const std::size_t end = end_of_tag(rest);
    std::string_view inside = rest.substr(1, end == rest.npos ? end : end - 1);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    tag.closes = inside.starts_with('/');
    if (tag.closes) inside.remove_prefix(1);
    std::size_t length = 0;
    while (length < inside.size() && (ascii::is_letter(inside[length]) || ascii::is_digit(inside[length]))) ++length;
    tag.name = ascii::lower(inside.substr(0, length));
    tag.attributes = inside.substr(length);
    return true;
}

template <std::size_t n>
bool is_one_of(const std::array<std::string_view, n>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

bool is_block(std::string_view name) {
    static constexpr std::array<std::string_view, 20> names{"p",  "div", "tr",  "li", "ul",   "ol",     "table",
                                                            "h1", "h2",  "h3",  "h4", "h5",   "h6",     "dl",
                                                            "dt", "dd",  "pre", "hr", "form", "address"};
    return is_one_of(names, name);
}

bool is_void(std::string_view name) {
    static constexpr std::array<std::string_view, 10> names{"br",    "hr",   "img",  "meta", "link",
                                                            "input", "area", "base", "col",  "wbr"};
    return is_one_of(names, name);
}

bool is_hidden(const Tag& tag) {
    static constexpr std::array<std::string_view, 7> names{"style",    "script", "head", "title",
                                                           "template", "object", "svg"};
    if (is_one_of(names, tag.name)) return true;
    std::string attributes;
    for (const char c : tag.attributes)
        if (!ascii::is_space(c)) attributes += ascii::lower(c);
    return attributes.find("display:none") != attributes.npos && !is_void(tag.name);
}

class Writer {
public:
    explicit Writer(std::size_t longest) : longest_(longest) {}

    std::string write(std::string_view html) {
        while (!html.empty() && out_.size() < longest_) {
            Tag tag;
            if (html.front() == '<' && take_tag(html, tag))
                see(tag);
            else if (!hidden_.empty())
                html.remove_prefix(std::max<std::size_t>(1, std::min(html.find('<', 1), html.size())));
            else if (html.front() == '&') {
                std::string text;
                take_entity(html, text);
                say(text);
            } else {
                const std::size_t end = std::min(html.find_first_of("<&", 1), html.size());
                say_words(html.substr(0, end));
                html.remove_prefix(end);
            }
        }
        break_line();
        return std::move(out_);
    }

private:
    void see(const Tag& tag) {
        if (!hidden_.empty()) {  // only the end of what is hidden matters
            if (tag.name != hidden_) return;
            hidden_depth_ += tag.closes ? -1 : 1;
            if (hidden_depth_ == 0) hidden_.clear();
            return;
        }
        if (!tag.closes && is_hidden(tag)) {
            hidden_ = tag.name;
            hidden_depth_ = 1;
        } else if (tag.name == "br")
            end_line();
        else if (tag.name == "blockquote") {
            break_line();
            quotes_ = tag.closes ? std::max(0, quotes_ - 1) : quotes_ + 1;
        } else if (tag.name == "hr")
            say_line("________________________________");
        else if (tag.name == "td" || tag.name == "th")
            space_ = true;
        else if (is_block(tag.name)) {
            break_line();
            if (tag.name == "p" && tag.closes) end_line();
            if (tag.name == "pre") verbatim_ = !tag.closes;
        }
        if (!tag.closes) see_marks(tag);
    }

    void see_marks(const Tag& tag) {
        const auto has = [&](std::string_view mark) { return tag.attributes.find(mark) != tag.attributes.npos; };
        if (has("divRplyFwdMsg") || has("OLK_SRC_BODY_SECTION") || has("yahoo_quoted"))
            say_line("-----Original Message-----");
        else if (has("gmail_signature\"") || has("moz-signature") || has("id=\"Signature\"") ||
                 has("ms-outlook-mobile-signature"))
            say_line("-- ");
    }

    void begin_line() {
        if (!at_begin_) return;
        if (quotes_ > 0) out_ += std::string(static_cast<std::size_t>(std::min(quotes_, deepest_quote)), '>') + ' ';
        at_begin_ = false;
    }
    void end_line() {
        begin_line();
        while (out_.ends_with(' ') && !out_.ends_with("-- ")) out_.pop_back();
        out_ += '\n';
        at_begin_ = true;
        space_ = false;
    }
    void break_line() {
        if (!at_begin_) end_line();
    }
    void say_line(std::string_view line) {
        break_line();
        begin_line();
        out_ += line;
        end_line();
    }
    void say(std::string_view text) {
        if (space_ && !at_begin_) out_ += ' ';
        space_ = false;
        begin_line();
        out_ += text;
    }
    void say_words(std::string_view text) {
        std::size_t start = 0;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && !ascii::is_space(text[i])) continue;
            if (i > start) say(text.substr(start, i - start));
            start = i + 1;
            if (i == text.size()) break;
            if (!verbatim_)
                space_ = true;
            else if (text[i] == '\n')
                end_line();
            else if (text[i] != '\r')
                say(" ");
        }
    }

    std::size_t longest_;
    std::string out_, hidden_;
    int hidden_depth_ = 0, quotes_ = 0;
    bool at_begin_ = true, space_ = false, verbatim_ = false;
};

}  // namespace

std::string html_to_text(std::string_view html, std::size_t longest) { return Writer(longest).write(html); }

}  // namespace todoke::email
