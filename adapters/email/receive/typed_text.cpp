#include "adapters/email/receive/typed_text.hpp"

#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/charset.hpp"

namespace todoke::email {
namespace {

const Part* first_text(const Part& part, std::string_view type) {
    if (part.type == "message/rfc822") return nullptr;  // another mail, only handed on
    if (part.type == type && !part.attached) return &part;
    for (const Part& inner : part.parts)
        if (const Part* found = first_text(inner, type)) return found;
    return nullptr;
}

}  // namespace

std::string text_of(const Part& part) { return readable(to_utf8(part.bytes, part.charset)); }

std::string typed_text(const Part& tree, std::size_t longest) {
    std::string text;
    if (const Part* plain = first_text(tree, "text/plain")) text = text_of(*plain);
    return std::string(cut_at_character(text, longest));
}

bool has_attachments(const Part& tree) {
    if (tree.attached) return true;
    for (const Part& inner : tree.parts)
        if (has_attachments(inner)) return true;
    return false;
}

}  // namespace todoke::email
