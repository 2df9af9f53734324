// GET /link/{token}            the terms and a form; changes nothing
// POST /link/{token}           code=ABCDE-FGHIJ&agree=yes → an address of the platform, which proves the account; by
//                              mail the page's own address is the proof, and the person is linked
#include "adapters/web/form.hpp"
#include "adapters/web/page.hpp"
#include "adapters/web/page_frame.hpp"
#include "adapters/web/register.hpp"

#include <algorithm>
#include <memory>

namespace todoke::web {
namespace {

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
        const auto page = desk_.page(token_of(request));
        if (!page) return show(request, unavailable());
        return show(request, *page ? Shown{.form = **page} : gone());
    }

    HttpResponse post(const HttpRequest& request) {
        if (!frame_.admits(request)) return show(request, too_fast());
        const std::string token = token_of(request);
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

    void add_form(Value& content, const LinkPage& page, const std::string& language) const {
        Value terms = Value::array();
        const std::string text = frame_.say("link.terms.text", language);
        for (std::size_t begin = 0; begin < text.size();) {
            const auto end = std::min(text.find('\n', begin), text.size());
            if (end > begin) terms.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
        content.set("terms", std::move(terms));
        content.set("form", true);
        content.set("needs_code", page.needs_code);
        if (!page.school.empty()) content.set("school", words_in(page.school, language));
        for (const char* key : {"agree", "code_label", "code_help"})
            content.set(key, frame_.say(std::string("web.link.") + key, language));
        content.set("submit", frame_.say(page.by_mail ? "web.link.submit_by_mail" : "web.link.submit", language));
    }

    HttpResponse show(const HttpRequest& request, const Shown& shown) const {
        const std::string language = frame_.language(request), words = "web.link.";
        Value content = Value::object({{"form", false}});
        if (!shown.problem.empty()) content.set("problem", frame_.say(words + shown.problem, language));
        if (!shown.notice.empty())
            content.set("notice", frame_.say(words + shown.notice, language, Value::object({{"child", shown.child}})));
        if (!shown.next.empty()) {
            content.set("next", shown.next);
            content.set("open", frame_.say(words + "open", language));
        }
        if (shown.form) add_form(content, *shown.form, language);
        return frame_.respond(shown.status, language, words + "title", content);
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
