#include "domain/form/written_form.hpp"

#include "domain/form/typed_text.hpp"

#include <algorithm>

namespace todoke {
namespace {

bool drop_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// Marks of quotation and of lists before a line.
std::string bare(std::string_view line) {
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view mark : {" ", "\t", "\r", "　", ">", "＞", "|", "・", "●", "■", "□", "◆", "*"})
            again = drop_prefix(line, mark) || again;
    }
    return typed::trimmed(line);
}

std::vector<std::string> bare_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(bare(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

struct Divided {
    std::string_view label, value;
};

std::optional<Divided> divided(std::string_view line) {
    std::optional<Divided> found;
    std::size_t first = line.size();
    for (const std::string_view colon : {":", "：", "︰", "﹕"})
        if (const auto at = line.find(colon); at < first) {
            first = at;
            found = Divided{line.substr(0, at), line.substr(at + colon.size())};
        }
    return found;
}

bool is_one_of(std::string_view text, const std::vector<std::string>& words, const FormContext& context) {
    const std::string typed = typed::comparable(text, context);
    return !typed.empty() && std::ranges::any_of(words, [&](const std::string& word) {
        return typed::comparable(word, context) == typed;
    });
}

const WrittenField* field_of(std::string_view label, const std::vector<WrittenField>& fields,
                             const FormContext& context) {
    const auto found = std::ranges::find_if(
        fields, [&](const WrittenField& field) { return is_one_of(label, field.labels, context); });
    return found == fields.end() ? nullptr : &*found;
}

bool is_ours(const std::string& line, const std::vector<WrittenField>& fields, const std::vector<std::string>& printed,
             const FormContext& context) {
    if (field_of(line, fields, context) || is_one_of(line, printed, context)) return true;
    const auto parts = divided(line);
    return parts && field_of(parts->label, fields, context);
}

// The answer below a label: the next line, unless it is one of ours.
std::string below(const std::vector<std::string>& lines, std::size_t label, const std::vector<WrittenField>& fields,
                  const std::vector<std::string>& printed, const FormContext& context) {
    for (std::size_t i = label + 1; i < lines.size(); ++i) {
        if (lines[i].empty()) return {};
        return is_ours(lines[i], fields, printed, context) ? std::string() : lines[i];
    }
    return {};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_written_form(std::string_view text,
                                                                   const std::vector<WrittenField>& fields,
                                                                   const std::vector<std::string>& printed,
                                                                   const FormContext& context) {
    std::vector<std::pair<std::string, std::string>> values;
    const auto lines = bare_lines(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto parts = divided(lines[i]);
        const WrittenField* field = parts ? field_of(parts->label, fields, context) : nullptr;
        if (!field) continue;
        std::string value = typed::trimmed(parts->value);
        if (value.empty()) value = below(lines, i, fields, printed, context);
        const bool known = std::ranges::any_of(values, [&](const auto& one) { return one.first == field->slot; });
        if (!value.empty() && !known) values.emplace_back(field->slot, std::move(value));
    }
    return values;
}

FirstLine first_line_of(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string line = typed::trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty()) return {std::move(line), typed::trimmed(text)};
    }
    return {};
}

std::optional<std::size_t> chosen(std::string_view line, const std::vector<std::vector<std::string>>& labels,
                                  const FormContext& context) {
    const std::string plain = typed::plain(line, context);
    std::string_view tail = plain;
    for (const std::string_view mark : {"(", "[", "［", "【"}) drop_prefix(tail, mark);
    std::size_t number = 0, digits = 0;
    for (; digits < tail.size() && tail[digits] >= '0' && tail[digits] <= '9' && digits < 3; ++digits)
        number = number * 10 + static_cast<std::size_t>(tail[digits] - '0');
    if (digits == 0) {
        for (std::size_t i = 0; i < labels.size(); ++i)
            if (is_one_of(line, labels[i], context)) return i;
        return std::nullopt;
    }
    if (number < 1 || number > labels.size()) return std::nullopt;
    tail.remove_prefix(digits);
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view mark : {" ", ".", ")", "]", "］", "】", ":", "、", "。", "番", "-"})
            again = drop_prefix(tail, mark) || again;
    }
    static const std::vector<std::string> polite{
        "です", "で", "にします", "お願いします", "でお願いします", "をお願いします", "please"};
    if (tail.empty() || is_one_of(tail, polite, context) || is_one_of(tail, labels[number - 1], context))
        return number - 1;
    return std::nullopt;
}

}  // namespace todoke
