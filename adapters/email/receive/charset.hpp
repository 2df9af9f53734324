// From the bytes of an unknown sender to text: what Japanese mail programs really send, whatever they call it.
#pragma once

#include <string>
#include <string_view>

namespace todoke::email {

// Valid UTF-8 for any bytes. `charset` is what the mail says ("" = nothing); where it is unknown, or plainly not what
// the bytes are, they are guessed: ISO-2022-JP by its escapes, UTF-8, then Windows-31J or EUC-JP, whichever reads
// better.
std::string to_utf8(std::string_view bytes, std::string_view charset);

// Lines ended by '\n'; without control, bidirectional and other unseen marks (the joiner of emoji stays); what no
// charset could say and the carriers' old emoji as 〓. `text`: valid UTF-8.
std::string readable(std::string_view text);

// At most `bytes` bytes, cut between two characters.
std::string_view cut_at_character(std::string_view text, std::size_t bytes);

}  // namespace todoke::email
