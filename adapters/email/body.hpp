#pragma once

#include "adapters/email/headers.hpp"
#include "bot/ports/channel.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email {

// Stands below the first line of every mail that asks; whoever answers above what they quote leaves it behind.
inline constexpr std::string_view cut_mark = "--- この線より上にご記入ください / Please write above this line ---";

struct Words {
    std::string subject, text, html;
};

// templates/email/message.txt and message.html with {{title}}, {{#paragraphs}}, {{#actions}} label url, {{footer}},
// {{language}}, and of what asks {{cut_mark}},
// {{#fields}} ask label options problem, {{#choices}} number label url, {{#how}}.
class Templates {
public:
    static std::expected<Templates, Failure> load(const std::string& directory);
    // Several rendered messages become one mail: the first one's subject, all paragraphs and links in order. What can
    // be answered by a number has a link that writes the answer to `reply_to`.
    Words fill(const std::vector<Rendered>& rendered, const Address& reply_to) const;

private:
    std::string text_, html_;
};

}  // namespace todoke::email
