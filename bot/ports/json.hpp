// JSON at the edge of the value tree. Implemented in adapters/text over Boost.JSON.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/value.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace todoke::json {

// Hostile input: depth at most 32, duplicate keys and invalid UTF-8 refused, whole input used.
// Integers outside 64 bits become doubles. The failure says where (byte offset), never what.
std::expected<Value, Failure> parse(std::string_view text);

std::string write(const Value& value);  // compact, member order kept, invalid UTF-8 replaced by U+FFFD

}  // namespace todoke::json
