// What a person typed: the right part of a mail, as plain text.
#pragma once

#include "adapters/email/receive/mime_tree.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace todoke::email {

// The text of one part, readable, paragraphs of format=flowed joined, HTML as text.
std::string text_of(const Part& part);

// The text of a mail: the plain part unless it is empty or only points to the HTML.
std::string typed_text(const Part& tree, std::size_t longest);

bool has_attachments(const Part& tree);

}  // namespace todoke::email
