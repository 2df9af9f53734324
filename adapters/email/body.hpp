#pragma once

#include "bot/ports/channel.hpp"

#include <expected>
#include <string>
#include <vector>

namespace todoke::email {

struct Words {
    std::string subject, text, html;
};

// templates/email/message.txt and message.html with {{title}}, {{#paragraphs}}, {{#actions}} label url, {{footer}},
// {{language}}.
class Templates {
public:
    static std::expected<Templates, Failure> load(const std::string& directory);
    // Several rendered messages become one mail: the first one's subject, all paragraphs and links in order.
    Words fill(const std::vector<Rendered>& rendered) const;

private:
    std::string text_, html_;
};

}  // namespace todoke::email
