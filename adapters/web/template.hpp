// A file of templates/web with the style that stands in it. Every value that fills it is escaped; only the style and
// the QR drawings, which are ours, are not.
#pragma once

#include "bot/ports/failure.hpp"

#include <expected>
#include <string>

namespace todoke::web {

struct PageTemplate {
    std::string html;          // mustache
    std::string style;         // stands between <style> and </style>
    std::string style_source;  // 'sha256-…': what a content security policy allows of it
};

std::expected<PageTemplate, Failure> load_template(const std::string& templates_dir, const std::string& html,
                                                   const std::string& css);

}  // namespace todoke::web
