// What all pages have in common: the language, the frame, what browsers are told, and how often one address may ask.
#pragma once

#include "adapters/web/template.hpp"
#include "adapters/web/throttle.hpp"
#include "bot/ports/channel.hpp"
#include "bot/ports/texts.hpp"

#include <string>

#include <kainjow/mustache.hpp>

namespace todoke::web {

inline constexpr std::size_t largest_form = 2048;

class PageFrame {
public:
    PageFrame(PageTemplate page, const Texts& texts, const Services& services)
        : page_(std::move(page)), texts_(texts), services_(services) {}

    bool admits(const HttpRequest& request);
    // What the person chose, else what the browser speaks, else Japanese.
    std::string language_of(const HttpRequest& request) const;
    std::string say(const std::string& key, const std::string& language, const Value& args = Value::object()) const {
        return texts_.say(key, args, language);
    }
    // With the names of the languages, the style and `title`; what the page says is added by whoever shows it.
    kainjow::mustache::data context(const std::string& language, const std::string& title) const;
    HttpResponse respond(int status, const kainjow::mustache::data& context) const;

private:
    const PageTemplate page_;
    const Texts& texts_;
    const Services& services_;
    AddressThrottle throttle_{20};
};

// The token in the path; "" where it cannot be one of ours.
std::string token_of(const HttpRequest& request, std::size_t length);

}  // namespace todoke::web
