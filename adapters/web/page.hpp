// What all pages have in common: the language they speak and the headers that keep them to themselves.
#pragma once

#include "adapters/web/template.hpp"
#include "bot/ports/http.hpp"
#include "bot/ports/texts.hpp"

#include <string>

namespace todoke::web {

inline constexpr int asks_per_minute = 20;
inline constexpr std::size_t largest_form = 2048, token_length = 32;

// Ours are 32 hex digits; "" for anything else, which is a page that does not exist.
std::string token_of(const HttpRequest& request);

// What the person chose (?lang=), else what the browser speaks, else Japanese.
std::string language_of(const HttpRequest& request, const Texts& texts);

// No script, no foreign source, no frame around us, nothing kept, and the token in the address stays with us.
Headers page_headers(const PageTemplate& page);

}  // namespace todoke::web
