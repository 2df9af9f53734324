// What was newly written in an answer. A teacher's answer goes on to a family: what is quoted or signed must not, and
// where that cannot be told apart, a person looks.
#include "adapters/email/receive/answer_lines.hpp"
#include "adapters/email/receive/received_mail.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

constexpr std::size_t longest_unmarked = 400;  // characters

std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// The writer's own lines between two places, without the footer of a program.
AnswerLines own_lines(const AnswerLines& lines, std::size_t begin, std::size_t end) {
    AnswerLines own;
    for (std::size_t i = begin; i < end; ++i)
        if (!lines[i].quoted && !is_footer_of_program(lines[i])) own.push_back(lines[i]);
    return own;
}

bool has_words(const AnswerLines& lines) {
    return std::ranges::any_of(lines, [](const AnswerLine& line) { return !line.blank(); });
}

// Of what stands below the begin of the quotation: the first and the last quoted line.
struct Quoted {
    std::size_t first = 0, last = 0;
    bool any = false;
};

Quoted quoted_lines(const AnswerLines& lines, std::size_t begin) {
    Quoted quoted;
    for (std::size_t i = begin; i < lines.size(); ++i) {
        if (!lines[i].quoted) continue;
        if (!quoted.any) quoted.first = i;
        quoted.last = i;
        quoted.any = true;
    }
    return quoted;
}

void take_text(ReplyText& reply, const AnswerLines& own) {
    const Signature signature = find_signature(own);
    reply.text = joined(own, 0, signature.begin);
    reply.certain = reply.certain && signature.certain;
}

}  // namespace

ReplyText reply_text(std::string_view text, std::string_view cut_mark) {
    const AnswerLines lines = lines_of(text);
    const Quotation quotation = find_quotation(lines, cut_mark);
    ReplyText reply;
    const AnswerLines above = own_lines(lines, 0, quotation.begin);
    // Without a known begin a quotation is only what its marks make it.
    const Quoted quoted = quoted_lines(lines, quotation.found ? quotation.begin : 0);
    const bool between = quoted.any && has_words(own_lines(lines, quoted.first, quoted.last));
    if (has_words(above)) {
        take_text(reply, above);
        reply.inside_quote = between && !quotation.found;
        if (!quotation.found && characters_in(reply.text) > longest_unmarked) reply.certain = false;
        if (quotation.found && between) reply.certain = false;  // more was written further down
    } else if (quoted.any) {
        take_text(reply, own_lines(lines, quoted.first, lines.size()));
        reply.inside_quote = between;
    }
    return reply;
}

}  // namespace todoke::email
