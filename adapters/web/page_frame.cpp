#include "adapters/web/page_frame.hpp"

#include "adapters/web/page.hpp"

#include <kainjow/mustache.hpp>

namespace todoke::web {

namespace mustache = kainjow::mustache;

namespace {

mustache::data filled(const Value& value) {
    if (value.is_bool()) return mustache::data(value.as_bool());
    if (!value.is_array()) return mustache::data(value.as_string());
    mustache::data list{mustache::data::type::list};
    for (const Value& item : value.items()) list.push_back(filled(item));
    return list;
}

}  // namespace

PageFrame::PageFrame(PageTemplate page, const Texts& texts, const Services& services)
    : page_(std::move(page)), texts_(texts), services_(services), throttle_(asks_per_minute) {}

bool PageFrame::admits(const HttpRequest& request) {
    return throttle_.admits(request.peer_address, services_.clock.mono());
}

std::string PageFrame::language(const HttpRequest& request) const { return language_of(request, texts_); }

HttpResponse PageFrame::respond(int status, const std::string& language, const std::string& title,
                                const Value& content) const {
    mustache::data context, languages{mustache::data::type::list};
    for (const std::string& code : texts_.languages()) {
        mustache::data one;
        one["code"] = code;
        one["name"] = say("web.language_name", code);
        one["current"] = code == language;
        languages.push_back(one);
    }
    context.set("languages", languages);
    context["language"] = language;
    context["style"] = page_.style;
    context["title"] = say(title, language);
    for (const auto& [name, value] : content.members()) context.set(name, filled(value));
    mustache::mustache page(page_.html);
    HttpResponse response{.status = status, .headers = page_headers(page_), .body = page.render(context)};
    if (status == 429) response.headers.emplace_back("Retry-After", "60");
    return response;
}

}  // namespace todoke::web
