#include "tests/platforms/common/text.hpp"

#include <algorithm>

namespace todoke::platforms {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xc2 && lead <= 0xdf) return 2;
    if (lead >= 0xe0 && lead <= 0xef) return 3;
    if (lead >= 0xf0 && lead <= 0xf4) return 4;
    return 0;
}

}  // namespace

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lower;
}

std::string percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) {
            decoded += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
            at += 2;
        } else {
            decoded += text[at] == '+' && plus_is_space ? ' ' : text[at];
        }
    }
    return decoded;
}

std::vector<std::string> path_segments(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.push_back(percent_decode(path.substr(0, end), false));
        path.remove_prefix(end);
    }
    return segments;
}

std::map<std::string, std::string> form_of(std::string_view body) {
    std::map<std::string, std::string> form;
    while (!body.empty()) {
        const auto end = std::min(body.find('&'), body.size());
        const auto pair = body.substr(0, end);
        const auto equals = std::min(pair.find('='), pair.size());
        form[percent_decode(pair.substr(0, equals), true)] =
            percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    return form;
}

std::size_t utf16_length(std::string_view utf8) {
    std::size_t units = 0;
    for (unsigned char byte : utf8) {
        if ((byte & 0xc0) != 0x80) ++units;
        if (byte >= 0xf0) ++units;
    }
    return units;
}

std::string valid_utf8(std::string_view bytes) {
    std::string text;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = sequence_length(static_cast<unsigned char>(bytes[at]));
        const auto is_tail = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
        const auto tail = bytes.substr(at, length).substr(length == 0 ? 0 : 1);
        if (length > 0 && at + length <= bytes.size() && std::all_of(tail.begin(), tail.end(), is_tail)) {
            text += bytes.substr(at, length);
            at += length;
        } else {
            text += '?';
            ++at;
        }
    }
    return text;
}

}  // namespace todoke::platforms
