#include "adapters/email/body.hpp"

#include <fstream>
#include <sstream>

#include <kainjow/mustache.hpp>

namespace todoke::email {
namespace {

namespace mustache = kainjow::mustache;

std::expected<std::string, Failure> read_template(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return std::unexpected(
            Failure{FailureCode::misconfigured, path + " cannot be read", "check service.templates"});
    const mustache::mustache parsed(text.str());
    if (!parsed.is_valid())
        return std::unexpected(
            Failure{FailureCode::misconfigured, path + ": " + parsed.error_message(), "correct the template"});
    return text.str();
}

// Links that a mail may carry; anything else would be shown but never made clickable.
bool is_link(const std::string& url) {
    return url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:") ||
           url.starts_with("tel:");
}

void add_lines(mustache::data& paragraphs, const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) paragraphs.push_back(mustache::data(line));
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain) {
            out += c;
        } else if (c == '\n') {
            out += "%0D%0A";
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

// One tap writes the answer; sending it is the second. The subject is the one that the mail has already.
std::string mailto(const Address& to, const std::string& subject, const std::string& body) {
    return "mailto:" + percent_encoded(to.local) + "@" + to.domain + "?subject=" + percent_encoded("Re: " + subject) +
           "&body=" + percent_encoded(body);
}

mustache::data choice_of(const Value& choice, const Address& reply_to, const std::string& subject) {
    mustache::data one;
    one.set("number", choice["number"].as_string());
    one.set("label", choice["label"].as_string());
    one.set("url", mailto(reply_to, subject, choice["number"].as_string() + " " + choice["label"].as_string()));
    return one;
}

mustache::data field_of(const Value& field) {
    mustache::data one, options{mustache::data::type::list};
    for (const Value& option : field["options"].items()) {
        mustache::data shown;
        shown.set("number", option["number"].as_string());
        shown.set("label", option["label"].as_string());
        options.push_back(shown);
    }
    one.set("ask", field["ask"].as_string());
    one.set("label", field["label"].as_string());
    one.set("options", options);
    if (!field["problem"].as_string().empty()) one.set("problem", field["problem"].as_string());
    return one;
}

}  // namespace

std::expected<Templates, Failure> Templates::load(const std::string& directory) {
    auto text = read_template(directory + "/email/message.txt"),
         html = read_template(directory + "/email/message.html");
    if (!text) return std::unexpected(text.error());
    if (!html) return std::unexpected(html.error());
    Templates templates;
    templates.text_ = std::move(*text);
    templates.html_ = std::move(*html);
    return templates;
}

Words Templates::fill(const std::vector<Rendered>& rendered, const Address& reply_to) const {
    mustache::data paragraphs{mustache::data::type::list}, actions{mustache::data::type::list}, context;
    mustache::data fields{mustache::data::type::list}, choices{mustache::data::type::list},
        how{mustache::data::type::list}, forms{mustache::data::type::list};
    Words words;
    std::string title, footer, language;
    for (const Rendered& one : rendered) {
        const Value& payload = one.payload;
        const bool first = &one == &rendered.front();
        if (first) words.subject = payload["subject"].as_string().empty() ? one.notice : payload["subject"].as_string();
        if (first)
            title = payload["title"].as_string();
        else if (!payload["title"].as_string().empty())
            paragraphs.push_back(mustache::data(payload["title"].as_string()));
        for (const Value& paragraph : payload["paragraphs"].items())
            if (!paragraph.as_string().empty()) paragraphs.push_back(mustache::data(paragraph.as_string()));
        if (!payload.find("paragraphs")) add_lines(paragraphs, one.plain);  // no layout: the bare words
        for (const Value& action : payload["actions"].items()) {
            if (!is_link(action["url"].as_string())) continue;
            mustache::data link;
            link.set("label", action["label"].as_string());
            link.set("url", action["url"].as_string());
            actions.push_back(link);
        }
        const bool asks = !payload["fields"].items().empty() || !payload["choices"].items().empty();
        if (asks && !payload["how"].as_string().empty()) how.push_back(mustache::data(payload["how"].as_string()));
        for (const Value& choice : payload["choices"].items())
            choices.push_back(choice_of(choice, reply_to, words.subject));
        std::string form;
        for (const Value& field : payload["fields"].items()) {
            fields.push_back(field_of(field));
            form += field["label"].as_string() + "：\n";
        }
        if (!form.empty()) {
            mustache::data link;
            link.set("label", payload["fill_in"].as_string());
            link.set("url", mailto(reply_to, words.subject, form));
            forms.push_back(link);
        }
        if (!payload["footer"].as_string().empty()) footer = payload["footer"].as_string();
        if (!payload["language"].as_string().empty()) language = payload["language"].as_string();
    }
    if (title.empty()) title = words.subject;
    context.set("title", title);
    context.set("paragraphs", paragraphs);
    context.set("actions", actions);
    context.set("footer", footer);
    context.set("fields", fields);
    context.set("choices", choices);
    context.set("forms", forms);
    context.set("how", how);
    if (!fields.is_empty_list() || !choices.is_empty_list()) {
        context.set("asks", mustache::data(mustache::data::type::bool_true));
        context.set("cut_mark", std::string(cut_mark));
    }
    context.set("language", language == "ja-easy" || language.empty() ? std::string("ja") : language);
    // A template keeps its place while rendering, so every mail gets its own.
    mustache::mustache text(text_), html(html_);
    words.text = text.render(context);
    words.html = html.render(context);
    return words;
}

}  // namespace todoke::email
