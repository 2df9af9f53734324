// The lines of an answer, and what each of them is by itself.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email {

struct AnswerLine {
    std::string_view text;   // as typed
    std::string comparable;  // without the marks of quotation in front
    bool quoted = false;

    bool blank() const { return comparable.empty(); }
};
using AnswerLines = std::vector<AnswerLine>;

AnswerLines lines_of(std::string_view text);
std::string joined(const AnswerLines& lines, std::size_t begin, std::size_t end);

// Where the mail that is answered begins: our mark, a line like "On … wrote:", or a block of its header.
struct Quotation {
    std::size_t begin = 0;  // the first line that is not the writer's; lines.size() = none
    bool found = false;
};
Quotation find_quotation(const AnswerLines& lines, std::string_view cut_mark);

// Where the signature of a text without quotations begins.
struct Signature {
    std::size_t begin = 0;  // lines.size() = none
    bool certain = true;    // false: it may have taken words along, or left some of it
};
Signature find_signature(const AnswerLines& lines);

// "iPhoneから送信" and what free mailers add.
bool is_footer_of_program(const AnswerLine& line);

}  // namespace todoke::email
