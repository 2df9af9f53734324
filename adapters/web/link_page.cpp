// GET /link/{token}            the terms and a form; changes nothing
// POST /link/{token}           code=ABCDE-FGHIJ&agree=yes → an address of the platform, which proves the account; by
//                              mail the page's own address is the proof, and the person is linked
#include "adapters/web/form.hpp"
#include "adapters/web/page.hpp"
#include "adapters/web/register.hpp"

#include <algorithm>
#include <memory>

namespace todoke::web {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t token_length = 32;  // hex digits

// What one page shows; empty members are left out.
struct Shown {
    int status = 200;
    std::string problem, notice, next;  // text keys and an address
    std::string child;
    std::optional<LinkPage> form;
};

class LinkPages {
public:
    LinkPages(PageTemplate page, LinkDesk& desk, const Texts& texts, const Services& services)
        : frame_(std::move(page), texts, services), desk_(desk) {}

    HttpResponse get(const HttpRequest& request) {
        if (!frame_.admits(request)) return show(request, too_fast());
        const auto page = desk_.page(token_of(request, token_length));
        if (!page) return show(request, unavailable());
        return show(request, *page ? Shown{.form = **page} : gone());
    }

    HttpResponse post(const HttpRequest& request) {
        if (!frame_.admits(request)) return show(request, too_fast());
        const std::string token = token_of(request, token_length);
        const auto page = desk_.page(token);
        if (!page) return show(request, unavailable());
        if (!*page) return show(request, gone());
        const Fields form = read_form(request.body).value_or(Fields{});
        if (field(form, "agree") != "yes")
            return show(request, {.status = 422, .problem = "not_agreed", .form = **page});
        const auto entry = desk_.enter(token, field(form, "code"), throttle_key(request.peer_address));
        if (!entry) return show(request, unavailable());
        switch (entry->fate) {
            case LinkEntry::Fate::ready:
                return show(request, {.notice = "ready", .next = entry->next, .child = entry->child});
            case LinkEntry::Fate::linked:
                return show(request, {.notice = "linked", .child = entry->child});
            case LinkEntry::Fate::own:
                return show(request, {.notice = "own", .child = entry->child});
            case LinkEntry::Fate::failed:
                return show(request, {.status = 422, .problem = "failed", .form = **page});
            case LinkEntry::Fate::full:
                return show(request, {.status = 422, .problem = (*page)->needs_code ? "full" : "addresses_full"});
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

    void add_form(mustache::data& context, const LinkPage& page, const std::string& language) const {
        mustache::data terms{mustache::data::type::list};
        const std::string text = frame_.say("link.terms.text", language);
        for (std::size_t begin = 0; begin < text.size();) {
            const auto end = std::min(text.find('\n', begin), text.size());
            if (end > begin) terms.push_back(mustache::data(text.substr(begin, end - begin)));
            begin = end + 1;
        }
        context.set("terms", terms);
        context["form"] = true;
        context["needs_code"] = page.needs_code;
        if (!page.school.empty()) context["school"] = words_in(page.school, language);
        for (const char* key : {"agree", "code_label", "code_help"})
            context[key] = frame_.say(std::string("web.link.") + key, language);
        context["submit"] = frame_.say(page.by_mail ? "web.link.submit_by_mail" : "web.link.submit", language);
    }

    HttpResponse show(const HttpRequest& request, const Shown& shown) const {
        const std::string language = frame_.language_of(request), words = "web.link.";
        mustache::data context = frame_.context(language, words + "title");
        if (!shown.problem.empty()) context["problem"] = frame_.say(words + shown.problem, language);
        if (!shown.notice.empty())
            context["notice"] = frame_.say(words + shown.notice, language, Value::object({{"child", shown.child}}));
        if (!shown.next.empty()) {
            context["next"] = shown.next;
            context["open"] = frame_.say(words + "open", language);
        }
        context["form"] = false;
        if (shown.form) add_form(context, *shown.form, language);
        return frame_.respond(shown.status, context);
    }

    PageFrame frame_;
    LinkDesk& desk_;
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
