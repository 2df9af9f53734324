// One value bound to $n. What it looks like on the wire is decided by the type the server expects for that place, so an
// int fits a smallint and a bigint, and a string fits text, bytea, jsonb and uuid. Strings are borrowed for the call.
#pragma once

#include "domain/ids.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace todoke::postgres {

class Param {
public:
    using Items = std::vector<Param>;

    Param(std::nullopt_t) {}
    Param(bool v) : value_(v) {}
    Param(int v) : value_(static_cast<std::int64_t>(v)) {}
    Param(std::int64_t v) : value_(v) {}
    Param(double v) : value_(v) {}
    Param(const char* v) : value_(std::string_view(v)) {}
    Param(std::string_view v) : value_(v) {}
    Param(const std::string& v) : value_(std::string_view(v)) {}
    Param(Instant v) : value_(v) {}
    Param(SchoolDay v) : value_(v) {}
    Param(Duration v) : value_(v) {}  // interval
    template <class Tag>
    Param(Id<Tag> id) : value_(id.value) {}
    template <class T>
    Param(const std::optional<T>& v) {
        if (v) *this = Param(*v);
    }
    template <class T>
    Param(const std::vector<T>& v) {
        Items items;
        items.reserve(v.size());
        for (const auto& item : v) {
            if constexpr (std::is_same_v<T, bool>)
                items.emplace_back(static_cast<bool>(item));
            else
                items.emplace_back(Param(item));
        }
        value_ = std::move(items);
    }
    Param(Items items) : value_(std::move(items)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    // Appends the binary form for the server's type. false: the value does not fit that type.
    bool encode(unsigned type, std::string& out) const;

private:
    bool encode_items(const Items& items, unsigned array_type, std::string& out) const;

    std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Instant, SchoolDay, Duration, Items>
        value_;
};

// An id that is "none" (0) becomes NULL.
template <class Tag>
Param or_null(Id<Tag> id) {
    if (!id) return Param(std::nullopt);
    return Param(id);
}
inline Param or_null(std::string_view text) {
    if (text.empty()) return Param(std::nullopt);
    return Param(text);
}

}  // namespace todoke::postgres
