#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::web {

using Fields = std::map<std::string, std::string, std::less<>>;

// application/x-www-form-urlencoded, as a form posts it or a query holds it. A name that stands twice keeps its first
// value; nullopt: not such a text.
std::optional<Fields> read_form(std::string_view text);
std::string field(const Fields& fields, std::string_view name);  // "" when absent

}  // namespace todoke::web
