#include "adapters/yaml/roster_cells.hpp"

#include "adapters/yaml/encoding.hpp"
#include "bot/ports/settings.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace todoke::yaml {
namespace {

constexpr std::size_t longest_cell = 100;  // characters; names of four long parts fit

struct ColumnName {
    Column column;
    std::string japanese, english;
    bool required;
};

const std::vector<ColumnName> column_names = {
    {Column::kind, "種別", "kind", true},
    {Column::school, "学校", "school", true},
    {Column::number, "管理番号", "number", true},
    {Column::grade, "学年", "grade", false},
    {Column::class_label, "組", "class", false},
    {Column::class_number, "出席番号", "class_number", false},
    {Column::family, "姓", "family_name", true},
    {Column::given, "名", "given_name", false},
    {Column::family_kana, "姓かな", "family_kana", false},
    {Column::given_kana, "名かな", "given_kana", false},
    {Column::called, "呼び名", "called", false},
    {Column::language, "言語", "language", false},
    {Column::role, "役割", "role", false},
    {Column::duty_grade, "担当学年", "duty_grade", false},
    {Column::duty_class, "担当組", "duty_class", false},
    {Column::phone, "電話", "phone", false},
    {Column::mail, "メール", "mail", false},
    {Column::m365_object_id, "M365オブジェクトID", "m365_object_id", false},
    {Column::children, "子の管理番号", "children", false},
    {Column::relation, "続柄", "relation", false},
    {Column::rank, "順位", "rank", false},
    {Column::shielded, "遮へい", "shielded", false},
    {Column::card, "カード", "card", false},
    {Column::line_user_id, "LINEユーザーID", "line_user_id", false},
};

std::vector<std::string> all_names() {
    std::vector<std::string> names;
    for (const auto& column : column_names) {
        names.push_back(column.japanese);
        names.push_back(column.english);
    }
    return names;
}

// ０１２ are digits to whoever types them.
std::string with_plain_digits(std::string_view text) {
    constexpr std::string_view wide = "\xEF\xBC";  // U+FF10 .. U+FF19 are EF BC 90 .. EF BC 99
    std::string plain;
    for (std::size_t i = 0; i < text.size();) {
        const auto last = i + 2 < text.size() ? static_cast<unsigned char>(text[i + 2]) : 0;
        if (text.substr(i).starts_with(wide) && last >= 0x90 && last <= 0x99) {
            plain += static_cast<char>('0' + (last - 0x90));
            i += 3;
        } else {
            plain += text[i++];
        }
    }
    return plain;
}

bool has_controls(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view wide_blank = "\u3000";
    for (bool again = true; again;) {
        again = false;
        if (text.starts_with(wide_blank)) text.remove_prefix(wide_blank.size()), again = true;
        if (text.ends_with(wide_blank)) text.remove_suffix(wide_blank.size()), again = true;
        if (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1), again = true;
        if (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1), again = true;
    }
    return text;
}

std::expected<RosterHeader, RosterProblems> RosterHeader::read(const CsvRecord& record) {
    RosterHeader header;
    RosterProblems problems;
    for (std::size_t cell = 0; cell < record.cells.size(); ++cell) {
        const std::string name(trimmed(record.cells[cell]));
        header.names_.push_back(name);
        const auto known = std::ranges::find_if(
            column_names, [&](const ColumnName& column) { return name == column.japanese || name == column.english; });
        const int place = static_cast<int>(cell) + 1;
        if (known == column_names.end())
            problems.push_back({record.line, place, name, "unknown column; " + did_you_mean(name, all_names())});
        else if (!header.places_.emplace(known->column, cell).second)
            problems.push_back({record.line, place, name, "this column is already there; expected it once"});
    }
    for (const auto& column : column_names)
        if (column.required && !header.places_.contains(column.column))
            problems.push_back(
                {record.line, 0, "",
                 "the column " + column.japanese + " (" + column.english + ") is missing in the first line"});
    if (!problems.empty()) return std::unexpected(std::move(problems));
    return header;
}

std::optional<std::size_t> RosterHeader::place(Column column) const {
    const auto found = places_.find(column);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

const std::string& RosterHeader::name(std::size_t cell) const {
    static const std::string none;
    return cell < names_.size() ? names_[cell] : none;
}

RosterLine::RosterLine(const RosterHeader& header, const CsvRecord& record, RosterProblems& problems)
    : header_(header), record_(record), problems_(problems), problems_before_(problems.size()) {
    for (std::size_t cell = header.size(); cell < record.cells.size(); ++cell)
        if (!trimmed(record.cells[cell]).empty()) {
            problems_.push_back({record.line, static_cast<int>(cell) + 1, "",
                                 "the first line has no column here; is a comma missing its quotation marks?"});
            break;
        }
}

bool RosterLine::empty() const {
    return std::ranges::all_of(record_.cells, [](const std::string& cell) { return trimmed(cell).empty(); });
}

std::string RosterLine::optional_text(Column column) {
    const auto place = header_.place(column);
    if (!place || *place >= record_.cells.size()) return {};
    const auto text = trimmed(record_.cells[*place]);
    if (has_controls(text)) {
        problem(column, "expected one line of text without control characters");
        return {};
    }
    if (code_points(text) > longest_cell) {
        problem(column, "too long; expected at most " + std::to_string(longest_cell) + " characters");
        return {};
    }
    return std::string(text);
}

std::string RosterLine::text(Column column) {
    const auto before = problems_.size();
    std::string text = optional_text(column);
    if (text.empty() && problems_.size() == before) problem(column, "nothing stands here; expected a value");
    return text;
}

int RosterLine::number(Column column, int min, int max, int fallback) {
    const std::string text = with_plain_digits(optional_text(column));
    if (text.empty()) return fallback;
    int number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && number >= min && number <= max) return number;
    problem(column, "expected a number from " + std::to_string(min) + " to " + std::to_string(max));
    return fallback;
}

bool RosterLine::flag(Column column) {
    const std::string text = with_plain_digits(optional_text(column));
    for (const char* yes : {"1", "○", "はい", "yes", "true"})
        if (text == yes) return true;
    for (const char* no : {"", "0", "いいえ", "no", "false"})
        if (text == no) return false;
    problem(column, "expected はい or いいえ (1 or 0, yes or no), or nothing");
    return false;
}

std::vector<std::string> RosterLine::list(Column column) {
    std::vector<std::string> all;
    const auto place = header_.place(column);
    if (!place || *place >= record_.cells.size()) return all;
    std::string_view rest = record_.cells[*place];
    if (has_controls(rest)) {
        problem(column, "expected one line of text without control characters");
        return all;
    }
    while (!rest.empty()) {
        const auto end = rest.find(';');
        if (const auto item = trimmed(rest.substr(0, end)); !item.empty()) all.emplace_back(item);
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return all;
}

void RosterLine::problem(Column column, std::string message) {
    const auto place = header_.place(column);
    RosterProblem found{record_.line, 0, "", std::move(message)};
    if (place) {
        found.column = static_cast<int>(*place) + 1;
        found.header = header_.name(*place);
    } else {
        const auto known = std::ranges::find(column_names, column, &ColumnName::column);
        found.message = "the file has no column " + known->japanese + " (" + known->english + "): " + found.message;
    }
    // A cell may be read twice; its complaint is told once.
    const auto here = problems_.begin() + static_cast<std::ptrdiff_t>(problems_before_);
    if (std::find(here, problems_.end(), found) == problems_.end()) problems_.push_back(std::move(found));
}

}  // namespace todoke::yaml
