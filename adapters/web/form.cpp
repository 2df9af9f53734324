#include "adapters/web/form.hpp"

#include "bot/ports/http.hpp"

#include <algorithm>

namespace todoke::web {
namespace {

std::optional<std::string> decoded(std::string_view text) {
    std::string plus(text);
    std::ranges::replace(plus, '+', ' ');
    return percent_decode(plus);
}

}  // namespace

std::optional<Fields> read_form(std::string_view text) {
    Fields form;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(pair.size() + 1, text.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = decoded(pair.substr(0, equals));
        const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) return std::nullopt;
        form.emplace(*name, *value);
    }
    return form;
}

std::string field(const Fields& fields, std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
}

}  // namespace todoke::web
