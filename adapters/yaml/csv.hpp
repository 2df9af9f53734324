// RFC 4180 records with the line each begins in.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::yaml {

struct CsvRecord {
    int line = 0;  // of the file, from 1; a quoted cell may hold further lines
    std::vector<std::string> cells;
};

struct CsvProblem {
    int line = 0;
    int column = 0;  // the cell, from 1
    std::string message;
};

// Lines end with LF, CR LF or CR; empty lines are left out. Spaces around an unquoted cell are not part of it. A quote
// inside an unquoted cell, text after a closing quote and a quote never closed are problems.
std::expected<std::vector<CsvRecord>, CsvProblem> read_csv(std::string_view utf8);

}  // namespace todoke::yaml
