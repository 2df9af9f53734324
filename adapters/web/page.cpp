#include "adapters/web/page.hpp"

#include "adapters/web/form.hpp"

#include <algorithm>

namespace todoke::web {
namespace {

namespace mustache = kainjow::mustache;

// No script, no foreign source, no frame around us, nothing kept, and the token in the address stays with us.
Headers headers(const PageTemplate& page) {
    return {{"Content-Type", "text/html; charset=utf-8"},
            {"Content-Security-Policy", "default-src 'none'; style-src " + page.style_source +
                                            "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
            {"X-Content-Type-Options", "nosniff"},
            {"X-Frame-Options", "DENY"},
            {"Referrer-Policy", "no-referrer"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cross-Origin-Resource-Policy", "same-origin"},
            {"X-Robots-Tag", "noindex"},
            {"Cache-Control", "no-store"}};
}

}  // namespace

bool PageFrame::admits(const HttpRequest& request) {
    return throttle_.admits(request.peer_address, services_.clock.mono());
}

std::string PageFrame::language_of(const HttpRequest& request) const {
    const auto languages = texts_.languages();
    const auto question = std::min(request.target.find('?'), request.target.size() - 1);
    const auto query = read_form(std::string_view(request.target).substr(question + 1)).value_or(Fields{});
    if (const auto chosen = field(query, "lang"); std::ranges::find(languages, chosen) != languages.end())
        return chosen;
    const auto spoken = request.header("accept-language").value_or("ja");
    const bool has_english = std::ranges::find(languages, "en") != languages.end();
    return spoken.empty() || spoken.starts_with("ja") || spoken.starts_with('*') || !has_english ? "ja" : "en";
}

mustache::data PageFrame::context(const std::string& language, const std::string& title) const {
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
    return context;
}

HttpResponse PageFrame::respond(int status, const mustache::data& context) const {
    mustache::mustache page(page_.html);
    HttpResponse response{.status = status, .headers = headers(page_), .body = page.render(context)};
    if (status == 429) response.headers.emplace_back("Retry-After", "60");
    return response;
}

std::string token_of(const HttpRequest& request, std::size_t length) {
    const auto found = request.path_parameters.find("token");
    return found != request.path_parameters.end() && found->second.size() == length ? found->second : std::string();
}

}  // namespace todoke::web
