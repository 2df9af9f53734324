#include "adapters/email/receive/answer_lines.hpp"

#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/matching.hpp"

namespace todoke::email {
namespace {

constexpr std::size_t longest_compared = 2000;  // of a line: nothing that is looked for is longer

// Smiles begin like a quotation.
bool is_smile(std::string_view text) {
    return starts_with_any(text, {">_<", "><", ">.<", ">人<", ">o<", "＞_＜", "＞＜", "＞人＜"});
}

}  // namespace

AnswerLines lines_of(std::string_view text) {
    static constexpr std::string_view marks[]{">", "＞", "|", "｜", " ", "\t", "　"};
    AnswerLines lines;
    while (!text.empty()) {
        AnswerLine line{ascii::next_line(text), "", false};
        std::string_view rest = line.text;
        for (bool more = true; more && !is_smile(rest);) {
            more = false;
            for (const std::string_view mark : marks)
                if (rest.starts_with(mark)) {
                    line.quoted = line.quoted || (mark != " " && mark != "\t" && mark != "　");
                    rest.remove_prefix(mark.size());
                    more = true;
                }
        }
        line.comparable = comparable(rest.substr(0, longest_compared));
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string joined(const AnswerLines& lines, std::size_t begin, std::size_t end) {
    while (begin < end && lines[begin].blank()) ++begin;
    while (end > begin && lines[end - 1].blank()) --end;
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
        std::string_view line = lines[i].text;
        while (!line.empty() && ascii::is_space(line.back())) line.remove_suffix(1);
        if (i > begin) text += '\n';
        text += line;
    }
    return text;
}

}  // namespace todoke::email
