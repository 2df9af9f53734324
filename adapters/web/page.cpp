#include "adapters/web/page.hpp"

#include "adapters/web/form.hpp"

#include <algorithm>

namespace todoke::web {

std::string token_of(const HttpRequest& request) {
    const auto found = request.path_parameters.find("token");
    return found != request.path_parameters.end() && found->second.size() == token_length ? found->second
                                                                                          : std::string();
}

std::string language_of(const HttpRequest& request, const Texts& texts) {
    const auto languages = texts.languages();
    const auto question = std::min(request.target.find('?'), request.target.size() - 1);
    const auto query = read_form(std::string_view(request.target).substr(question + 1)).value_or(Fields{});
    if (const auto chosen = field(query, "lang"); std::ranges::find(languages, chosen) != languages.end())
        return chosen;
    const auto spoken = request.header("accept-language").value_or("ja");
    const bool has_english = std::ranges::find(languages, "en") != languages.end();
    return spoken.empty() || spoken.starts_with("ja") || spoken.starts_with('*') || !has_english ? "ja" : "en";
}

Headers page_headers(const PageTemplate& page) {
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

}  // namespace todoke::web
