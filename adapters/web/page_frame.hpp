// A page as a browser gets it: template, style, languages to choose from, and how often one address may ask.
#pragma once

#include "adapters/web/template.hpp"
#include "adapters/web/throttle.hpp"
#include "bot/ports/channel.hpp"
#include "bot/ports/texts.hpp"

#include <string>

namespace todoke::web {

class PageFrame {
public:
    PageFrame(PageTemplate page, const Texts& texts, const Services& services);

    bool admits(const HttpRequest& request);
    std::string language(const HttpRequest& request) const;
    std::string say(const std::string& key, const std::string& language, const Value& args = Value::object()) const {
        return texts_.say(key, args, language);
    }
    // `title`: a text key. `content`: what fills the template besides, texts, yes or no, and lists of texts.
    HttpResponse respond(int status, const std::string& language, const std::string& title, const Value& content) const;

private:
    const PageTemplate page_;
    const Texts& texts_;
    const Services& services_;
    AddressThrottle throttle_;
};

}  // namespace todoke::web
