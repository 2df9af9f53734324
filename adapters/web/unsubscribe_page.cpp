// GET /unsubscribe/{token}     says what ends and has a button; changes nothing, because scanners open every link
// POST /unsubscribe/{token}    List-Unsubscribe=One-Click, from a mail program (RFC 8058) or from the button
#include "adapters/web/form.hpp"
#include "adapters/web/page.hpp"
#include "adapters/web/page_frame.hpp"
#include "adapters/web/register.hpp"

#include <memory>

namespace todoke::web {
namespace {

// Whether it is one of ours its signature says.
std::string mail_token(const HttpRequest& request) {
    const auto found = request.path_parameters.find("token");
    return found == request.path_parameters.end() ? std::string() : found->second;
}

class UnsubscribePages {
public:
    UnsubscribePages(PageTemplate page, UnsubscribeDesk& desk, const Texts& texts, const Services& services)
        : frame_(std::move(page), texts, services), desk_(desk) {}

    HttpResponse get(const HttpRequest& request) {
        if (!frame_.admits(request)) return show(request, 429, "too_fast");
        const auto open = desk_.is_open(mail_token(request));
        if (!open) return show(request, 503, "unavailable");
        return *open ? show(request, 200, "ask", true) : show(request, 410, "gone");
    }

    // Not throttled: a large provider ends for many people from few addresses, and guessing leads nowhere.
    HttpResponse post(const HttpRequest& request) {
        const bool by_one_press = is_one_click(request);
        if (!by_one_press) return show(request, 422, "ask", true);
        const auto ended = desk_.end(mail_token(request));
        if (!ended) return show(request, 503, "unavailable");
        return *ended ? show(request, 200, "ended") : show(request, 410, "gone");
    }

private:
    // Form-encoded, or one part of multipart/form-data: both are allowed, and there is nothing else to read in it.
    static bool is_one_click(const HttpRequest& request) {
        if (field(read_form(request.body).value_or(Fields{}), "List-Unsubscribe") == "One-Click") return true;
        return request.header("content-type").value_or("").starts_with("multipart/form-data") &&
               request.body.find("name=\"List-Unsubscribe\"") != std::string::npos &&
               request.body.find("\r\n\r\nOne-Click\r\n") != std::string::npos;
    }

    HttpResponse show(const HttpRequest& request, int status, const std::string& key, bool button = false) const {
        const std::string language = frame_.language(request), words = "web.unsubscribe.";
        return frame_.respond(status, language, words + "title",
                              Value::object({{"text", frame_.say(words + key, language)},
                                             {"form", button},
                                             {"submit", frame_.say(words + "submit", language)}}));
    }

    PageFrame frame_;
    UnsubscribeDesk& desk_;
};

}  // namespace

std::expected<void, Failure> register_unsubscribe_page(Registry& registry, UnsubscribeDesk& desk, const Texts& texts) {
    const Services& services = registry.services();
    auto page = load_template(services.templates_dir, "unsubscribe.html", "page.css");
    if (!page) return std::unexpected(page.error());
    const auto pages = std::make_shared<UnsubscribePages>(std::move(*page), desk, texts, services);
    registry.add_route(
        {.method = "GET",
         .pattern = "/unsubscribe/{token}",
         .body_limit = 0,
         .may_block = true,
         .handler = [pages](const HttpRequest& request, const Respond& respond) { respond(pages->get(request)); }});
    registry.add_route(
        {.method = "POST",
         .pattern = "/unsubscribe/{token}",
         .body_limit = largest_form,
         .may_block = true,
         .handler = [pages](const HttpRequest& request, const Respond& respond) { respond(pages->post(request)); }});
    return {};
}

}  // namespace todoke::web
