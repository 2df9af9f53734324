#include "adapters/postgres/result.hpp"

#include "adapters/postgres/wire.hpp"
#include "bot/ports/store/store.hpp"

#include <bit>
#include <cstdlib>

#include <libpq-fe.h>

namespace todoke::postgres {
namespace {

[[noreturn]] void wrong(const pg_result* result, int column, const char* what) {
    const char* name = PQfname(result, column);
    throw StoreFailure({FailureCode::misconfigured, std::string("reading column ") + (name ? name : "?") + ": " + what,
                        "a statement and its reader disagree; this is a defect of the program"});
}

std::string uuid_text(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        const auto byte = static_cast<unsigned char>(bytes[i]);
        text.push_back(digits[byte >> 4]);
        text.push_back(digits[byte & 15]);
    }
    return text;
}

// Calls `each` with the bytes of every element of a one-dimensional array without NULLs.
template <class Each>
bool for_each_element(std::string_view array, Each each) {
    if (array.size() < 12) return false;
    const auto dimensions = wire::take<std::int32_t>(array.data());
    if (dimensions == 0) return true;
    if (dimensions != 1 || array.size() < 20) return false;
    const auto count = wire::take<std::int32_t>(array.data() + 12);
    std::size_t at = 20;
    for (std::int32_t i = 0; i < count; ++i) {
        if (array.size() < at + 4) return false;
        const auto length = wire::take<std::int32_t>(array.data() + at);
        at += 4;
        if (length < 0 || array.size() < at + static_cast<std::size_t>(length)) return false;
        each(array.substr(at, static_cast<std::size_t>(length)));
        at += static_cast<std::size_t>(length);
    }
    return true;
}

}  // namespace

int Row::number_of(std::string_view column) const {
    const int count = PQnfields(result_);
    for (int i = 0; i < count; ++i)
        if (column == PQfname(result_, i)) return i;
    throw StoreFailure({FailureCode::misconfigured, "no column " + std::string(column) + " in the result",
                        "a statement and its reader disagree; this is a defect of the program"});
}

bool Row::is_null(int column) const { return PQgetisnull(result_, row_, column) != 0; }

std::string_view Row::bytes(int column) const { return cell(column); }

std::string_view Row::cell(int column) const {
    if (column < 0 || column >= PQnfields(result_)) wrong(result_, column, "no such column");
    if (is_null(column)) wrong(result_, column, "is null");
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

void Row::read(int column, bool& value) const {
    if (PQftype(result_, column) != wire::boolean) wrong(result_, column, "is not a boolean");
    value = cell(column)[0] != 0;
}

void Row::read(int column, std::int64_t& value) const {
    const std::string_view bytes = cell(column);
    switch (PQftype(result_, column)) {
        case wire::int8:
            value = wire::take<std::int64_t>(bytes.data());
            return;
        case wire::int4:
            value = wire::take<std::int32_t>(bytes.data());
            return;
        case wire::int2:
            value = wire::take<std::int16_t>(bytes.data());
            return;
        default:
            wrong(result_, column, "is not an integer");
    }
}

void Row::read(int column, int& value) const {
    std::int64_t wide = 0;
    read(column, wide);
    if (wide != static_cast<int>(wide)) wrong(result_, column, "is too large");
    value = static_cast<int>(wide);
}

void Row::read(int column, double& value) const {
    if (PQftype(result_, column) != wire::float8) wrong(result_, column, "is not double precision");
    value = std::bit_cast<double>(wire::take<std::int64_t>(cell(column).data()));
}

void Row::read(int column, std::string& value) const {
    const std::string_view bytes = cell(column);
    switch (PQftype(result_, column)) {
        case wire::text:
        case wire::varchar:
        case wire::name:
        case wire::json:
        case wire::bytea:
            value = bytes;
            return;
        case wire::jsonb:
            value = bytes.substr(1);
            return;
        case wire::uuid:
            value = uuid_text(bytes);
            return;
        default:
            wrong(result_, column, "is not text or bytes");
    }
}

void Row::read(int column, Instant& value) const {
    if (PQftype(result_, column) != wire::timestamptz) wrong(result_, column, "is not timestamptz");
    value = wire::epoch + Duration(wire::take<std::int64_t>(cell(column).data()));
}

void Row::read(int column, SchoolDay& value) const {
    if (PQftype(result_, column) != wire::date) wrong(result_, column, "is not a date");
    value = SchoolDay(wire::epoch + std::chrono::days(wire::take<std::int32_t>(cell(column).data())));
}

void Row::read(int column, Duration& value) const {
    if (PQftype(result_, column) != wire::interval) wrong(result_, column, "is not an interval");
    const std::string_view bytes = cell(column);
    value = Duration(wire::take<std::int64_t>(bytes.data())) +
            std::chrono::days(wire::take<std::int32_t>(bytes.data() + 8));
}

void Row::read(int column, std::vector<std::int64_t>& value) const {
    const unsigned type = PQftype(result_, column);
    if (type != wire::int8_array && type != wire::int4_array) wrong(result_, column, "is not an array of integers");
    const bool wide = type == wire::int8_array;
    if (!for_each_element(cell(column), [&](std::string_view item) {
            value.push_back(wide ? wire::take<std::int64_t>(item.data()) : wire::take<std::int32_t>(item.data()));
        }))
        wrong(result_, column, "is not a flat array without nulls");
}

void Row::read(int column, std::vector<std::string>& value) const {
    const unsigned type = PQftype(result_, column);
    if (type != wire::text_array && type != wire::bytea_array) wrong(result_, column, "is not an array of texts");
    if (!for_each_element(cell(column), [&](std::string_view item) { value.emplace_back(item); }))
        wrong(result_, column, "is not a flat array without nulls");
}

Result::Result(pg_result* result) : result_(result, [](pg_result* r) { PQclear(r); }) {}

int Result::size() const { return PQntuples(result_.get()); }

std::int64_t Result::affected() const { return std::atoll(PQcmdTuples(result_.get())); }

Row Result::one() const {
    if (size() != 1)
        throw StoreFailure({FailureCode::not_found, "expected one row, got " + std::to_string(size()), ""});
    return (*this)[0];
}

}  // namespace todoke::postgres
