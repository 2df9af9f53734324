// GET /confirm/{token}         says what a press does; changes nothing, because programs open every link of a mail
// POST /confirm/{token}        the press
#include "adapters/web/page.hpp"
#include "adapters/web/register.hpp"
#include "adapters/web/throttle.hpp"

#include <memory>

#include <kainjow/mustache.hpp>

namespace todoke::web {
namespace {

namespace mustache = kainjow::mustache;

class ConfirmPages {
public:
    ConfirmPages(PageTemplate page, ConfirmDesk& desk, const Texts& texts, const Services& services)
        : page_(std::move(page)), desk_(desk), texts_(texts), services_(services) {}

    HttpResponse answer(const HttpRequest& request, bool press) {
        if (!throttle_.admits(request.peer_address, services_.clock.mono())) return show(request, 429, "too_fast");
        const auto fate = press ? desk_.confirm(token_of(request)) : desk_.look(token_of(request));
        if (!fate) return show(request, 503, "unavailable");
        switch (*fate) {
            case ConfirmFate::open:
                return show(request, 200, "open");
            case ConfirmFate::done:
                return show(request, 200, "done");
            case ConfirmFate::gone:
                return show(request, 410, "gone");
        }
        return show(request, 503, "unavailable");
    }

private:
    HttpResponse show(const HttpRequest& request, int status, const std::string& what) const {
        const std::string language = language_of(request, texts_), words = "web.confirm.";
        const auto say = [&](const std::string& key) { return texts_.say(key, Value::object(), language); };
        mustache::data context, languages{mustache::data::type::list};
        for (const std::string& code : texts_.languages()) {
            mustache::data one;
            one["code"] = code;
            one["name"] = texts_.say("web.language_name", Value::object(), code);
            one["current"] = code == language;
            languages.push_back(one);
        }
        context.set("languages", languages);
        context["language"] = language;
        context["style"] = page_.style;
        context["title"] = say(words + "title");
        context["words"] = say(words + what);
        context["submit"] = say(words + "submit");
        context["form"] = what == "open";
        mustache::mustache page(page_.html);
        HttpResponse response{.status = status, .headers = page_headers(page_), .body = page.render(context)};
        if (status == 429) response.headers.emplace_back("Retry-After", "60");
        return response;
    }

    const PageTemplate page_;
    ConfirmDesk& desk_;
    const Texts& texts_;
    const Services& services_;
    AddressThrottle throttle_{asks_per_minute};
};

}  // namespace

std::expected<void, Failure> register_confirm_page(Registry& registry, ConfirmDesk& desk, const Texts& texts) {
    const Services& services = registry.services();
    auto page = load_template(services.templates_dir, "confirm.html", "page.css");
    if (!page) return std::unexpected(page.error());
    const auto pages = std::make_shared<ConfirmPages>(std::move(*page), desk, texts, services);
    for (const bool press : {false, true})
        registry.add_route({.method = press ? "POST" : "GET",
                            .pattern = "/confirm/{token}",
                            .body_limit = press ? largest_form : 0,
                            .may_block = true,
                            .handler = [pages, press](const HttpRequest& request, const Respond& respond) {
                                respond(pages->answer(request, press));
                            }});
    return {};
}

}  // namespace todoke::web
