// The header of a mail as it came: fields in their order with all repetitions. Our own reading, because the libraries
// at hand lose words and addresses that Japanese programs write.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email {

struct HeaderField {
    std::string_view name;   // as written
    std::string_view value;  // bytes, still folded
};

struct Header {
    std::vector<HeaderField> fields;
    std::size_t bytes = 0;  // up to the empty line

    // The value of the first field of that name; "" = none.
    std::string_view first(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
};

// Points into `raw`. Lines that are no field are passed over.
Header read_header(std::string_view raw);

std::string unfolded(std::string_view value);

// A value that is words (RFC 2047), as readable text on one line. Adjacent words are put together as bytes first,
// because programs split inside a character; bytes outside words are guessed.
std::string decoded_words(std::string_view value);

// The words as they stand in a value whose bytes were already made UTF-8.
std::string with_words_decoded(std::string_view text);

// "<a@b> <c@d>" → a@b, c@d.
std::vector<std::string> message_ids(std::string_view value);

}  // namespace todoke::email
