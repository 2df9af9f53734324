// What a person typed: the right part of a mail, as plain text.
#pragma once

#include "adapters/email/receive/mime_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace todoke::email {

// All that is shown when the mail is opened, pictures left out. Of alternatives the plain one, unless it is empty or
// only points to the other.
std::string typed_text(const Part& tree, std::size_t longest);

// Files that a person added; not the pictures that a signature or HTML brings with it.
bool has_attachments(const Part& tree);

// The text says that it was passed on.
bool says_forwarded(std::string_view text);

// The first part of that type; nothing inside of a mail that was only handed on.
const Part* find_part(const Part& tree, std::string_view type);

}  // namespace todoke::email
