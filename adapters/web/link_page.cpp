// GET /link/{token}            the terms and a form; changes nothing
// POST /link/{token}           code=ABCDE-FGHIJ&agree=yes → an address of the platform, which proves the account
#include "adapters/web/form.hpp"
#include "adapters/web/page.hpp"
#include "adapters/web/register.hpp"
#include "adapters/web/throttle.hpp"

#include <algorithm>
#include <memory>

#include <kainjow/mustache.hpp>

namespace todoke::web {
namespace {

namespace mustache = kainjow::mustache;

// What one page shows; empty members are left out.
struct Shown {
    int status = 200;
    std::string problem, notice, next;  // text keys and an address
    std::string child;
    bool form = false;
};

class LinkPages {
public:
    LinkPages(PageTemplate page, LinkDesk& desk, const Texts& texts, const Services& services)
        : page_(std::move(page)), desk_(desk), texts_(texts), services_(services) {}

    HttpResponse get(const HttpRequest& request) {
        if (!admitted(request)) return show(request, too_fast());
        const auto open = desk_.is_open(token_of(request));
        if (!open) return show(request, unavailable());
        return show(request, *open ? Shown{.form = true} : gone());
    }

    HttpResponse post(const HttpRequest& request) {
        if (!admitted(request)) return show(request, too_fast());
        const Fields form = read_form(request.body).value_or(Fields{});
        if (field(form, "agree") != "yes") return show(request, {.status = 422, .problem = "not_agreed", .form = true});
        const auto entry = desk_.enter(token_of(request), field(form, "code"), throttle_key(request.peer_address));
        if (!entry) return show(request, unavailable());
        switch (entry->fate) {
            case LinkEntry::Fate::ready:
                return show(request, {.notice = "ready", .next = entry->next, .child = entry->child});
            case LinkEntry::Fate::own:
                return show(request, {.notice = "own", .child = entry->child});
            case LinkEntry::Fate::failed:
                return show(request, {.status = 422, .problem = "failed", .form = true});
            case LinkEntry::Fate::closed:
                return show(request, {.status = 429, .problem = "closed"});
            case LinkEntry::Fate::gone:
                return show(request, gone());
        }
        return show(request, unavailable());
    }

private:
    static Shown gone() { return {.status = 410, .problem = "gone"}; }
    static Shown too_fast() { return {.status = 429, .problem = "too_fast"}; }
    static Shown unavailable() { return {.status = 503, .problem = "unavailable"}; }

    bool admitted(const HttpRequest& request) { return throttle_.admits(request.peer_address, services_.clock.mono()); }

    std::string say(const std::string& key, const std::string& language, const std::string& child = {}) const {
        return texts_.say(key, Value::object({{"child", child}}), language);
    }

    HttpResponse show(const HttpRequest& request, const Shown& shown) const {
        const std::string language = language_of(request, texts_), words = "web.link.";
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
        context["title"] = say(words + "title", language);
        if (!shown.problem.empty()) context["problem"] = say(words + shown.problem, language);
        if (!shown.notice.empty()) context["notice"] = say(words + shown.notice, language, shown.child);
        if (!shown.next.empty()) {
            context["next"] = shown.next;
            context["open"] = say(words + "open", language);
        }
        context["form"] = shown.form;
        if (shown.form) {
            mustache::data terms{mustache::data::type::list};
            const std::string text = say("link.terms.text", language);
            for (std::size_t begin = 0; begin < text.size();) {
                const auto end = std::min(text.find('\n', begin), text.size());
                if (end > begin) terms.push_back(mustache::data(text.substr(begin, end - begin)));
                begin = end + 1;
            }
            context.set("terms", terms);
            for (const char* key : {"agree", "code_label", "code_help", "submit"})
                context[key] = say(words + key, language);
        }
        mustache::mustache page(page_.html);
        HttpResponse response{.status = shown.status, .headers = page_headers(page_), .body = page.render(context)};
        if (shown.status == 429) response.headers.emplace_back("Retry-After", "60");
        return response;
    }

    const PageTemplate page_;
    LinkDesk& desk_;
    const Texts& texts_;
    const Services& services_;
    AddressThrottle throttle_{asks_per_minute};
};

}  // namespace

std::expected<void, Failure> register_pages(Registry& registry, LinkDesk& desk, const Texts& texts) {
    const Services& services = registry.services();
    auto page = load_template(services.templates_dir, "link.html", "page.css");
    if (!page) return std::unexpected(page.error());
    const auto pages = std::make_shared<LinkPages>(std::move(*page), desk, texts, services);
    registry.add_route(
        {.method = "GET",
         .pattern = "/link/{token}",
         .body_limit = 0,
         .may_block = true,
         .handler = [pages](const HttpRequest& request, const Respond& respond) { respond(pages->get(request)); }});
    registry.add_route(
        {.method = "POST",
         .pattern = "/link/{token}",
         .body_limit = largest_form,
         .may_block = true,
         .handler = [pages](const HttpRequest& request, const Respond& respond) { respond(pages->post(request)); }});
    return {};
}

}  // namespace todoke::web
