// The columns of a roster and one line of it, read cell by cell. Complaints collect; reading goes on.
#pragma once

#include "adapters/yaml/csv.hpp"
#include "domain/people/roster.hpp"

#include <array>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::yaml {

enum class Column {
    kind,
    school,
    number,
    grade,
    class_label,
    class_number,
    family,
    given,
    family_kana,
    given_kana,
    called,
    language,
    role,
    duty_grade,
    duty_class,
    phone,
    mail,
    m365_object_id,
    children,
    relation,
    rank,
    shielded,
    card,
    line_user_id,
};

using RosterProblems = std::vector<RosterProblem>;

// Which cell of a line belongs to which column.
class RosterHeader {
public:
    // Japanese and English names, in any order; unknown, doubled and missing required ones are problems.
    static std::expected<RosterHeader, RosterProblems> read(const CsvRecord& record);

    std::optional<std::size_t> place(Column column) const;
    const std::string& name(std::size_t cell) const;  // as the file spells it; "" beyond the header
    std::size_t size() const { return names_.size(); }

private:
    std::vector<std::string> names_;
    std::map<Column, std::size_t> places_;
};

class RosterLine {
public:
    RosterLine(const RosterHeader& header, const CsvRecord& record, RosterProblems& problems);

    int line() const { return record_.line; }
    bool empty() const;                        // nothing but blanks
    std::string optional_text(Column column);  // trimmed (full-width blanks too); at most 100 characters, no controls
    std::string text(Column column);           // required
    int number(Column column, int min, int max, int fallback);  // fallback when empty; full-width digits are digits
    bool flag(Column column);                                   // 1 ○ はい yes true / empty 0 いいえ no false
    std::vector<std::string> list(Column column);               // separated by ';'
    void problem(Column column, std::string message);
    bool good() const { return problems_.size() == problems_before_; }  // no complaint about this line so far

private:
    const RosterHeader& header_;
    const CsvRecord& record_;
    RosterProblems& problems_;
    const std::size_t problems_before_;
};

// Without blanks at its ends, the full-width one included.
std::string_view trimmed(std::string_view text);

}  // namespace todoke::yaml
