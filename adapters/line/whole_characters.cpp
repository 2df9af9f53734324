#include "adapters/line/whole_characters.hpp"

#include <charconv>
#include <optional>

namespace todoke::line {
namespace {

constexpr std::size_t escape_length = 6;  // \uD83D

// The code unit of the escape that begins at `at`.
std::optional<unsigned> escaped_unit(std::string_view json, std::size_t at) {
    if (at + escape_length > json.size() || json[at] != '\\' || json[at + 1] != 'u') return std::nullopt;
    const char *begin = json.data() + at + 2, *end = begin + 4;
    unsigned unit = 0;
    const auto [stop, failed] = std::from_chars(begin, end, unit, 16);
    if (failed != std::errc{} || stop != end) return std::nullopt;
    return unit;
}

bool is_leading(unsigned unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_trailing(unsigned unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace

std::string with_whole_characters(std::string_view json) {
    std::string whole(json);
    for (std::size_t at = json.find('\\'); at != json.npos; at = json.find('\\', at)) {
        const auto unit = escaped_unit(json, at);
        if (!unit) {
            at += 2;  // another escape, which may be that of a backslash
            continue;
        }
        if (is_leading(*unit)) {
            const auto next = escaped_unit(json, at + escape_length);
            if (next && is_trailing(*next)) {
                at += 2 * escape_length;
                continue;
            }
        }
        if (is_leading(*unit) || is_trailing(*unit)) whole.replace(at + 2, 4, "fffd");
        at += escape_length;
    }
    return whole;
}

}  // namespace todoke::line
