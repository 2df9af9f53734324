#include "adapters/http/header_gate.hpp"

#include <algorithm>
#include <array>

namespace todoke::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Fields that the gate counts; `repeatable` ones have a rule of their own below.
enum Counted : std::size_t {
    host,
    content_length,
    transfer_encoding,
    authorization,
    line_signature,
    content_type,
    content_encoding,
    upgrade,
    expect,
    counted_size
};

constexpr std::array<std::string_view, counted_size> counted_names = {
    "host",         "content-length",   "transfer-encoding", "authorization", "x-line-signature",
    "content-type", "content-encoding", "upgrade",           "expect"};

// 18 digits stay far below 64 bits and far above every limit.
bool is_length(std::string_view text) {
    return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<Refusal> check_header_bytes(std::string_view block) {
    for (std::size_t at = 0; at < block.size(); ++at) {
        const auto c = static_cast<unsigned char>(block[at]);
        if (c >= 0x20 && c != 0x7f) continue;
        const bool more = at + 1 < block.size();
        if (c == '\r') {
            if (more && block[at + 1] != '\n') return Refusal{400, "gate.bare_cr"};
        } else if (c == '\n') {
            if (at == 0 || block[at - 1] != '\r') return Refusal{400, "gate.bare_lf"};
            if (more && (block[at + 1] == ' ' || block[at + 1] == '\t')) return Refusal{400, "gate.folded_line"};
        } else if (c != '\t') {
            return Refusal{400, "gate.control_character"};
        }
    }
    return std::nullopt;
}

std::optional<Refusal> check_header(const RawHeader& header) {
    std::array<int, counted_size> count{};
    std::array<std::string_view, counted_size> value{};
    for (const auto& [name, text] : header.fields) {
        for (std::size_t i = 0; i < counted_size; ++i) {
            if (name.size() != counted_names[i].size() || !equal_ignoring_case(name, counted_names[i])) continue;
            ++count[i];
            value[i] = text;
            break;
        }
        // The parser unfolds; a value that still carries a line end came past it some other way.
        if (text.find_first_of("\r\n") != std::string::npos) return Refusal{400, "gate.folded_line"};
    }

    if (count[transfer_encoding] > 0) {
        if (count[content_length] > 0) return Refusal{400, "gate.length_and_encoding"};
        if (count[transfer_encoding] > 1 || value[transfer_encoding] != "chunked")
            return Refusal{400, "gate.transfer_encoding"};
        if (header.version < 11) return Refusal{400, "gate.chunked_in_http_1_0"};
    }
    if (count[content_length] > 1) return Refusal{400, "gate.length_count"};
    if (count[content_length] == 1 && !is_length(value[content_length])) return Refusal{400, "gate.length_digits"};
    if (count[host] != 1) return Refusal{400, "gate.host_count"};
    for (const auto single : {authorization, line_signature, content_type})
        if (count[single] > 1) return Refusal{400, "gate.duplicate_field"};
    if (count[content_encoding] > 0) return Refusal{400, "gate.content_encoding"};
    if (count[upgrade] > 0) return Refusal{400, "gate.upgrade"};
    if (count[expect] > 1 || (count[expect] == 1 && !equal_ignoring_case(value[expect], "100-continue")))
        return Refusal{400, "gate.expect"};
    if (!std::ranges::all_of(header.target, [](char c) { return c > 0x20 && c < 0x7f; }))
        return Refusal{400, "gate.target"};
    return std::nullopt;
}

}  // namespace todoke::http
