// A form or a question that was sent out as text and comes back as people do it: a number, the words of a choice, lines
// filled in above or inside the quotation, moved, left out, with colons of either width.
#pragma once

#include "domain/form/form.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace todoke {

// A line of the form as it was printed.
struct WrittenField {
    std::string slot;
    std::vector<std::string> labels;  // in every language
};

// slot → what stands behind its label, in the order of the text; of several the first. `printed`: lines of our own that
// may stand between a label and the answer below it. Empty: nobody has filled in anything.
std::vector<std::pair<std::string, std::string>> read_written_form(std::string_view text,
                                                                   const std::vector<WrittenField>& fields,
                                                                   const std::vector<std::string>& printed,
                                                                   const FormContext& context);

struct FirstLine {
    std::string line, rest;  // the first line that is not empty, and what follows it
};
FirstLine first_line_of(std::string_view text);

// Which of the numbered choices a line means: 2, ２, ②, 2番, "2 直す", "2. 直す", 直す. `labels`: of each choice, in
// every language. 1時間遅れます is no number.
std::optional<std::size_t> chosen(std::string_view line, const std::vector<std::vector<std::string>>& labels,
                                  const FormContext& context);

}  // namespace todoke
