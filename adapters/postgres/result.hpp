// Rows that came back. A Row is a view into its Result and must not outlive it. Reading a NULL as a plain type, an
// unknown column or a type that does not fit is a mistake of ours and throws StoreFailure(misconfigured).
#pragma once

#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

struct pg_result;

namespace todoke::postgres {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};

class Row {
public:
    Row(const pg_result* result, int row) : result_(result), row_(row) {}

    // T: bool, int, std::int64_t, double, std::string (text, jsonb; bytea raw; uuid as text), Instant, SchoolDay,
    // Duration, Id<…>, std::vector of std::int64_t or std::string (arrays), or std::optional of these (NULL → nullopt).
    // An Id read from NULL is "none".
    template <class T>
    T get(int column) const {
        if constexpr (is_optional<T>::value) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else if constexpr (is_id<T>::value) {
            return is_null(column) ? T{} : T{get<std::int64_t>(column)};
        } else {
            T value{};
            read(column, value);
            return value;
        }
    }
    template <class T>
    T get(std::string_view column) const {
        return get<T>(number_of(column));
    }

    bool is_null(int column) const;
    bool is_null(std::string_view column) const { return is_null(number_of(column)); }
    std::string_view bytes(
        int column) const;  // as they came: text and bytea without a copy, valid as long as the Result

private:
    int number_of(std::string_view column) const;
    std::string_view cell(int column) const;
    void read(int column, bool& value) const;
    void read(int column, int& value) const;
    void read(int column, std::int64_t& value) const;
    void read(int column, double& value) const;
    void read(int column, std::string& value) const;
    void read(int column, Instant& value) const;
    void read(int column, SchoolDay& value) const;
    void read(int column, Duration& value) const;
    void read(int column, std::vector<std::int64_t>& value) const;
    void read(int column, std::vector<std::string>& value) const;

    const pg_result* result_;
    int row_;
};

class Result {
public:
    explicit Result(pg_result* result);

    int size() const;  // rows that came back
    bool empty() const { return size() == 0; }
    std::int64_t affected() const;  // rows inserted, updated, deleted or selected
    Row operator[](int row) const { return Row(result_.get(), row); }
    Row one() const;  // exactly one row must have come back
    const pg_result* raw() const { return result_.get(); }

    class Iterator {
    public:
        Iterator(const pg_result* result, int row) : result_(result), row_(row) {}
        Row operator*() const { return Row(result_, row_); }
        Iterator& operator++() {
            ++row_;
            return *this;
        }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        const pg_result* result_;
        int row_;
    };
    Iterator begin() const { return {result_.get(), 0}; }
    Iterator end() const { return {result_.get(), size()}; }

private:
    std::shared_ptr<pg_result> result_;
};

}  // namespace todoke::postgres
