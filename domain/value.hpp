// A plain tree of values: what drafts, message arguments, card layouts and configuration are made of. It is the only
// shape in which data crosses between rooms that must not know JSON or YAML.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace todoke {

class Value {
public:
    using Array = std::vector<Value>;
    using Member = std::pair<std::string, Value>;
    using Object = std::vector<Member>;  // keeps the order in which members were written; keys are unique

    Value() = default;  // null
    Value(std::nullptr_t) {}
    Value(bool v) : data_(v) {}
    Value(int v) : data_(static_cast<std::int64_t>(v)) {}
    Value(std::int64_t v) : data_(v) {}
    Value(double v) : data_(v) {}
    Value(const char* v) : data_(std::string(v)) {}
    Value(std::string_view v) : data_(std::string(v)) {}
    Value(std::string v) : data_(std::move(v)) {}
    Value(Array v) : data_(std::move(v)) {}
    Value(Object v) : data_(std::move(v)) {}
    static Value object(std::initializer_list<Member> members = {}) { return Value(Object(members)); }
    static Value array(std::initializer_list<Value> items = {}) { return Value(Array(items)); }

    bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
    bool is_bool() const { return std::holds_alternative<bool>(data_); }
    bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
    bool is_number() const { return is_integer() || std::holds_alternative<double>(data_); }
    bool is_string() const { return std::holds_alternative<std::string>(data_); }
    bool is_array() const { return std::holds_alternative<Array>(data_); }
    bool is_object() const { return std::holds_alternative<Object>(data_); }

    // Typed reading never throws: a value of another type gives the fallback, so hostile input needs no ladder of
    // checks.
    bool as_bool(bool fallback = false) const;
    std::int64_t as_integer(std::int64_t fallback = 0) const;
    double as_double(double fallback = 0) const;
    const std::string& as_string() const;  // "" unless a string
    const Array& items() const;            // empty unless an array
    const Object& members() const;         // empty unless an object
    Array& items_mut();                    // turns null into an array
    Object& members_mut();                 // turns null into an object

    const Value* find(std::string_view key) const;        // nullptr unless an object that has the key
    const Value& operator[](std::string_view key) const;  // null value when absent
    const Value& at_path(std::string_view dotted) const;  // "slots.kind.label"; array positions as numbers
    void set(std::string_view key, Value value);          // object (or null): replaces or appends
    bool erase(std::string_view key);
    void push_back(Value value);  // array (or null)

    bool truthy() const;  // false: null, false, "", empty array, empty object; 0 is true (a count is worth showing)

    friend bool operator==(const Value&, const Value&) = default;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data_;
};

}  // namespace todoke
