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

Words Templates::fill(const std::vector<Rendered>& rendered) const {
    mustache::data paragraphs{mustache::data::type::list}, actions{mustache::data::type::list}, context;
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
        if (!payload["footer"].as_string().empty()) footer = payload["footer"].as_string();
        if (!payload["language"].as_string().empty()) language = payload["language"].as_string();
    }
    if (title.empty()) title = words.subject;
    context.set("title", title);
    context.set("paragraphs", paragraphs);
    context.set("actions", actions);
    context.set("footer", footer);
    context.set("language", language == "ja-easy" || language.empty() ? std::string("ja") : language);
    // A template keeps its place while rendering, so every mail gets its own.
    mustache::mustache text(text_), html(html_);
    words.text = text.render(context);
    words.html = html.render(context);
    return words;
}

}  // namespace todoke::email
