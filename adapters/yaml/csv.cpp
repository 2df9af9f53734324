#include "adapters/yaml/csv.hpp"

#include <csv.h>
#include <new>

namespace todoke::yaml {
namespace {

// libcsv tells cells and ends of records, not where they stand: it is fed byte by byte, so that the position is ours.
class Reader {
public:
    Reader() {
        if (::csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    }
    ~Reader() { ::csv_free(&parser_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    std::expected<std::vector<CsvRecord>, CsvProblem> read(std::string_view text) {
        char before = 0;
        for (const char byte : text) {
            if (before == '\n' || (before == '\r' && byte != '\n')) ++line_;
            before = byte;
            if (!inside_ && byte != '\r' && byte != '\n') {
                inside_ = true;
                record_.line = line_;
            }
            if (::csv_parse(&parser_, &byte, 1, &cell, &end, this) != 1)
                return problem(
                    "a quotation mark is in the wrong place; expected \"…\" around the whole cell, and \"\" for a "
                    "quotation mark inside it");
        }
        if (::csv_fini(&parser_, &cell, &end, this) != 0)
            return problem("the cell that begins here with a quotation mark is never closed; expected a second one",
                           record_.line);
        return std::move(records_);
    }

private:
    static void cell(void* data, std::size_t length, void* self) {
        static_cast<Reader*>(self)->record_.cells.emplace_back(static_cast<const char*>(data), length);
    }
    static void end(int, void* self) {
        auto& reader = *static_cast<Reader*>(self);
        reader.records_.push_back(std::move(reader.record_));
        reader.record_ = {};
        reader.inside_ = false;
    }

    std::unexpected<CsvProblem> problem(std::string message, int line = 0) const {
        return std::unexpected(
            CsvProblem{line ? line : line_, static_cast<int>(record_.cells.size()) + 1, std::move(message)});
    }

    csv_parser parser_{};
    std::vector<CsvRecord> records_;
    CsvRecord record_;
    int line_ = 1;
    bool inside_ = false;  // a record has begun
};

}  // namespace

std::expected<std::vector<CsvRecord>, CsvProblem> read_csv(std::string_view utf8) { return Reader().read(utf8); }

}  // namespace todoke::yaml
