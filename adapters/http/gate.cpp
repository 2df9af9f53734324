#include "adapters/http/gate.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace todoke::http {
namespace {

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

// RFC 9110 token.
bool token(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || marks.find(c) != std::string_view::npos;
    });
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

struct Counts {
    int host = 0, content_length = 0, transfer_encoding = 0, authorization = 0, signature = 0, content_type = 0;
};

std::optional<Refusal> inspect_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || line.find(' ', second + 1) != std::string_view::npos)
        return Refusal{400, "request_line"};
    const auto target = line.substr(first + 1, second - first - 1);
    if (!token(line.substr(0, first)) || target.empty() || target.front() != '/') return Refusal{400, "request_line"};
    if (std::ranges::any_of(target, [](char c) { return c <= ' ' || c > '~'; })) return Refusal{400, "target"};
    const auto version = line.substr(second + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return Refusal{400, "version"};
    return std::nullopt;
}

std::optional<Refusal> inspect_header(std::string_view line, Counts& counts) {
    if (line.front() == ' ' || line.front() == '\t') return Refusal{400, "folded_header"};
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !token(line.substr(0, colon))) return Refusal{400, "header_name"};
    const auto name = line.substr(0, colon), value = trim(line.substr(colon + 1));
    if (std::ranges::any_of(value, [](char c) { return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 127; }))
        return Refusal{400, "header_value"};
    if (same(name, "host")) ++counts.host;
    if (same(name, "authorization")) ++counts.authorization;
    if (same(name, "x-line-signature")) ++counts.signature;
    if (same(name, "content-type")) ++counts.content_type;
    if (same(name, "content-encoding")) return Refusal{415, "content_encoding"};
    if (same(name, "upgrade")) return Refusal{400, "upgrade"};
    if (same(name, "expect") && !same(value, "100-continue")) return Refusal{417, "expect"};
    if (same(name, "content-length")) {
        ++counts.content_length;
        if (value.empty() || value.size() > 12 || !std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; }))
            return Refusal{400, "content_length"};
    }
    if (same(name, "transfer-encoding")) {
        ++counts.transfer_encoding;
        if (!same(value, "chunked")) return Refusal{400, "transfer_encoding"};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> inspect_head(std::string_view head) {
    if (!head.ends_with("\r\n\r\n")) return Refusal{400, "head"};
    head.remove_suffix(2);
    Counts counts;
    bool first = true;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        if (end == std::string_view::npos) return Refusal{400, "line_end"};
        const auto line = head.substr(0, end);
        head.remove_prefix(end + 2);
        if (line.find_first_of("\r\n\0", 0, 3) != std::string_view::npos) return Refusal{400, "line_end"};
        if (line.empty()) return Refusal{400, "empty_line"};
        const auto refusal = first ? inspect_request_line(line) : inspect_header(line, counts);
        if (refusal) return refusal;
        first = false;
    }
    if (counts.host != 1) return Refusal{400, "host"};
    if (counts.content_length > 1 || counts.transfer_encoding > 1) return Refusal{400, "twice"};
    if (counts.content_length == 1 && counts.transfer_encoding == 1) return Refusal{400, "both_lengths"};
    if (counts.authorization > 1 || counts.signature > 1 || counts.content_type > 1) return Refusal{400, "twice"};
    return std::nullopt;
}

}  // namespace todoke::http
