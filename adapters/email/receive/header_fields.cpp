#include "adapters/email/receive/header_fields.hpp"

#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/charset.hpp"

#include <algorithm>
#include <optional>

namespace todoke::email {
namespace {

bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

std::string_view Header::first(std::string_view name) const {
    for (const HeaderField& field : fields)
        if (ascii::same(field.name, name)) return field.value;
    return {};
}

std::vector<std::string_view> Header::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const HeaderField& field : fields)
        if (ascii::same(field.name, name)) values.push_back(field.value);
    return values;
}

Header read_header(std::string_view raw) {
    Header header;
    std::string_view rest = raw;
    bool continues = false;  // a folded line belongs to the field above it
    while (!rest.empty()) {
        const std::string_view line = ascii::next_line(rest);
        if (line.empty()) break;
        header.bytes = raw.size() - rest.size();
        if (line.front() == ' ' || line.front() == '\t') {
            if (continues) {
                HeaderField& field = header.fields.back();
                field.value = std::string_view(field.value.data(), line.data() + line.size());
            }
            continue;
        }
        const std::size_t colon = line.find(':');
        const std::string_view name = ascii::trimmed(line.substr(0, colon));
        continues = colon != line.npos && is_field_name(name);
        if (continues) header.fields.push_back({name, line.substr(colon + 1)});
    }
    return header;
}

std::string unfolded(std::string_view value) {
    std::string out;
    for (const char c : ascii::trimmed(value))
        if (c != '\r' && c != '\n') out += c == '\t' ? ' ' : c;
    return out;
}

std::vector<std::string> message_ids(std::string_view value) {
    std::vector<std::string> ids;
    for (std::size_t open = value.find('<'); open != value.npos; open = value.find('<', open + 1)) {
        const std::size_t close = value.find('>', open);
        if (close == value.npos) break;
        const std::string_view id = ascii::trimmed(value.substr(open + 1, close - open - 1));
        const bool sane = !id.empty() && id.size() <= 998 &&
                          std::ranges::all_of(id, [](char c) { return c > ' ' && c < 0x7F && c != '<'; });
        if (sane && std::ranges::find(ids, id) == ids.end()) ids.emplace_back(id);
    }
    return ids;
}

}  // namespace todoke::email
